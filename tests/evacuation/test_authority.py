from __future__ import annotations

from django.utils import timezone

from directory.models.choices import Level
from directory.viewer import viewer_for
from evacuation.models import Member
from tests.cast import Cast


def test_a_suspended_coordinator_reads_the_directory_as_the_public_does(
    cast: Cast,
) -> None:
    assert viewer_for(cast.coordinator).level == Level.COORDINATORS
    Member.objects.filter(user=cast.coordinator).update(suspended_at=timezone.now())
    assert viewer_for(cast.coordinator).level == Level.PUBLIC
