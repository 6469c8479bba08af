"""What we owe and have not done wakes people, from clear due times alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evacuation.models import Alert, Case, Deadline, Notice
from evacuation.services.alarms import alerts_are_heard
from evacuation.services.alerting import acknowledge_alerts, start_alert
from evacuation.services.notices import keep_watch
from evacuation.services.overdue import raise_overdue
from evacuation.services.triage import claim_case, hear_case
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty
from tests.evacuation.services.test_notices import EVERYBODY, told

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
DUTY, STAND_IN, LEADS = [ONE], [ONE, "lead_one"], [ONE, "lead_one", "lead_two"]


@pytest.fixture
def staffed(desk: Desk, receivers: Receivers) -> Desk:
    """Coordinator one on duty, lead one standing in, everybody with addresses."""
    give_addresses(desk, *EVERYBODY)
    put_on_duty(desk, ONE, stand_in="lead_one", end=2000 * HOUR)
    return desk


def owed(level: str, due: timedelta, clock: str = "") -> Case:
    """A case in hand of which something is due in that time; `clock`: a row of it."""
    at = timezone.now() + due
    said: dict[str, Any] = {"level": level, "state": "triage"}
    if not clock:
        said["next_due_at"] = at
    case = Case.objects.create(created_at=timezone.now() - 90 * 24 * HOUR, **said)
    if clock:
        Deadline.objects.create(case=case, clock=clock, due_at=at)
    return case


def hear(desk: Desk, case: Case, ago: timedelta = timedelta(0)) -> None:
    """Somebody opens it; so long ago."""
    acknowledge_alerts(actor=desk.users[ONE], case=case)
    past = timezone.now() - ago
    Alert.objects.filter(case=case).update(acknowledged_at=past)


def later(case: Case, past: timedelta) -> None:
    """Let that much time pass for the open alert."""
    for alert in Alert.objects.filter(case=case, acknowledged_at__isnull=True):
        assert alert.next_at is not None
        alert.raised_at, alert.next_at = alert.raised_at - past, alert.next_at - past
        alert.save()


@pytest.mark.parametrize("clock", ["", "verify"])
def test_what_is_overdue_climbs_the_ladder_and_never_twice_for_a_step(
    staffed: Desk, receivers: Receivers, clock: str
) -> None:
    case = owed("critical", -HOUR, clock)
    seen = []
    for _ in range(4):
        keep_watch()
        seen.append(told(receivers))
        keep_watch()
        assert told(receivers) == []
        later(case, timedelta(minutes=5))
    assert seen == [DUTY, STAND_IN, LEADS, sorted(EVERYBODY)]
    assert Alert.objects.count() == 1


def test_what_is_due_later_or_rests_wakes_nobody(
    staffed: Desk, receivers: Receivers
) -> None:
    owed("critical", HOUR)
    owed("critical", HOUR, "verify")
    owed("critical", -HOUR, "decide")
    Deadline.objects.filter(clock="decide").update(rests_since=timezone.now())
    keep_watch()
    assert told(receivers) == []


def test_what_is_overdue_and_low_tells_leads_once(
    staffed: Desk, receivers: Receivers
) -> None:
    case = owed("low", -HOUR, "check")
    keep_watch()
    assert told(receivers) == ["lead_one", "lead_two"]
    Alert.objects.update(raised_at=timezone.now() - 90 * 24 * HOUR)
    keep_watch()
    assert told(receivers) == []
    assert alerts_are_heard()
    hear(staffed, case, 8 * 24 * HOUR)
    keep_watch()
    assert told(receivers) == ["lead_one", "lead_two"]


def test_a_request_that_nobody_took_over_has_its_own_alert_alone(
    staffed: Desk, receivers: Receivers
) -> None:
    case = owed("critical", -HOUR)
    start_alert(case=case)
    keep_watch()
    assert told(receivers) == DUTY
    assert set(Alert.objects.values_list("kind", flat=True)) == {"request"}


@pytest.mark.parametrize("how", ["met", "rests"])
def test_it_stops_when_the_step_is_done(
    staffed: Desk, receivers: Receivers, how: str
) -> None:
    case = owed("critical", -HOUR, "verify")
    keep_watch()
    told(receivers)
    if how == "met":
        case.deadlines.all().delete()
    else:
        case.deadlines.update(rests_since=timezone.now())
    later(case, HOUR)
    keep_watch()
    assert told(receivers) == []
    row = Alert.objects.get()
    assert (row.acknowledged_by, row.next_at) == (None, None)
    assert row.acknowledged_at is not None


def test_what_is_done_before_it_was_sent_is_not_sent(
    staffed: Desk, receivers: Receivers
) -> None:
    case = owed("critical", -HOUR, "verify")
    keep_watch()
    told(receivers)
    Notice.objects.update(sent_at=None, next_at=timezone.now())
    case.deadlines.all().delete()
    keep_watch()
    assert told(receivers) == []


def test_whoever_opens_the_case_has_heard(staffed: Desk, receivers: Receivers) -> None:
    made, _receipt = invented_case()
    claim_case(actor=staffed[ONE], case_id=made.pk, version=1)
    Case.objects.filter(pk=made.pk).update(next_due_at=timezone.now() - HOUR)
    raise_overdue()
    hear_case(actor=staffed["verifier"], case_id=made.pk)
    waiting = Alert.objects.filter(kind="deadline", acknowledged_at__isnull=True)
    assert waiting.exists()
    hear_case(actor=staffed[ONE], case_id=made.pk)
    assert not waiting.exists()
    keep_watch()
    assert told(receivers) == []


@pytest.mark.parametrize(
    ("level", "hours"), [("critical", 1), ("high", 4), ("medium", 24)]
)
def test_still_overdue_after_the_levels_time_it_is_raised_again(
    staffed: Desk, receivers: Receivers, level: str, hours: int
) -> None:
    case = owed(level, -100 * HOUR)
    keep_watch()
    told(receivers)
    hear(staffed, case, hours * HOUR - timedelta(minutes=2))
    keep_watch()
    assert told(receivers) == []
    hear(staffed, case, hours * HOUR)
    keep_watch()
    assert told(receivers) == DUTY


def test_another_due_time_that_passes_is_raised_at_once(
    staffed: Desk, receivers: Receivers
) -> None:
    case = owed("medium", -30 * HOUR)
    keep_watch()
    told(receivers)
    hear(staffed, case, timedelta(minutes=30))
    keep_watch()
    assert told(receivers) == []
    now = timezone.now()
    Deadline.objects.create(
        case=case, clock="decide", due_at=now - timedelta(minutes=5)
    )
    keep_watch()
    assert told(receivers) == DUTY


def test_a_clock_that_jumps_forward_and_back_raises_once_and_takes_it_back(
    staffed: Desk, receivers: Receivers
) -> None:
    case = owed("critical", -HOUR)
    keep_watch()
    told(receivers)
    # It went back: then what was overdue is due in the future.
    Case.objects.filter(pk=case.pk).update(next_due_at=timezone.now() + HOUR)
    later(case, -24 * HOUR)
    keep_watch()
    assert told(receivers) == []
    # What was heard "tomorrow" keeps nothing back when it is due again.
    Alert.objects.update(acknowledged_at=timezone.now() + 24 * HOUR)
    Case.objects.filter(pk=case.pk).update(
        next_due_at=timezone.now() - timedelta(minutes=5)
    )
    keep_watch()
    assert told(receivers) == DUTY
    hear(staffed, case)
    keep_watch()
    assert told(receivers) == []


def test_two_workers_raise_one_alert(staffed: Desk) -> None:
    case = owed("critical", -HOUR)
    raise_overdue()
    start_alert(case=case, kind=Alert.Kind.DEADLINE)
    raise_overdue()
    assert Alert.objects.count() == 1
