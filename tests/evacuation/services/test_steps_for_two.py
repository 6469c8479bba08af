"""A step that two people take can be proposed: it has a name among the proposals."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.errors import WrongState
from evacuation.models.choices import Compartment
from evacuation.models.proposal import Action
from evacuation.services.answering import appeal_until, was_told
from evacuation.services.closed import closing_holds, ended
from evacuation.services.deciding import submit
from evacuation.services.granting import grant_key
from evacuation.services.moving import OF_THEIR_OWN, StepLacks, confirm_step
from evacuation.services.replying import send_reply
from evacuation.workflow.table import BY_NAME, TABLE
from evacuation.workflow.transition import Second
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    assessed,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk

pytestmark = pytest.mark.proof

FOR_TWO = [
    one.name
    for one in TABLE
    if one.second in {Second.IF_URGENT, Second.ALWAYS} and one.name not in OF_THEIR_OWN
]


def test_there_are_such_steps() -> None:
    assert {"finish", "lift"} <= set(FOR_TWO)


@pytest.mark.parametrize("name", FOR_TWO)
def test_a_step_for_two_is_an_action_of_a_proposal(name: str) -> None:
    assert Action(name).value == name


def test_steps_of_their_own_stand_in_the_table() -> None:
    assert set(BY_NAME) >= OF_THEIR_OWN


def helped(desk: Desk) -> UUID:
    """In follow-up, and proposed to be closed by its owner."""
    case, me = approved_case(desk), desk[ONE]
    step(me, case, "plan", text="Invented.")
    step(me, case, "protect", given="Invented.")
    said = {"reason": "protection_without_relocation", "text": "Invented: well."}
    assert not step(me, case, "finish", reconciled=True, **said)
    return case


def test_an_approver_confirms_the_end_with_the_key_of_the_decision_alone(
    desk: Desk,
) -> None:
    case = helped(desk)
    assert not opened(desk, case, "finance").holds(Compartment.TRIAGE)
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    assert state(case) == "closed"
    for part in (ONE, "finance", "lead_one"):
        assert closing_holds(opened(desk, case, part)), part
    assert ended(opened(desk, case)) == "protection_without_relocation"


def test_what_got_worse_meanwhile_is_not_closed_by_an_approver(desk: Desk) -> None:
    case = helped(desk)
    assessed(desk, case, "critical")
    with pytest.raises(StepLacks):
        confirm_step(actor=desk["finance"], case_id=case, version=version(case))


def test_who_reads_the_account_alone_believes_an_end_that_an_approver_confirmed(
    desk: Desk,
) -> None:
    case, other = helped(desk), desk.users["coordinator_two"].pk
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    grant_key(
        actor=desk[ONE], case_id=case, compartment=Compartment.TRIAGE, user_id=other
    )
    assert closing_holds(opened(desk, case, "coordinator_two"))


def test_who_confirmed_a_refusal_does_not_decide_on_the_appeal(desk: Desk) -> None:
    case, first = submitted_case(desk, level="critical"), desk["approver"]
    said = {"reason": "not_feasible_now", "alternative": "lawyer", "message": "Words."}
    assert not step(first, case, "decline", **said)
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    assert step(desk[ONE], case, "appeal", ground="new_facts", text="Invented.")
    for part in ("approver", "finance"):
        with pytest.raises(StepLacks):
            signed(desk, case, part)


def test_a_refusal_is_told_and_its_time_runs_only_once_two_have_said_it(
    desk: Desk,
) -> None:
    case, first = submitted_case(desk, level="critical"), desk["approver"]
    said = {"reason": "not_feasible_now", "alternative": "lawyer", "message": "Words."}
    assert not step(first, case, "decline", **said)
    assert appeal_until(opened(desk, case)) is None
    send_reply(
        actor=desk[ONE],
        case_id=case,
        text="Invented: we are still looking at it.",
        name_shown="Desk",
        version=version(case),
    )
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    # What was written before two had said it did not tell them.
    assert not was_told(opened(desk, case))
    assert appeal_until(opened(desk, case)) is None
    send_reply(
        actor=desk[ONE],
        case_id=case,
        text="Words.",
        name_shown="",
        version=version(case),
    )
    assert appeal_until(opened(desk, case)) is not None


def test_what_waited_waits_no_more_once_another_step_was_taken(desk: Desk) -> None:
    case = submitted_case(desk, level="critical")
    said = {"reason": "not_feasible_now", "alternative": "lawyer", "message": "Words."}
    assert not step(desk["approver"], case, "decline", **said)
    assert step(desk["finance"], case, "ask_back", text="Invented: how?")
    submit(actor=desk[ONE], case_id=case, version=version(case))
    # That refusal was said of what was asked before.
    with pytest.raises(WrongState):
        confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    assert state(case) == "decision_pending"
    # What is asked of approvers still waits for them.
    assert signed(desk, case)
