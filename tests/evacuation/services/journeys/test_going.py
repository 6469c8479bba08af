"""From a plan to setting out and arrival: two signatures, and what takes them away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import NotAllowed, WrongState
from evacuation.journeys.plan import Passed
from evacuation.journeys.reception import Company
from evacuation.journeys.travellers import Going
from evacuation.models import CountryAlert, CountryRule, Deadline, Record
from evacuation.models.choices import RecordKind, State
from evacuation.services.by_itself import settle
from evacuation.services.journeys.alerts import NothingSeen
from evacuation.services.journeys.arrivals import PhraseWrong, confirm_arrival
from evacuation.services.journeys.check_ins import hear
from evacuation.services.journeys.expected import expected
from evacuation.services.journeys.going import asking, lines_now
from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.passing import NothingToPass, let_pass
from evacuation.services.journeys.plans import (
    NoSuchLeg,
    check_border,
    plan_of,
    planning,
    save_plan,
    sign_lawful,
)
from evacuation.services.journeys.rechecking import look_at_route
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signed import stands
from evacuation.services.moving import StepLacks, confirm_step
from evacuation.workflow.movement.check_ins import Heard, Through
from evacuation.workflow.movement.going import Readiness
from evacuation.workflow.movement.legs import Means
from evacuation.workflow.movement.papers import Papers
from tests.evacuation.decisions import ONE, contradicted, opened, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import (
    arrived_case,
    cleared,
    heard_anew,
    in_planning,
    listed,
    one_goes,
    ready_case,
    seen_to,
    travelling_case,
    two_legs,
)

pytestmark = pytest.mark.proof

VERIFIER = "verifier"


def blocked(desk: Desk, case: UUID) -> set[str]:
    lines = lines_now(opened(desk, case), timezone.now())
    return {str(o.item) for o in lines if o.readiness == Readiness.BLOCKED}


def test_what_others_have_not_said_yet_stops_it(desk: Desk) -> None:
    case = in_planning(desk)
    assert blocked(desk, case) == {"borders", "lawful", "host", "last_yes"}
    with pytest.raises(StepLacks):
        listed(desk, case)
    cleared(desk, case)
    assert blocked(desk, case) == set()


def test_two_people_sign_it_and_neither_alone(desk: Desk) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    listed(desk, case)
    assert state(case) == State.PLANNING
    for part in (ONE, "coordinator_two"):
        with pytest.raises((SamePerson, NotAllowed, WrongState)):
            confirm_step(actor=desk[part], case_id=case, version=version(case))
    confirm_step(actor=desk[VERIFIER], case_id=case, version=version(case))
    assert state(case) == State.READY
    assert stands(opened(desk, case))


def test_a_plan_written_anew_takes_the_go_away(desk: Desk) -> None:
    case = ready_case(desk)
    one_goes(desk[ONE], case, called="Invented Robin")
    assert not stands(opened(desk, case))
    with pytest.raises(StepLacks):
        depart(actor=desk[ONE], case_id=case, version=version(case))


def test_a_new_look_at_a_border_does_not(desk: Desk) -> None:
    case = ready_case(desk)
    check_border(
        actor=desk[ONE], case_id=case, version=version(case), leg=0, passes=True
    )
    assert stands(opened(desk, case))
    check_border(
        actor=desk[ONE], case_id=case, version=version(case), leg=1, passes=False
    )
    assert not stands(opened(desk, case))


def test_a_go_is_stale_after_72_hours_and_the_case_is_planned_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready_case(desk)
    later = timezone.now() + timedelta(hours=73)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not stands(opened(desk, case))
    settle(opened(desk, case))
    assert state(case) == State.PLANNING


def test_an_alert_for_a_country_on_the_way_takes_the_go_away(desk: Desk) -> None:
    case = ready_case(desk)
    for country, holds in (("FR", True), ("AM", False)):
        CountryAlert.objects.create(
            country=country,
            text="Invented: the crossing is closed at night.",
            source="Invented.",
            raised_at=timezone.now(),
        )
        assert stands(opened(desk, case)) == holds
    look = partial(look_at_route, actor=desk[ONE], case_id=case, version=version(case))
    with pytest.raises(NothingSeen):
        look(why=" ")
    look(why="Invented: open by day.")
    # Two people looked at the list before the alert, not after it.
    assert not stands(opened(desk, case))
    assert state(case) == State.PLANNING


def test_the_lawful_crossing_is_signed_by_another_than_the_owner(desk: Desk) -> None:
    case = in_planning(desk)
    with pytest.raises(NotAllowed):
        sign_lawful(actor=desk[ONE], case_id=case, version=version(case))
    sign_lawful(actor=desk["lead_one"], case_id=case, version=version(case))
    plan = plan_of(opened(desk, case))
    assert plan.lawful_by == desk["lead_one"].name
    # The same crossings stay signed; others are signed anew. Nobody signs by a form.
    again = replace(plan, money_note="Invented.", lawful_by="")
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=again)
    assert plan_of(opened(desk, case)).lawful_by == desk["lead_one"].name
    other = replace(two_legs(), legs=two_legs().legs[:1], lawful_by="member:1")
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=other)
    assert plan_of(opened(desk, case)).lawful_by == ""


@pytest.mark.parametrize(
    "other", [{"note": "Invented: through the river."}, {"means": Means.FOOT}]
)
def test_what_was_signed_as_lawful_is_signed_anew_for_another_way(
    desk: Desk, other: dict[str, Any]
) -> None:
    case = in_planning(desk)
    sign_lawful(actor=desk["lead_one"], case_id=case, version=version(case))
    plan = plan_of(opened(desk, case))
    first = plan.legs[0]
    changed = (
        replace(first, leg=replace(first.leg, **other))
        if "means" in other
        else replace(first, **other)
    )
    again = replace(plan, legs=(changed, *plan.legs[1:]))
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=again)
    assert plan_of(opened(desk, case)).lawful_by == ""


def test_nobody_goes_before_the_phrases_are_agreed(desk: Desk) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    rows = Record.objects.filter(case=case, kind=RecordKind.SAFE_CONTACT)
    rows.delete()
    assert blocked(desk, case) == {"protocol"}


def test_who_goes_apart_needs_papers_and_consent_as_the_others(desk: Desk) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    one_goes(
        desk[ONE],
        case,
        number="2",
        going=Going.APART,
        why_apart="Invented.",
        papers=Papers(),
        consents=False,
    )
    assert {"papers", "dependants"} <= blocked(desk, case)


def unknown_entry(desk: Desk) -> UUID:
    """Two go to two countries, and how one enters either is not on record."""
    case = in_planning(desk)
    one_goes(desk[ONE], case, number="2", called="Invented Robin")
    CountryRule.objects.all().delete()
    return case


def passed(desk: Desk, case: UUID) -> set[tuple[int, str]]:
    """(leg, person) of each that may go on."""
    found = asking(opened(desk, case), timezone.now())
    return {(leg or 0, one.person) for leg, one in found if one.passed}


def test_one_reason_lets_one_obstacle_of_one_person_at_one_border_pass(
    desk: Desk,
) -> None:
    case = unknown_entry(desk)
    passes = partial(let_pass, case_id=case, what="entry_unknown", why="Invented.")
    with pytest.raises(NotAllowed):
        passes(actor=desk[ONE], version=version(case), person="1", leg=0)
    lead = desk["lead_one"]
    for other in ({}, {"person": "1"}, {"leg": 0}, {"person": "3", "leg": 0}):
        with pytest.raises(NothingToPass):
            passes(actor=lead, version=version(case), **other)
    passes(actor=lead, version=version(case), person="1", leg=0)
    assert passed(desk, case) == {(0, "1")}
    assert "risks" in blocked(desk, case)
    [one] = plan_of(opened(desk, case)).passed
    assert (one.what, one.by, one.person) == ("entry_unknown", lead.name, "1")
    passes(actor=lead, version=version(case), everywhere=True)
    assert passed(desk, case) == {(0, "1"), (0, "2"), (1, "1"), (1, "2")}
    assert "risks" not in blocked(desk, case)
    # Who is written down later was not meant.
    one_goes(desk[ONE], case, number="3", called="Invented Owl")
    assert "risks" in blocked(desk, case)


def test_what_was_let_pass_without_a_name_lets_nobody_pass(desk: Desk) -> None:
    case = unknown_entry(desk)
    with planning(desk[ONE], case, version(case), "journey.planned") as change:
        plan = plan_of(change.opened)
        old = Passed("entry_unknown", "Invented.", "member:1", timezone.now())
        said = replace(plan, passed=(old,)).packed()
        for one in said["passed"]:
            del one["person"], one["crossing"]
        change.write(ROUTE, RecordKind.PLAN, what="plan", plan=said)
    [kept] = plan_of(opened(desk, case)).passed
    assert not kept.names_one
    assert passed(desk, case) == set()


def test_who_was_missed_is_heard_before_they_set_out_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    one = expected(opened(desk, case))
    assert one is not None
    later = one.missed_at + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert step(desk[ONE], case, "put_off", breaking="danger", safe_at="Invented.")
    heard_anew(desk, case)
    assert blocked(desk, case) == {"heard"}
    with pytest.raises(StepLacks):
        depart(actor=desk[ONE], case_id=case, version=version(case))
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    hear(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        heard=Heard.PHRASE,
        through=Through.CHANNEL,
    )
    assert blocked(desk, case) == set()
    depart(actor=desk[ONE], case_id=case, version=version(case))


@pytest.mark.parametrize(
    ("why", "again"),
    [
        ("border_closed", {"borders", "host", "last_yes"}),
        ("turned_away", {"borders", "host", "last_yes"}),
        ("missed", {"host", "last_yes"}),
    ],
)
def test_what_was_said_before_they_were_stopped_is_asked_again(
    desk: Desk, why: str, again: set[str]
) -> None:
    case = travelling_case(desk)
    assert step(desk[ONE], case, "turn_back", breaking=why, safe_at="Invented.")
    assert blocked(desk, case) == again
    # Also where the plan is written anew meanwhile.
    plan = plan_of(opened(desk, case))
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)
    assert blocked(desk, case) == again
    cleared(desk, case)
    assert blocked(desk, case) == set()


def test_nobody_sets_out_on_a_leg_whose_time_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready_case(desk)
    over = plan_of(opened(desk, case)).legs[0].leg.ends
    monkeypatch.setattr(timezone, "now", lambda: over)
    heard_anew(desk, case)
    assert blocked(desk, case) == {"legs"}
    with pytest.raises(StepLacks):
        depart(actor=desk[ONE], case_id=case, version=version(case))


def test_the_way_that_cannot_be_told_is_not_signed(desk: Desk) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    contradicted(desk, case)
    assert blocked(desk, case) == {"tellable"}
    with pytest.raises(StepLacks):
        listed(desk, case)


def test_whoever_was_not_asked_for_medicine_is_not_one_who_needs_none(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    save = partial(
        save_medicines, actor=desk[ONE], case_id=case, person="1", medicines=[]
    )
    save(version=version(case))
    assert "medicine" in blocked(desk, case)
    save(version=version(case), none=True)
    assert "medicine" not in blocked(desk, case)


def test_a_border_that_is_not_in_the_plan_is_not_looked_at(desk: Desk) -> None:
    case = in_planning(desk)
    for leg in (-1, 2):
        with pytest.raises(NoSuchLeg):
            check_border(
                actor=desk[ONE],
                case_id=case,
                version=version(case),
                leg=leg,
                passes=True,
            )


def test_who_says_the_phrase_has_arrived_and_nobody_else(desk: Desk) -> None:
    case = travelling_case(desk)
    assert Deadline.objects.filter(case=case, clock="check_in").exists()
    with pytest.raises(StepLacks):
        step(desk[ONE], case, "arrive")
    with pytest.raises(PhraseWrong):
        confirm_arrival(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            through=Through.HOST,
            heard=Heard.WRONG,
            company=Company.ALL,
        )
    other = arrived_case(desk)
    assert state(other) == State.ARRIVED
    seen_to(desk, other)
    assert step(
        desk[ONE],
        other,
        "settle_in",
        first_days="Invented: a room, a SIM.",
        staying="visa_free",
        ends="Invented: rent until May.",
    )
    assert state(other) == State.FOLLOW_UP


@pytest.mark.parametrize(
    ("name", "target"), [("turn_back", State.PLANNING), ("put_off", State.READY)]
)
def test_a_leg_that_stops_says_why_and_where_they_are_safe(
    desk: Desk, name: str, target: str
) -> None:
    case = travelling_case(desk)
    assert step(
        desk[ONE], case, name, breaking="border_closed", safe_at="Invented region."
    )
    assert state(case) == target
