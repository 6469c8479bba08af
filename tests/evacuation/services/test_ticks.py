"""The worker's tick: as many statements for many as for a few, and no row twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evacuation.models import Alert, Case, Deadline, Notice
from evacuation.models.choices import State, Urgency
from evacuation.services import missed, notices
from evacuation.services.notices import keep_watch
from tests.evacuation.desk import Desk
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty

ONE, TWO = "coordinator_one", "coordinator_two"


@pytest.fixture
def staffed(desk: Desk, settings: Any) -> Desk:
    """Two on duty and a lead, with a way to reach them that always works."""
    settings.WAYMARK_GATEWAY_COMMAND = ["true"]
    give_addresses(desk, ONE, TWO, "lead_one")
    for part in (ONE, TWO):
        put_on_duty(desk, part, end=100 * HOUR)
    return desk


def due_items(each: int) -> None:
    """So many missed check-ins, and so many clocks that ran out, at every level."""
    now = timezone.now()
    for state, clock in ((State.IN_TRANSIT, "check_in"), (State.ASSESSMENT, "verify")):
        for _number, level in zip(range(each), cycle(Urgency), strict=False):
            case = Case.objects.create(state=state, level=level, created_at=now)
            Deadline.objects.create(case=case, clock=clock, due_at=now - HOUR)


def asked() -> int:
    with CaptureQueriesContext(connection) as queries:
        keep_watch()
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def kinds() -> dict[str, int]:
    return Counter(Alert.objects.values_list("kind", flat=True))


def test_a_tick_asks_as_much_of_many_due_items_as_of_a_few(staffed: Desk) -> None:
    due_items(4)
    few = asked()
    Alert.objects.all().delete()
    due_items(12)
    assert asked() == few
    assert kinds() == {"check_in": 16, "deadline": 16}
    assert not Notice.objects.filter(sent_at__isnull=True).exists()


def test_what_is_too_much_for_one_batch_is_told_in_the_same_tick_once(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "_BATCH", 2)
    monkeypatch.setattr(notices, "BATCH", 2)
    due_items(4)
    for _again in range(2):
        keep_watch()
        assert kinds() == {"check_in": 4, "deadline": 4}
        told = Notice.objects.values_list("alert", "step", "user", "channel")
        # Two on duty for each; what is late and low tells the lead alone.
        assert len(told) == len(set(told)) == 2 * 7 + 1
        steps = sorted(Alert.objects.values_list("step", flat=True))
        assert steps == [1] * 7 + [3]
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    keep_watch()
    rows = Alert.objects.filter(kind="check_in")
    assert set(rows.values_list("step", flat=True)) == {2}
