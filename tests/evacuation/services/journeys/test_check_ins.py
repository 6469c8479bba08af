"""Somebody should be heard: when, what is heard, and what the card says of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed, NotVisible
from evacuation.journeys.night_card import NightCard
from evacuation.models import Case, Deadline, Note
from evacuation.models.choices import NoteKind, State
from evacuation.services.contacting import agree_phrases
from evacuation.services.journeys.check_ins import (
    NoSuchTime,
    NothingExpected,
    OnTheWay,
    TooTolerant,
    hear,
    plan_check_in,
    stop_check_ins,
)
from evacuation.services.journeys.expected import expected
from evacuation.services.journeys.plans import plan_of
from evacuation.services.moving import confirm_step
from evacuation.services.night_cards import card_of
from evacuation.services.ownership import assign
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.workflow.movement.check_ins import (
    Heard,
    Through,
    from_legs,
)
from tests.evacuation.decisions import ONE, in_assessment, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_triage import second_of
from tests.evacuation.travels import ready_case, travelling_case

pytestmark = pytest.mark.proof

HOUR = timedelta(hours=1)
TWO = "coordinator_two"


def planned(desk: Desk, case: UUID, at: datetime, **said: Any) -> None:
    plan_check_in(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        at=at,
        tolerance=said.pop("tolerance", timedelta(minutes=30)),
        through=Through.CHANNEL,
        **said,
    )


def heard(desk: Desk, case: UUID, what: Heard, part: str = ONE) -> None:
    hear(
        actor=desk[part],
        case_id=case,
        version=version(case),
        heard=what,
        through=Through.CHANNEL,
    )


def with_phrases(desk: Desk, case: UUID) -> None:
    agree_phrases(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        ours="Invented: is the parcel there?",
        theirs="Invented: it came on Tuesday.",
        duress="Invented: it came broken.",
    )


def clock(case: UUID) -> datetime | None:
    row = Deadline.objects.filter(case=case, clock="check_in").first()
    return row.due_at if row else None


def card(desk: Desk, case: UUID, part: str = TWO) -> NightCard | None:
    """As somebody of the team reads it who holds no key of the case."""
    return card_of(opened(desk, case, part))


def near(one: datetime | None, other: datetime) -> bool:
    """Never before, and at most five minutes later."""
    return one is not None and timedelta(0) <= one - other < timedelta(minutes=5)


def test_one_is_planned_by_hand_in_any_owned_state(desk: Desk) -> None:
    case = in_assessment(desk)
    at = timezone.now() + 3 * HOUR
    planned(desk, case, at, tolerance=HOUR)
    assert near(clock(case), at + HOUR)
    with pytest.raises(NoSuchTime):
        planned(desk, case, timezone.now() - HOUR)
    with pytest.raises(TooTolerant):
        planned(desk, case, at, tolerance=13 * HOUR)


def test_the_phrase_puts_the_next_one_off_by_level_where_none_is_planned(
    desk: Desk,
) -> None:
    case = in_assessment(desk)
    with pytest.raises(NothingExpected):
        heard(desk, case, Heard.PHRASE)
    planned(desk, case, timezone.now() + HOUR)
    heard(desk, case, Heard.PHRASE)
    # Too early to count for the one in an hour.
    assert near(clock(case), timezone.now() + 1.5 * HOUR)
    planned(desk, case, timezone.now() + HOUR / 3, instead=True)
    heard(desk, case, Heard.PHRASE)
    assert near(clock(case), timezone.now() + timedelta(days=30, minutes=30))


@pytest.mark.parametrize("what", [Heard.WRONG, Heard.NOTHING])
def test_a_wrong_phrase_keeps_it_due(desk: Desk, what: Heard) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + HOUR / 3)
    before = clock(case)
    heard(desk, case, what)
    assert clock(case) == before


def test_a_sign_of_duress_makes_it_critical_and_keeps_it_due(desk: Desk) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + HOUR / 3)
    before, told = clock(case), status_codes(desk, case)
    heard(desk, case, Heard.DURESS)
    assert clock(case) == before
    assert Case.objects.get(pk=case).level == "critical"
    line = opened(desk, case).line()
    assert line is not None
    assert "duress" in line.marks
    assert status_codes(desk, case) == told


def status_codes(desk: Desk, case: UUID) -> list[str]:
    """What the person's screen is made of."""
    rows = opened(desk, case).records("replies", "status")
    return [str(opened(desk, case).content(row)["code"]) for row in rows]


def test_setting_out_plans_them_from_the_legs(desk: Desk) -> None:
    case = ready_case(desk)
    legs = [one.leg for one in plan_of(opened(desk, case)).legs]
    first = from_legs(legs)[0]
    with pytest.raises(NotVisible):
        step(desk[ONE], case, "depart")
    travelling = travelling_case(desk)
    assert expected(opened(desk, travelling)) is not None
    assert near(clock(travelling), first.missed_at)


