"""The transition table as a whole: nothing is a dead end, nothing stands twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evacuation.workflow.deadlines import FROM_THE_START, Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.needs import Kind, Need
from evacuation.workflow.people import By
from evacuation.workflow.reasons import Ending
from evacuation.workflow.states import (
    ENDED,
    OPEN,
    PARKED,
    WORKED_ON,
    Level,
    State,
    Told,
    told,
)
from evacuation.workflow.table import (
    BY_NAME,
    TABLE,
    came_from,
    leaving,
    starts,
    stops,
    targets,
)
from evacuation.workflow.transition import Clocks, Second, Transition

# The first row is the request itself.
ROWS_ELSEWHERE = {1}
every_step = pytest.mark.parametrize("one", TABLE, ids=lambda one: one.name)


def next_states(state: State) -> frozenset[State]:
    found = [targets(one, came_from(state)) for one in leaving(state)]
    return frozenset[State]().union(*found)


def reached_from(state: State) -> set[State]:
    found, new = {state}, {state}
    while new:
        new = {to for one in new for to in next_states(one)} - found
        found |= new
    return found


def test_every_state_is_reached_from_a_request() -> None:
    assert reached_from(State.RECEIVED) == set(State)


@pytest.mark.parametrize("state", sorted(set(State) - {State.PURGED}))
def test_every_state_but_the_last_has_a_way_to_closed(state: State) -> None:
    assert State.CLOSED in reached_from(state)


def test_nothing_leads_out_of_purged_and_nothing_back_to_received() -> None:
    assert leaving(State.PURGED) == []
    assert not [one.name for one in TABLE if one.target == State.RECEIVED]


def test_every_open_state_but_a_stop_closes_or_is_stopped_at_once() -> None:
    for state in OPEN - {State.SECURITY_HOLD}:
        assert {State.CLOSED, State.SECURITY_HOLD} <= next_states(state)
    # Where help was under way it goes on as it was; an old list is signed anew.
    as_before = {State.APPROVED, State.PLANNING, State.IN_TRANSIT, State.ARRIVED}
    after_a_stop = {State.ASSESSMENT, State.CONTACT_LOST, *as_before}
    assert next_states(State.SECURITY_HOLD) == after_a_stop


def test_names_are_unique_and_fit_an_address_and_a_proposal() -> None:
    names = [one.name for one in TABLE]
    assert len(set(names)) == len(names) == len(BY_NAME)
    for name in names:
        assert name.isidentifier()
        assert name == name.lower()
        assert len(name) <= 16


def test_every_row_of_the_field_s_table_is_in_it() -> None:
    named = {row for one in TABLE for row in one.rows}
    assert named == set(range(1, 39)) - ROWS_ELSEWHERE


def test_every_guard_and_every_person_is_used() -> None:
    assert {guard for one in TABLE for guard in one.guards} == set(Guard)
    assert {who for one in TABLE for who in one.who} == set(By)


@every_step
def test_a_step_has_words_a_source_and_somebody_who_takes_it(one: Transition) -> None:
    assert str(one.label)
    assert one.sources
    assert one.who
    assert one.target not in one.sources


def test_two_steps_out_of_one_state_never_have_the_same_words() -> None:
    for state in State:
        words = [str(one.label) for one in leaving(state)]
        assert len(set(words)) == len(words)


@every_step
def test_only_parked_cases_go_back_to_where_they_were(one: Transition) -> None:
    if one.target is None:
        assert one.sources <= PARKED
        assert one.clocks == Clocks.RESUME
        (parked,) = one.sources
        assert came_from(parked)
        assert not came_from(parked) & PARKED
    else:
        back = one.back.to if one.back else set()
        assert targets(one) == {one.target} | back


def test_only_a_stop_that_is_lifted_leads_elsewhere_where_help_was_under_way() -> None:
    lift = BY_NAME["lift"]
    assert [one for one in TABLE if one.back] == [lift]
    assert lift.back is not None
    assert {Clock.VERIFY, Clock.DECIDE} <= set(starts(lift, State.ASSESSMENT))
    for state in lift.back.to:
        begun, over = set(starts(lift, state)), set(stops(lift, state))
        assert not begun & {Clock.VERIFY, Clock.DECIDE}
        # What runs on the way and after arrival runs on; the go does not.
        assert not over & {Clock.ROUTE, Clock.SETTLE, Clock.CHECK_IN}
        assert Clock.GO in over
    assert Clock.REVIEW in starts(lift, State.CONTACT_LOST)
    assert Clock.PLAN in starts(lift, State.PLANNING)


def test_who_is_helped_is_concluded_by_two_at_any_level() -> None:
    assert [one.name for one in TABLE if one.ends_help] == ["conclude"]


def test_states_are_parted_into_open_and_ended() -> None:
    assert {one.value for one in ENDED} == {"closed", "purged"}
    assert {one.value for one in PARKED} == {"info_needed", "on_hold", "contact_lost"}
    assert set(State) - ENDED == OPEN
    assert {*PARKED, State.RECEIVED, State.SECURITY_HOLD} == OPEN - WORKED_ON


@every_step
def test_needs_have_names_words_and_what_their_kind_takes(one: Transition) -> None:
    names = [need.name for need in one.needs]
    assert len(set(names)) == len(names)
    for need in one.needs:
        assert need.name.isidentifier()
        assert str(need.label)
        assert bool(need.choices) == (need.kind == Kind.CODE)
        assert len(set(need.choices)) == len(need.choices)
        assert (0 < need.most <= 30) == (need.kind == Kind.DAYS)
        assert (0 < need.most_urgent <= need.most) == (need.kind == Kind.DAYS)


@pytest.mark.parametrize(
    ("step", "days"), [("waitlist", [7, 7, 30, 30]), ("hold", [30, 30, 30, 30])]
)
def test_a_wait_is_looked_at_again_in_a_week_where_it_is_urgent(
    step: str, days: list[int]
) -> None:
    (need,) = [need for need in BY_NAME[step].needs if need.kind == Kind.DAYS]
    assert [need.longest(level) for level in Level] == days


def endings() -> Iterator[tuple[str, Need]]:
    for one in TABLE:
        for need in one.needs:
            if need.choices and isinstance(need.choices[0], Ending):
                yield one.name, need


def test_each_step_that_closes_with_a_reason_offers_those_of_its_row() -> None:
    durable = {
        "relocated_abroad_stable",
        "relocated_in_country_stable",
        "asylum_procedure_handed_over",
        "protection_without_relocation",
        "threat_ended",
        "returned_safely",
    }
    gone = {"detained_handed_to_legal", "deceased"}
    found = {name: {str(code) for code in need.choices} for name, need in endings()}
    assert found == {
        "close": {"advice_only", "out_of_mandate", "duplicate", "spam_or_hostile"},
        "conclude": {
            "advice_only",
            "protection_without_relocation",
            "threat_ended",
            "out_of_mandate",
            "duplicate",
            *gone,
        },
        "finish": durable | gone,
        "give_up": {"contact_lost_final", *gone},
    }


def test_whoever_is_declined_gets_a_reason_an_alternative_and_words() -> None:
    needed = {need.name for need in BY_NAME["decline"].needs if need.required}
    assert needed == {"reason", "alternative", "message"}


DECIDED_BY_TWO = {
    "close": Second.IF_URGENT,
    "conclude": Second.IF_URGENT,
    "decline": Second.IF_URGENT,
    "withdraw": Second.IF_URGENT,
    "approve": Second.QUORUM,
    "finish": Second.ALWAYS,
    "find_again": Second.ALWAYS,
    "give_up": Second.ALWAYS,
    "lift": Second.ALWAYS,
    "ready": Second.ALWAYS,
}


@every_step
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("duress", [True, False])
def test_a_second_person_is_asked_where_the_row_says_so(
    one: Transition, level: Level, duress: bool
) -> None:
    second = DECIDED_BY_TWO.get(one.name, Second.NEVER)
    assert one.second == second
    urgent = level.value in {"critical", "high"} or duress
    asked = second == Second.ALWAYS or (second == Second.IF_URGENT and urgent)
    assert one.takes_two(level, duress=duress) == asked


@every_step
def test_only_a_clock_that_somebody_starts_is_stopped(one: Transition) -> None:
    # An alert for a country starts the one for the route, telling them that of appeals.
    beside = FROM_THE_START | {Clock.ROUTE, Clock.APPEAL_ENDS}
    started = beside.union(*(other.starts for other in TABLE))
    assert set(one.stops) <= started
    assert not set(one.starts) & set(one.stops)


@every_step
def test_what_happens_by_itself_may_be_done_by_the_system(one: Transition) -> None:
    by_itself = {"resume": Clock.REVIEW, "end_declined": Clock.APPEAL_ENDS}
    by_itself["recheck"] = Clock.GO
    assert one.by_itself == by_itself.get(one.name)
    if one.by_itself:
        assert By.SYSTEM in one.who


TOLD = {
    "received": "received",
    "info_needed": "asked",
    "decision_pending": "deciding",
    "appeal": "deciding",
    "closed": "closed",
    "purged": "closed",
}


@pytest.mark.parametrize("state", State)
def test_the_person_reads_a_coarse_status_and_no_more(state: State) -> None:
    assert told(state) == Told(TOLD.get(state.value, "in_hand"))
