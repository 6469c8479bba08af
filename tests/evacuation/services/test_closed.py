"""Whether a closing by a step of the workflow is believed, and what it said."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.access import open_case
from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services.closed import closing_holds, ended, reason_of
from evacuation.services.closing import WrongReason, close_case, reopen_case
from evacuation.services.moves import last_move, moves
from evacuation.services.moving import confirm_step
from evacuation.services.triage import claim_case
from evacuation.unlocked import Unlocked
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import ONE, without_guards
from tests.evacuation.services.test_closing import second_of
from tests.evacuation.services.test_moving import step, to_assessment, version


@pytest.fixture
def calm(desk: Desk) -> UUID:
    case, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    return case.pk


@pytest.fixture
def urgent(desk: Desk) -> Case:
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    return case


def test_a_step_that_one_may_take_alone_closes_by_its_record(
    desk: Desk, calm: UUID
) -> None:
    assert step(desk[ONE], calm, "withdraw")
    opened = open_case(desk[ONE], calm)
    assert closing_holds(opened)
    assert ended(opened) == Ending.WITHDRAWN


def test_an_urgent_one_is_closed_by_two_signatures(desk: Desk, urgent: Case) -> None:
    case = urgent.pk
    assert not step(desk[ONE], case, "withdraw")
    Case.objects.filter(pk=case).update(state="closed")
    assert not closing_holds(open_case(desk[ONE], case))
    Case.objects.filter(pk=case).update(state="triage")
    confirm_step(actor=second_of(desk, urgent), case_id=case, version=version(case))
    assert closing_holds(open_case(desk[ONE], case))
    without_guards("DELETE FROM evacuation_approval")
    assert not closing_holds(open_case(desk[ONE], case))


def test_a_step_before_the_case_went_on_is_spent(desk: Desk, calm: UUID) -> None:
    me = desk[ONE]
    step(me, calm, "withdraw")
    reopen_case(
        actor=me,
        case_id=calm,
        reason="Back",
        ground=Reopening.CAME_BACK,
        version=version(calm),
    )
    Case.objects.filter(pk=calm).update(state="closed")
    assert not closing_holds(open_case(me, calm))
    steps = [move.step for move in moves(open_case(me, calm))]
    assert steps == ["claim", "withdraw", "reopen"]


def test_what_was_closed_in_error_goes_on_without_a_word_of_the_person(
    desk: Desk, calm: UUID
) -> None:
    step(desk[ONE], calm, "withdraw")
    reopen_case(
        actor=desk[ONE],
        case_id=calm,
        reason="The wrong case",
        ground=Reopening.IN_ERROR,
        version=version(calm),
    )
    opened = open_case(desk[ONE], calm)
    move = last_move(opened, "reopen")
    assert move is not None
    assert move.said["ground"] == "closed_in_error"
    assert opened.case.state == State.TRIAGE


def closed(me: Unlocked, case: UUID, reason: Ending) -> bool:
    return close_case(
        actor=me, case_id=case, reason=reason, text="x", version=version(case)
    )


def test_a_case_ends_for_a_reason_of_its_state(desk: Desk, calm: UUID) -> None:
    me = desk[ONE]
    with pytest.raises(WrongReason):
        closed(me, calm, Ending.PROTECTED)
    to_assessment(me, calm)
    with pytest.raises(WrongReason):
        closed(me, calm, Ending.SPAM)
    assert closed(me, calm, Ending.PROTECTED)
    opened = open_case(me, calm)
    assert closing_holds(opened)
    assert ended(opened) == Ending.PROTECTED


def test_words_of_old_records_are_still_read() -> None:
    assert reason_of("helped") == Ending.PROTECTED
    assert reason_of("spam") == Ending.SPAM
    assert reason_of("kept_open") is None
