from __future__ import annotations

import pytest

from evacuation.errors import NotTrusted
from evacuation.shred.models import HighWater
from evacuation.trusting import trust_now
from tests.evacuation.desk import Desk


@pytest.mark.parametrize("kind", ["charter", "roster"])
def test_what_is_older_than_what_was_seen_before_is_not_believed(
    desk: Desk, kind: str
) -> None:
    trust_now()
    assert HighWater.objects.filter(kind=kind).update(number=2) == 1
    with pytest.raises(NotTrusted):
        trust_now()


def test_what_is_seen_for_the_first_time_is_remembered(desk: Desk) -> None:
    HighWater.objects.all().delete()
    trust_now()
    seen = dict(HighWater.objects.values_list("kind", "number"))
    assert seen == {"charter": 1, "roster": 1}
