from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from evacuation import duty_board
from evacuation.access import open_case
from evacuation.board import due_text
from evacuation.clock import five_minutes
from evacuation.duty_board import Due, Show, rows, shown
from evacuation.models import Alert, Case, Deadline
from evacuation.models.choices import NoteKind
from evacuation.services.alerting import start_alert
from evacuation.services.changing import write_note
from evacuation.services.intake import FLOOD
from evacuation.unlocked import Unlocked
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

ONE = "coordinator_one"
DAY = timedelta(days=1)


def test_a_crowd_stands_apart_and_hides_nobody_in_danger(desk: Desk) -> None:
    for _ in range(3):
        invented_case(danger="unknown", safe_now="yes", marks=(FLOOD,))
    real, _receipt = invented_case(danger="24h", marks=(FLOOD,))
    me = desk["coordinator_one"]
    board = shown(me, show=Show.OPEN)
    assert [row.case.pk for row in board.rows] == [real.pk]
    assert board.crowd == 3
    assert len(shown(me, show=Show.CROWD).rows) == 3


def test_what_is_due_later_waits_behind_what_is_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evacuation.duty_board.MOST_SHOWN", 2)
    for _ in range(3):
        invented_case(danger="week")
    board = shown(desk["coordinator_one"], show=Show.NOBODY)
    assert (len(board.rows), board.later) == (2, 1)


def owned(desk: Desk, state: str = "triage", owner: str = ONE) -> Case:
    """In this state, as if it had got there by its steps; due in a week."""
    made, _receipt = invented_case(danger="week", safe_now="yes")
    due = five_minutes(timezone.now() + 7 * DAY)
    Case.objects.filter(pk=made.pk).update(
        state=state, owner=desk.users[owner], next_due_at=due
    )
    line = open_case(desk[ONE], made.pk).line()
    assert line is not None
    with transaction.atomic():
        opened = open_case(desk[ONE], made.pk, lock=True)
        write_note(
            opened, replace(line, state=state, due=due_text(due)), NoteKind.BOARD
        )
    return Case.objects.get(pk=made.pk)


def clock(case: Case, name: str, due: timedelta, *, rests: bool = False) -> None:
    Deadline.objects.create(
        case=case,
        clock=name,
        due_at=timezone.now() + due,
        rests_since=timezone.now() if rests else None,
    )


def found(me: Unlocked) -> list[tuple[UUID, Due]]:
    return [(row.case.pk, row.due) for row in rows(me, show=Show.OPEN)]


def test_a_clock_that_runs_out_before_the_next_step_counts(desk: Desk) -> None:
    later, sooner = owned(desk), owned(desk)
    clock(later, "verify", -DAY, rests=True)
    clock(sooner, "verify", DAY / 2)
    assert found(desk[ONE]) == [(sooner.pk, Due.TODAY), (later.pk, Due.LATER)]
    first = rows(desk[ONE], show=Show.OPEN)[0]
    assert first.clock == "Verification"
    assert first.due_at == Deadline.objects.get(case=sooner).due_at


def test_breached_stands_first_and_what_waits_for_others_apart(desk: Desk) -> None:
    waits, soon, late = owned(desk, "info_needed"), owned(desk), owned(desk)
    clock(waits, "answer", DAY / 4)
    clock(soon, "check", DAY / 2)
    clock(late, "decide", -DAY)
    assert found(desk[ONE]) == [
        (late.pk, Due.LATE),
        (soon.pk, Due.TODAY),
        (waits.pk, Due.WAITING),
    ]


def test_an_answer_that_did_not_come_is_ours_again(desk: Desk) -> None:
    waits = owned(desk, "info_needed")
    clock(waits, "answer", -DAY)
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert (row.due, row.clock) == (Due.LATE, "Ask again, or contact lost?")


@pytest.mark.parametrize("state", ["referred_out", "on_hold", "waitlisted"])
def test_these_wait_for_others(desk: Desk, state: str) -> None:
    case = owned(desk, state)
    assert found(desk[ONE]) == [(case.pk, Due.WAITING)]


def test_a_message_of_the_person_ends_the_waiting(desk: Desk) -> None:
    case = owned(desk, "info_needed")
    start_alert(case=case, kind=Alert.Kind.MESSAGE)
    assert found(desk[ONE]) == [(case.pk, Due.LATER)]


@pytest.mark.parametrize("state", ["decision_pending", "on_hold", "waitlisted"])
def test_an_answer_that_we_owe_waits_for_nobody_once_their_letter_was_read(
    desk: Desk, state: str
) -> None:
    case = owned(desk, state)
    with transaction.atomic():
        opened = open_case(desk[ONE], case.pk, lock=True)
        line = opened.line()
        assert line is not None
        write_note(opened, replace(line, next_step="answer"), NoteKind.BOARD)
    assert found(desk[ONE]) == [(case.pk, Due.LATER)]


def test_a_decision_waits_for_others_until_it_is_theirs_to_sign(desk: Desk) -> None:
    case = owned(desk, "decision_pending")
    assert found(desk[ONE]) == [(case.pk, Due.WAITING)]
    assert not duty_board._waits(case, signs=True)
    assert duty_board._waits(case, signs=False)


def test_the_page_says_which_clock_is_due(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    clock(owned(desk), "verify", -DAY)
    clock(owned(desk, "on_hold"), "review", DAY)
    page = unlocked_client(ONE).get("/cases/").content.decode()
    assert "Verification" in page
    assert page.index("Verification") < page.index("Waiting for others")
