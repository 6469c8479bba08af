"""Who may take which step in which state: the field's table, written out by hand."""

from __future__ import annotations

import pytest

from evacuation.workflow.people import By, Person
from evacuation.workflow.states import State
from evacuation.workflow.table import BY_NAME, TABLE, leaving

PEOPLE = {
    "coordinator": Person(frozenset({"coordinator"})),
    "owner": Person(frozenset({"coordinator"}), owner=True),
    "verifier": Person(frozenset({"verifier"})),
    "programme": Person(frozenset({"approver_programme"})),
    "finance": Person(frozenset({"approver_finance"})),
    "lead": Person(frozenset({"lead"})),
    "medical": Person(frozenset({"medical"})),
    "auditor": Person(frozenset({"auditor"})),
    "steward": Person(frozenset({"steward"})),
    "administrator": Person(frozenset({"administrator"})),
    # Small teams: both rights, and the case is theirs, or is not.
    "owner_approver": Person(
        frozenset({"coordinator", "approver_programme", "approver_finance"}), owner=True
    ),
    "other_approver": Person(frozenset({"coordinator", "approver_programme"})),
    # Gone from the roster, and the row still names them.
    "former_owner": Person(frozenset(), owner=True),
    "stranger": Person(frozenset()),
}
COORDINATORS = {"coordinator", "owner", "lead", "owner_approver", "other_approver"}
# A lead stands in for an owner who is away.
OWNERS = {"owner", "lead", "owner_approver"}
APPROVERS = {"programme", "finance", "other_approver"}
STAFF = set(PEOPLE) - {"former_owner", "stranger"}
LEADS, STEWARDS = {"lead"}, {"steward"}
HOLD_TEAM = {"verifier", "lead"}
WORKED_ON = {
    *{"triage", "assessment", "decision_pending", "approved", "waitlisted"},
    *{"planning", "follow_up", "declined", "appeal", "referred_out"},
    *{"ready", "in_transit", "arrived"},
}
WAITING = {"info_needed", "on_hold", "contact_lost"}
OPEN = {"received", *WORKED_ON, *WAITING, "security_hold"}
DECIDED_AGAIN = {"decision_pending", "waitlisted", "appeal"}
# Of each step: from which states, who takes it, and who may be the second person.
EXPECTED: dict[str, tuple[set[str], set[str], set[str]]] = {
    "claim": ({"received"}, COORDINATORS, COORDINATORS),
    "assess": ({"triage"}, COORDINATORS, COORDINATORS),
    "ask": ({"triage", "assessment"}, COORDINATORS, COORDINATORS),
    "answered": ({"info_needed"}, COORDINATORS, COORDINATORS),
    "refer": ({"triage"}, COORDINATORS, COORDINATORS),
    "refer_on": ({"assessment", "decision_pending"}, OWNERS, OWNERS),
    "referral_done": ({"referred_out"}, OWNERS, OWNERS),
    "referral_back": ({"referred_out"}, COORDINATORS, COORDINATORS),
    "close": ({"triage"}, COORDINATORS, COORDINATORS),
    "conclude": ({"assessment"}, OWNERS, COORDINATORS),
    "submit": ({"assessment"}, OWNERS, OWNERS),
    # The largest sums take a lead, too.
    "approve": (DECIDED_AGAIN, APPROVERS, APPROVERS | LEADS),
    "ask_back": ({"decision_pending"}, APPROVERS, APPROVERS),
    "decline": (DECIDED_AGAIN, APPROVERS, APPROVERS),
    "waitlist": ({"decision_pending"}, APPROVERS, APPROVERS),
    "appeal": ({"declined"}, OWNERS, OWNERS),
    "end_declined": ({"declined"}, OWNERS, OWNERS),
    "plan": ({"approved"}, OWNERS, OWNERS),
    "protect": ({"approved", "planning"}, OWNERS, OWNERS),
    "revise": ({"planning", "ready"}, OWNERS, OWNERS),
    "ready": ({"planning"}, OWNERS, {"verifier"}),
    "depart": ({"ready"}, COORDINATORS, COORDINATORS),
    "turn_back": ({"in_transit"}, COORDINATORS, COORDINATORS),
    "put_off": ({"in_transit"}, COORDINATORS, COORDINATORS),
    "arrive": ({"in_transit"}, COORDINATORS, COORDINATORS),
    "settle_in": ({"arrived"}, OWNERS, OWNERS),
    "recheck": ({"ready"}, OWNERS, OWNERS),
    "new_threat": ({"follow_up", "arrived"}, OWNERS, OWNERS),
    "finish": ({"follow_up"}, OWNERS, APPROVERS),
    # Who waits for an answer or is lost does not rest as well, and the time for an
    # appeal runs out by itself.
    "hold": (WORKED_ON - {"declined"}, OWNERS, OWNERS),
    "resume": ({"on_hold"}, OWNERS, OWNERS),
    # Before somebody owns it nobody has looked for them.
    "lose_contact": (
        WORKED_ON | {"info_needed", "on_hold"},
        OWNERS,
        OWNERS,
    ),
    "find_again": ({"contact_lost"}, OWNERS, LEADS),
    "give_up": ({"contact_lost"}, OWNERS, LEADS),
    "freeze": (OPEN - {"security_hold"}, STAFF, STAFF),
    "lift": ({"security_hold"}, HOLD_TEAM, HOLD_TEAM),
    # Who speaks during a stop may not be the person.
    "withdraw": (OPEN - {"security_hold", "contact_lost"}, OWNERS, COORDINATORS),
    "reopen": ({"closed"}, COORDINATORS, COORDINATORS),
    "purge": ({"closed"}, STEWARDS, STEWARDS),
}
BY_THE_PERSON = {"answered", "appeal", "withdraw"}
BY_THE_SYSTEM = {"resume", "lose_contact", "end_declined", "purge"}
BY_THE_SYSTEM |= {"arrive", "recheck"}


def test_every_step_is_written_out() -> None:
    assert {one.name for one in TABLE} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("state", State)
def test_a_step_is_there_for_its_people_in_its_states_alone(
    name: str, state: State
) -> None:
    states, takers, seconders = EXPECTED[name]
    one = BY_NAME[name]
    there = one in leaving(state)
    assert there == (state.value in states)
    may = {who for who, me in PEOPLE.items() if there and me.may_be_any(one.who)}
    assert may == (takers if state.value in states else set())
    second = {who for who, me in PEOPLE.items() if me.may_be_any(one.seconders)}
    assert second == seconders


@pytest.mark.parametrize("name", EXPECTED)
def test_the_person_and_the_system_take_their_own_steps_and_no_other(name: str) -> None:
    one = BY_NAME[name]
    assert (By.REQUESTER in one.who) == (name in BY_THE_PERSON)
    assert (By.SYSTEM in one.who) == (name in BY_THE_SYSTEM)


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_of_the_desk_is_the_person_or_the_system(who: str) -> None:
    assert not PEOPLE[who].may_be_any({By.REQUESTER, By.SYSTEM})


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_is_owner_and_approver_of_one_case(who: str) -> None:
    me = PEOPLE[who]
    assert not (me.owner and me.may_be(By.APPROVER))
