"""Approvers read the decision alone: what they are asked follows where it stands."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.duty_board import Show, rows
from evacuation.models import Case, Proposal
from evacuation.models.choices import State
from evacuation.services.as_written import SetByHand
from evacuation.services.authority import NobodySigned, decision_holds
from evacuation.services.moving import confirm_step
from evacuation.services.submitted import waiting
from tests.evacuation.decisions import (
    ONE,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk
from tests.evacuation.proposals import without_guards

pytestmark = pytest.mark.proof

NO = {
    "reason": "not_feasible_now",
    "alternative": "lawyer",
    "message": "Invented words to the person.",
}
REST = {"reason": "person_asked", "check_ins": "Invented: by mailbox.", "days": 7}
LATER = {"reason": "funds", "interim": "Invented: a room.", "days": 7}


def by_hand(case: UUID, **columns: object) -> None:
    Case.objects.filter(pk=case).update(**columns)


def asked(case: UUID) -> bool:
    rows = Proposal.objects.filter(case=case, action="decide", settled_at=None)
    return rows.exists()


def test_who_was_declined_is_not_approved_where_the_state_was_set_back(
    desk: Desk,
) -> None:
    case = submitted_case(desk)
    assert step(desk["approver"], case, "decline", **NO)
    assert not asked(case)
    by_hand(case, state="decision_pending")
    with pytest.raises(NobodySigned):
        signed(desk, case, "finance")
    # Nor where the proposal itself was made to wait again.
    without_guards("UPDATE evacuation_proposal SET settled_at = NULL")
    for part in ("approver", "finance"):
        assert not decision_holds(opened(desk, case, part))
    with pytest.raises(NobodySigned):
        signed(desk, case, "finance")
    assert state(case) == State.DECISION_PENDING


def test_a_stopped_case_set_back_is_asked_of_nobody(desk: Desk) -> None:
    case = submitted_case(desk)
    assert step(desk[ONE], case, "freeze", text="Invented suspicion.")
    by_hand(case, state="decision_pending")
    with pytest.raises(NobodySigned):
        signed(desk, case)


def test_an_appeal_made_a_first_decision_by_hand_is_decided_by_nobody(
    desk: Desk,
) -> None:
    case = submitted_case(desk)
    step(desk["approver"], case, "decline", **NO)
    step(desk[ONE], case, "appeal", ground="new_facts", text="Invented fact.")
    by_hand(case, state="decision_pending")
    with pytest.raises(NobodySigned):
        signed(desk, case, "approver")
    by_hand(case, state="appeal")
    assert signed(desk, case, "finance")


@pytest.mark.parametrize("first", ["", "waitlist"])
def test_after_a_rest_approvers_are_asked_anew_where_they_were(
    desk: Desk, first: str
) -> None:
    case = submitted_case(desk)
    if first:
        step(desk["finance"], case, first, **LATER)
    stood = state(case)
    step(desk[ONE], case, "hold", **REST)
    assert not asked(case)
    by_hand(case, state=stood)
    with pytest.raises(NobodySigned):
        signed(desk, case)
    by_hand(case, state="on_hold")
    step(desk[ONE], case, "resume")
    assert state(case) == stood
    found = waiting(opened(desk, case, "approver"))
    assert found is not None
    assert found[1].asked == stood
    assert signed(desk, case)


def test_a_level_set_by_hand_spares_no_signature(desk: Desk) -> None:
    case = submitted_case(desk, 4000)
    by_hand(case, level="critical")
    assert not signed(desk, case)
    assert state(case) == State.DECISION_PENDING


def test_approvers_sign_no_level_and_no_state_that_was_set_by_hand(desk: Desk) -> None:
    case = submitted_case(desk)
    by_hand(case, level="medium")
    assert signed(desk, case)
    line = opened(desk, case).line()
    assert (line.level, line.state) == ("low", State.APPROVED)
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert row.false


def test_what_two_approvers_did_stands_in_the_line(desk: Desk) -> None:
    case = submitted_case(desk, 4000)
    step(desk["finance"], case, "waitlist", **LATER)
    assert not signed(desk, case)
    line = opened(desk, case).line()
    assert line.state == State.WAITLISTED
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert not row.false
    assert signed(desk, case, "finance")
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert not row.false


def test_the_second_person_confirms_only_where_the_first_stood(desk: Desk) -> None:
    case = submitted_case(desk, level="critical")
    assert not step(desk["approver"], case, "decline", **NO)
    by_hand(case, state="appeal")
    with pytest.raises(SetByHand):
        confirm_step(actor=desk["finance"], case_id=case, version=version(case))
