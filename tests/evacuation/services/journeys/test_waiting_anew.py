"""Where a journey stops or goes on after a rest, they are waited for all the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.models import Alert, Deadline
from evacuation.models.choices import State
from evacuation.services.journeys.check_ins import OnTheWay, stop_check_ins
from evacuation.services.journeys.expected import expected, running
from evacuation.services.missed import raise_missed
from evacuation.services.night_cards import card_of
from evacuation.services.triage import hear_case
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.workflow.movement.check_ins import CheckIn, Heard
from tests.evacuation.decisions import ONE, opened, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.services.journeys.test_check_ins import clock, heard, planned
from tests.evacuation.travels import ready_case, travelling_case

pytestmark = pytest.mark.proof

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
STOPPED = {
    "breaking": "border_closed",
    "safe_at": "Invented region",
    "text": "Invented.",
}


def waited_for(desk: Desk, case: UUID) -> CheckIn:
    found = expected(opened(desk, case))
    assert found is not None
    return found


def coming(desk: Desk, case: UUID) -> list[CheckIn]:
    return running(opened(desk, case)).planned


def test_whoever_goes_on_after_a_rest_is_waited_for_in_four_hours(desk: Desk) -> None:
    case, me = travelling_case(desk), desk[ONE]
    legs = coming(desk, case)
    assert step(me, case, "hold", reason="hiding", check_ins="Invented.", days=3)
    assert step(me, case, "resume", text="Invented.")
    assert state(case) == State.IN_TRANSIT
    first = waited_for(desk, case)
    assert abs(first.at - timezone.now() - 4 * HOUR) < MINUTE
    assert set(coming(desk, case)) == {first, *legs}
    assert clock(case) == first.missed_at
    card = card_of(opened(desk, case))
    assert card is not None
    assert card.expected == first


def test_on_the_way_without_a_check_in_is_an_alarm(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    assert raise_missed() == 0
    Deadline.objects.filter(case=case, clock="check_in").delete()
    assert raise_missed() == 1
    assert raise_missed() == 0
    planned(desk, case, timezone.now() + HOUR)
    assert raise_missed() == 0
    Deadline.objects.filter(case=case, clock="check_in").delete()
    Alert.objects.filter(case=case).delete()
    opened(desk, case).case.notes.filter(kind="night_card").delete()
    assert raise_missed() == 1
    hear_case(actor=desk[ONE], case_id=case)
    assert raise_missed() == 0
    later = timezone.now() + HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert raise_missed() == 1


@pytest.mark.parametrize("name", ["turn_back", "put_off"])
def test_where_it_stops_one_is_waited_for_and_no_leg(desk: Desk, name: str) -> None:
    case = travelling_case(desk)
    assert len(coming(desk, case)) > 1
    assert step(desk[ONE], case, name, **STOPPED)
    [first] = coming(desk, case)
    assert abs(first.at - timezone.now() - 4 * HOUR) < MINUTE
    assert waited_for(desk, case) == first
    assert clock(case) == first.missed_at
    assert card_of(opened(desk, case, "coordinator_two")) is not None


def test_who_was_missed_where_it_stops_stays_missed_until_they_are_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    planned(desk, case, timezone.now() + HOUR)
    was = waited_for(desk, case)
    late = was.missed_at + MINUTE
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert step(desk[ONE], case, "turn_back", **STOPPED)
    assert waited_for(desk, case) == was
    assert raise_missed() == 1
    later = late + MINUTE
    monkeypatch.setattr(timezone, "now", lambda: later)
    heard(desk, case, Heard.PHRASE)
    assert waited_for(desk, case).at > later
    assert raise_missed() == 0


def in_hours(count: int, monkeypatch: pytest.MonkeyPatch) -> datetime:
    later = timezone.now() + count * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    return later


def half_way(desk: Desk) -> UUID:
    case = travelling_case(desk)
    assert step(desk[ONE], case, "put_off", **STOPPED)
    return case


def test_who_waits_half_way_is_waited_for_as_on_the_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, me = half_way(desk), desk[ONE]
    assert state(case) == State.READY
    with pytest.raises(OnTheWay):
        stop_check_ins(actor=me, case_id=case, version=version(case))
    with pytest.raises(OnTheWay):
        planned(desk, case, timezone.now() + 80 * DAY, instead=True)
    assert not CheckInsPage(opened(desk, case)).may_stop
    in_hours(4, monkeypatch)
    heard(desk, case, Heard.PHRASE)
    at = waited_for(desk, case).at
    assert abs(at - timezone.now() - 4 * HOUR) < MINUTE
    # Nor is a time in months, planned beside, all that they are waited for.
    planned(desk, case, timezone.now() + 80 * DAY, tolerance=12 * HOUR)
    later = in_hours(4, monkeypatch)
    heard(desk, case, Heard.PHRASE)
    assert abs(waited_for(desk, case).at - later - 4 * HOUR) < MINUTE
    tomorrow = later + 20 * HOUR
    planned(desk, case, tomorrow)
    assert abs(waited_for(desk, case).at - tomorrow) < MINUTE


def test_whose_go_fell_half_way_is_half_way_until_it_is_planned_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, me = half_way(desk), desk[ONE]
    assert step(me, case, "recheck", text="Invented.")
    assert state(case) == State.PLANNING
    with pytest.raises(OnTheWay):
        stop_check_ins(actor=me, case_id=case, version=version(case))
    in_hours(4, monkeypatch)
    heard(desk, case, Heard.PHRASE)
    at = waited_for(desk, case).at
    assert abs(at - timezone.now() - 4 * HOUR) < MINUTE
    assert step(me, case, "freeze", text="Invented.")
    assert waited_for(desk, case).at == at


def test_who_did_not_set_out_is_waited_for_by_level(desk: Desk) -> None:
    case, me = ready_case(desk), desk[ONE]
    planned(desk, case, timezone.now() + 80 * DAY, instead=True)
    stop_check_ins(actor=me, case_id=case, version=version(case))
    assert clock(case) is None


def test_who_turned_back_is_waited_for_by_level_once_they_were_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    assert step(desk[ONE], case, "turn_back", **STOPPED)
    in_hours(4, monkeypatch)
    heard(desk, case, Heard.PHRASE)
    assert waited_for(desk, case).at > timezone.now() + 20 * DAY
