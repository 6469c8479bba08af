"""Every state, every step, every role, through the API: the table's word is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from api.v1.case_steps import STEPS
from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services.demo_stories import STORIES
from evacuation.services.demo_walk import Walk, open_story
from evacuation.services.demo_workflow import WAYS
from evacuation.services.trusted import add_trusted
from evacuation.workflow.needs import Kind, Need
from evacuation.workflow.states import State as Main
from evacuation.workflow.transition import Transition
from tests.api.conftest import Caller
from tests.api.v1.test_cases import changed, tool
from tests.evacuation.desk import Desk

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
OWNER, OTHER, LEAD = "coordinator_one", "coordinator_two", "lead_one"
EVERYBODY = {
    OWNER,
    OTHER,
    LEAD,
    "lead_two",
    "verifier",
    "approver",
    "finance",
    "auditor",
    "steward",
}
# By hand, as docs/workflow.md says it: who of the cast is one of the table's people.
WHO = {
    "requester": set[str](),
    "system": set[str](),
    "coordinator": {OWNER, OTHER, LEAD, "lead_two"},
    "owner": {OWNER, LEAD, "lead_two"},
    "verifier": {"verifier"},
    "approver": {"approver", "finance"},
    "lead": {LEAD, "lead_two"},
    "anybody": EVERYBODY,
}
ASKED_FIRST = (OWNER, LEAD, "approver", "verifier")
# The way of the demo that ends in each state.
WAY_TO = {
    State.RECEIVED: "waiting",
    State.TRIAGE: "answered",
    State.INFO_NEEDED: "asked",
    State.ASSESSMENT: "grave",
    State.DECISION_PENDING: "submitted",
    State.APPROVED: "approved",
    State.WAITLISTED: "waitlisted",
    State.PLANNING: "planned",
    State.READY: "ready_to_go",
    State.IN_TRANSIT: "on_the_way",
    State.ARRIVED: "arrived",
    State.FOLLOW_UP: "followed",
    State.DECLINED: "declined",
    State.APPEAL: "appealed",
    State.REFERRED_OUT: "referred",
    State.ON_HOLD: "resting",
    State.CONTACT_LOST: "lost",
    State.SECURITY_HOLD: "stopped",
    State.CLOSED: "advised",
}
CAST = {
    "demo-bittern": OWNER,
    "demo-redshank": OTHER,
    "demo-dotterel": "verifier",
    "demo-curlew": "approver",
    "demo-godwit": "finance",
    "demo-osprey": LEAD,
}


class People:
    """The desk's members by the demo's names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __getitem__(self, name: str) -> Any:
        return self._desk[CAST[name]]


def case_in(desk: Desk, state: State) -> Case:
    story = next(one for one in STORIES if one.way == WAY_TO[state])
    organisation = add_trusted(actor=desk[LEAD], name="Invented Heron House")
    walk = Walk(open_story(story), People(desk), "demo-bittern", organisation)
    if story.way != "waiting":
        walk.claim()
        WAYS[story.way](walk)
    case = Case.objects.get(pk=walk.case)
    assert case.state == state
    return case


def body(one: Transition) -> dict[str, Any]:
    return {need.name: _value(need) for need in one.needs}


def _value(need: Need) -> Any:
    if need.kind == Kind.CODE:
        return str(need.choices[0])
    return {Kind.TEXT: "Invented.", Kind.DAYS: 1, Kind.FLAG: True}[need.kind]


def may(part: str, one: Transition, case: Case) -> bool:
    people = {part for who in one.who for part in WHO.get(str(who), set())}
    if case.owner_id is None and one.who & {"owner"} == one.who - {"requester"}:
        people -= {OWNER}
    return part in people


def first(one: Transition, case: Case) -> str:
    return next(part for part in ASKED_FIRST if may(part, one, case))


def tried(caller: Caller, case: Case, one: Transition) -> tuple[int, str]:
    """The answer to a step; what it did is undone."""
    with transaction.atomic():
        seen = f'"{case.version}"'
        answer = changed(caller, case.pk, f"steps/{one.name}/", seen, body(one))
        transaction.set_rollback(True)
    return answer.status_code, answer.json().get("code", "")


def fault(
    one: Transition, case: Case, status: int, code: str, *, sees: bool, allowed: bool
) -> bool:
    """Whether the answer is another than the table's."""
    if not sees:
        return status != 404
    if case.state not in one.sources:
        return (status, code) not in {
            (409, "wrong_state"),
            (403, "not_allowed"),
            (403, "key_missing"),
        }
    if allowed:
        return code in {"wrong_state", "not_allowed"} or (
            status not in (200, 409) and code != "key_missing"
        )
    return (status, code) not in {(403, "not_allowed"), (403, "key_missing")}


@pytest.mark.proof
@pytest.mark.parametrize("state", WAY_TO)
def test_each_step_answers_each_role_as_the_table_says(
    desk: Desk, state: State
) -> None:
    case = case_in(desk, state)
    wrong, taken = [], set()
    for part in sorted(EVERYBODY):
        caller = tool(desk, part)
        sees = caller.get(f"/cases/{case.pk}/").status_code == 200
        # Looking may do what is due by itself.
        case.refresh_from_db()
        for one in STEPS:
            starts = Main(state) in one.sources
            allowed = may(part, one, case)
            # What does not start here is asked of one of those who may elsewhere.
            if not starts and part != first(one, case):
                continue
            status, code = tried(caller, case, one)
            if fault(one, case, status, code, sees=sees, allowed=allowed):
                wrong.append((part, one.name, status, code))
            if status == 200:
                taken.add((part, one.name))
    assert wrong == []
    assert all(may(part, BY[name], case) for part, name in taken)
    assert {name for _part, name in taken} >= {"freeze"} - NOT_FROM.get(state, set())


BY = {one.name: one for one in STEPS}
NOT_FROM = {State.SECURITY_HOLD: {"freeze"}, State.CLOSED: {"freeze"}}


def test_every_state_that_a_case_can_be_in_is_asked() -> None:
    assert set(WAY_TO) == set(State) - {"purged"}
