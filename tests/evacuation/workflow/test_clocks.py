"""Every way a case can go, with its clocks: something is always due, nothing for ever.

A clock that is met by what is done beside the steps (first contact, interim help,
verification) is left out: what follows must hold once all of those are met.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from evacuation.workflow.deadlines import FROM_THE_START, PAUSING, Clock
from evacuation.workflow.states import OPEN, PARKED, State
from evacuation.workflow.table import leaving, starts
from evacuation.workflow.transition import Clocks, Transition

MET_BESIDE = {Clock.OWN, Clock.CONTACT, Clock.INTERIM, Clock.VERIFY, Clock.RATIFY}
WAITS = {
    *{State.INFO_NEEDED, State.ON_HOLD, State.CONTACT_LOST},
    *{State.REFERRED_OUT, State.SECURITY_HOLD},
}
# Where a stop or silence came in between, the clock goes on below it.
INTERRUPTED = {State.CONTACT_LOST, State.SECURITY_HOLD}
ONLY_IN = {
    Clock.ANSWER: {State.INFO_NEEDED, State.SECURITY_HOLD},
    Clock.APPEAL: {State.APPEAL, State.ON_HOLD, *INTERRUPTED},
    Clock.FOLLOW_UP: {State.FOLLOW_UP, State.ON_HOLD, *INTERRUPTED},
    Clock.GO: {State.READY, State.ON_HOLD, *INTERRUPTED},
    Clock.SETTLE: {State.ARRIVED, State.ON_HOLD, *INTERRUPTED},
    Clock.REVIEW: {State.WAITLISTED, *WAITS} - {State.INFO_NEEDED},
}


@dataclass(frozen=True, slots=True)
class Case:
    """`before`: where a parked one goes back to."""

    state: State = State.RECEIVED
    before: State | None = None
    runs: frozenset[Clock] = frozenset(FROM_THE_START - MET_BESIDE)
    rests: bool = False


def after(case: Case, one: Transition) -> Case:
    target = one.target or case.before
    assert target is not None
    if target not in OPEN:
        return Case(target, runs=frozenset())
    begun = set(starts(one, target)) - MET_BESIDE
    rests = {Clocks.REST: True, Clocks.RESUME: False}.get(one.clocks, case.rests)
    stays = case.before if case.state in PARKED else case.state
    return replace(
        case,
        state=target,
        before=stays if target in PARKED else None,
        runs=frozenset(case.runs - set(one.stops) | begun),
        rests=rests,
    )


@cache
def every_case() -> frozenset[Case]:
    found, new = {Case()}, {Case()}
    while new:
        new = {after(case, one) for case in new for one in leaving(case.state)} - found
        found |= new
    return frozenset(found)


def test_the_walk_meets_every_state() -> None:
    assert {case.state for case in every_case()} == set(State)


def test_clocks_rest_only_while_we_wait_for_somebody() -> None:
    assert {case.state for case in every_case() if case.rests} <= WAITS


def test_clocks_run_only_in_their_states() -> None:
    wrong = {
        (case.state, clock)
        for case in every_case()
        for clock in case.runs
        if case.state not in ONLY_IN.get(clock, OPEN)
    }
    assert wrong == set()


def heard(case: Case) -> set[Clock]:
    """Check-ins go on whatever happens; only on the way are they what is due."""
    return set() if case.state == State.IN_TRANSIT else {Clock.CHECK_IN}


def test_something_is_due_in_every_open_case_whatever_happened() -> None:
    idle = {
        case.state
        for case in every_case()
        if case.state in OPEN
        and not case.runs - (PAUSING if case.rests else set()) - heard(case)
    }
    assert idle == set()


def test_what_a_state_is_for_is_due_in_it() -> None:
    due = {
        State.INFO_NEEDED: Clock.ANSWER,
        State.DECISION_PENDING: Clock.DECIDE,
        State.APPROVED: Clock.PLAN,
        State.PLANNING: Clock.PLAN,
        State.WAITLISTED: Clock.REVIEW,
        State.READY: Clock.GO,
        State.IN_TRANSIT: Clock.CHECK_IN,
        State.ARRIVED: Clock.SETTLE,
        State.FOLLOW_UP: Clock.FOLLOW_UP,
        State.DECLINED: Clock.TELL,
        State.APPEAL: Clock.APPEAL,
        State.REFERRED_OUT: Clock.REVIEW,
        State.ON_HOLD: Clock.REVIEW,
        State.CONTACT_LOST: Clock.REVIEW,
        State.SECURITY_HOLD: Clock.REVIEW,
    }
    missing = {
        case.state
        for case in every_case()
        if case.state in due and due[case.state] not in case.runs
    }
    assert missing == set()


def test_a_closed_case_owes_nothing() -> None:
    assert not [case for case in every_case() if case.state not in OPEN and case.runs]


def test_who_is_lost_while_their_case_rests_comes_back_to_before_it_rested() -> None:
    parked = {case for case in every_case() if case.state in PARKED}
    assert all(case.before in OPEN - PARKED for case in parked)