def test_the_next_leg_is_waited_for_once_the_phrase_was_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    times = from_legs([one.leg for one in plan_of(opened(desk, case)).legs])
    at_first = times[0].at + timedelta(minutes=10)
    monkeypatch.setattr(timezone, "now", lambda: at_first)
    heard(desk, case, Heard.PHRASE)
    assert near(clock(case), times[1].missed_at)
    at_last = times[-1].at
    monkeypatch.setattr(timezone, "now", lambda: at_last)
    heard(desk, case, Heard.PHRASE)
    assert near(clock(case), at_last + timedelta(hours=4, minutes=30))


def test_they_are_stopped_by_hand_but_never_on_the_way(desk: Desk) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + HOUR)
    stop_check_ins(actor=desk[ONE], case_id=case, version=version(case))
    assert clock(case) is None
    assert card(desk, case) is None
    case = travelling_case(desk)
    with pytest.raises(OnTheWay):
        stop_check_ins(actor=desk[ONE], case_id=case, version=version(case))


def test_who_gave_the_case_away_ends_nothing_that_is_planned(desk: Desk) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + HOUR)
    assign(actor=desk[ONE], case_id=case, version=version(case), to=desk.users[TWO].pk)
    waits = expected(opened(desk, case))
    with pytest.raises(NotAllowed):
        stop_check_ins(actor=desk[ONE], case_id=case, version=version(case))
    with pytest.raises(NotAllowed):
        planned(desk, case, timezone.now() + 24 * HOUR, instead=True)
    assert expected(opened(desk, case)) == waits
    assert not CheckInsPage(opened(desk, case)).may_stop
    # Beside what the others planned they may: they may know more.
    planned(desk, case, timezone.now() + HOUR / 2)
    for part in (TWO, "lead_one"):
        stop_check_ins(actor=desk[part], case_id=case, version=version(case))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("freeze", {"text": "Invented."}),
        ("hold", {"reason": "hospital", "check_ins": "x", "days": 7}),
    ],
)
def test_whoever_stops_the_case_does_not_stop_waiting_for_them(
    desk: Desk, name: str, said: dict[str, Any]
) -> None:
    case = travelling_case(desk)
    waits = expected(opened(desk, case))
    assert waits is not None
    assert step(desk[ONE], case, name, **said)
    assert expected(opened(desk, case)) == waits
    with pytest.raises(OnTheWay):
        stop_check_ins(actor=desk[ONE], case_id=case, version=version(case))
    with pytest.raises(OnTheWay):
        planned(desk, case, timezone.now() + 89 * 24 * HOUR, instead=True)
    assert expected(opened(desk, case)) == waits


def test_the_card_is_read_by_the_team_without_any_key(desk: Desk) -> None:
    case = travelling_case(desk)
    with_phrases(desk, case)
    two = opened(desk, case, TWO)
    assert not two.holds("triage")
    found = card(desk, case)
    assert found is not None
    assert found.theirs == "Invented: it came on Tuesday."
    assert [str(one.deed) for one in found.steps] == ["write", "call", "host", "lead"]
    row = Note.objects.get(case=case, kind=NoteKind.NIGHT_CARD)
    assert b"Invented" not in bytes(row.sealed)
    with pytest.raises(AssertionError):
        assert card(desk, case, "verifier") is not None


def test_the_card_goes_with_contact_and_comes_back_with_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + HOUR)
    assert card(desk, case) is not None
    assert step(desk[ONE], case, "lose_contact", text="Invented.")
    assert (clock(case), card(desk, case)) == (None, None)
    later = timezone.now() + 3 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not step(desk[ONE], case, "find_again", phrase=True, text="Invented.")
    lead = second_of(desk, Case.objects.get(pk=case))
    confirm_step(actor=lead, case_id=case, version=version(case))
    found = card(desk, case)
    assert found is not None
    assert abs(found.expected.at - later - timedelta(days=30)) < timedelta(minutes=5)
    assert near(clock(case), found.expected.missed_at)


def test_a_level_does_not_move_what_was_agreed(desk: Desk) -> None:
    case = in_assessment(desk)
    planned(desk, case, timezone.now() + 48 * HOUR)
    before = clock(case)
    heard(desk, case, Heard.DURESS)
    assert clock(case) == before


def test_who_is_no_coordinator_plans_none(desk: Desk) -> None:
    case = travelling_case(desk)
    with pytest.raises((NotAllowed, NotVisible)):
        plan_check_in(
            actor=desk["verifier"],
            case_id=case,
            version=version(case),
            at=timezone.now() + HOUR,
            tolerance=HOUR,
            through=Through.CHANNEL,
        )
    assert Case.objects.get(pk=case).state == State.IN_TRANSIT
