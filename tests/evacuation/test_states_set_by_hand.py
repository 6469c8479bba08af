"""Whoever writes into the database, without a key, hides no case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.duty_board import Show, rows, shown
from evacuation.models import Case, Note, Record
from evacuation.models.choices import State, Urgency
from evacuation.reading import CasePage
from evacuation.services.as_written import SetByHand
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.closed import closing_holds
from evacuation.services.closing import (
    close_case,
    confirm_closing,
    needs_second,
    reopen_case,
)
from evacuation.services.letters import write_letter
from evacuation.services.mailbox import sign_in
from evacuation.services.measures import grant_help
from evacuation.services.moving import take_step
from evacuation.services.remarks import write_remark
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.submissions import BudgetLine
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
HIDDEN = {"level": "low", "state": "closed", "next_due_at": None}


def by_hand(case: Case, **columns: object) -> None:
    Case.objects.filter(pk=case.pk).update(**columns)


@pytest.mark.parametrize("show", [Show.OPEN, Show.NOBODY])
def test_a_critical_request_set_to_closed_stays_on_the_open_board(
    desk: Desk, show: Show
) -> None:
    later, _receipt = invented_case()
    case, _receipt = invented_case()
    by_hand(case, **HIDDEN)
    for level in ("", "critical", "low"):
        found = shown(desk[ONE], show=show, level=level).rows
        assert (found[0].case.pk, found[0].false) == (case.pk, True)
        assert "Critical" in found[0].level
    assert len(shown(desk[ONE], show=show).rows) == 2
    assert later.pk != case.pk


def test_board_and_page_say_that_it_cannot_be_verified(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case()
    by_hand(case, **HIDDEN)
    client: Client = unlocked_client(ONE)
    board = client.get("/cases/").content.decode()
    assert case_code(case.pk) in board
    assert "Cannot be verified" in board
    assert "Cannot be verified" in client.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("later", [timedelta(minutes=5), timedelta(days=300), None])
def test_a_due_time_pushed_back_by_hand_shows_as_false_and_stays_so(
    desk: Desk, later: timedelta | None
) -> None:
    case, _receipt = invented_case()
    case = claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    due = case.next_due_at
    assert due is not None
    by_hand(case, next_due_at=due + later if later else None)
    for version in (2, 3):
        [row] = rows(desk[ONE], show=Show.OPEN)
        assert row.false
        assert CasePage(open_case(desk[ONE], case.pk)).line_is_false
        write_remark(actor=desk[ONE], case_id=case.pk, text="Invented", version=version)
    log_attempt(
        actor=desk[ONE], case_id=case.pk, code=Attempt.DURESS, reason="", version=4
    )
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert not row.false


def test_a_message_makes_it_due_sooner_and_nothing_is_false(desk: Desk) -> None:
    case, receipt = invented_case(danger="week", safe_now="yes")
    case = claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    send_reply(actor=desk[ONE], case_id=case.pk, text="Hi", name_shown="", version=2)
    case.refresh_from_db()
    before = case.next_due_at
    write_letter(actor=sign_in(typed=receipt.shown()), text="Invented answer")
    case.refresh_from_db()
    assert before is not None
    assert case.next_due_at is not None
    assert case.next_due_at < before
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert not row.false


def test_a_lower_level_alone_shows_as_false(desk: Desk) -> None:
    case, _receipt = invented_case()
    by_hand(case, level="low")
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert row.false
    assert CasePage(open_case(desk[ONE], case.pk)).line_is_false


def test_no_other_change_carries_what_was_set_by_hand_into_a_signed_line(
    desk: Desk,
) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    by_hand(case, level="low")
    send_reply(actor=me, case_id=case.pk, text="Hello", name_shown="", version=2)
    [row] = rows(me, show=Show.OPEN)
    assert row.false
    set_level(actor=me, case_id=case.pk, level=Urgency.CRITICAL, version=3)
    [row] = rows(me, show=Show.OPEN)
    assert not row.false


def test_a_spoilt_line_does_not_help_to_lower_the_level(desk: Desk) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    by_hand(case, level="low")
    Note.objects.filter(case=case).update(sealed=b"spoilt")
    send_reply(actor=me, case_id=case.pk, text="Hello", name_shown="", version=2)
    [row] = rows(me, show=Show.OPEN)
    assert row.false


def test_at_a_level_set_by_hand_nothing_is_closed(desk: Desk) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    by_hand(case, level="low")
    assert needs_second(open_case(me, case.pk))
    with pytest.raises(SetByHand):
        close_case(actor=me, case_id=case.pk, reason=Ending.ADVICE, text="", version=2)


def test_a_closed_case_needs_a_members_closing_record_at_any_level(desk: Desk) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    by_hand(case, state="closed")
    assert not closing_holds(open_case(me, case.pk))
    by_hand(case, state="triage")
    close_case(actor=me, case_id=case.pk, reason=Ending.ADVICE, text="", version=2)
    assert closing_holds(open_case(me, case.pk))
    reopen_case(
        actor=me,
        ground=Reopening.IN_ERROR,
        case_id=case.pk,
        reason="Back",
        version=3,
    )
    by_hand(case, state="closed")
    assert not closing_holds(open_case(me, case.pk))


def test_a_level_lowered_by_hand_does_not_spare_the_second_person(desk: Desk) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    close_case(actor=me, case_id=case.pk, reason=Ending.SPAM, text="", version=2)
    by_hand(case, **HIDDEN)
    assert not closing_holds(open_case(me, case.pk))
    [row] = rows(me, show=Show.OPEN)
    assert row.false


def test_what_members_closed_leaves_the_open_board(desk: Desk) -> None:
    me = desk[ONE]
    calm, _receipt = invented_case(danger="week", safe_now="yes")
    urgent, _receipt = invented_case()
    for case in (calm, urgent):
        claim_case(actor=me, case_id=case.pk, version=1)
        close_case(actor=me, case_id=case.pk, reason=Ending.ADVICE, text="", version=2)
    lead = next(
        desk[part]
        for part in ("lead_one", "lead_two", "lead_three")
        if open_case(desk[part], urgent.pk).holds("triage")
    )
    confirm_closing(actor=lead, case_id=urgent.pk, version=3)
    for _again in range(2):
        assert not rows(me, show=Show.OPEN)
    closed = rows(me, show=Show.CLOSED)
    assert len(closed) == 2
    assert not any(row.false for row in closed)


def test_a_closed_line_of_another_case_hides_none(desk: Desk) -> None:
    me = desk[ONE]
    calm, _receipt = invented_case(danger="week", safe_now="yes")
    claim_case(actor=me, case_id=calm.pk, version=1)
    close_case(actor=me, case_id=calm.pk, reason=Ending.ADVICE, text="", version=2)
    assert not rows(me, show=Show.OPEN)
    case, _receipt = invented_case()
    by_hand(case, **HIDDEN)
    taken = Note.objects.get(case=calm)
    Note.objects.filter(case=case).update(sealed=taken.sealed, number=taken.number)
    [row] = rows(me, show=Show.OPEN)
    assert (row.case.pk, row.false) == (case.pk, True)


def test_a_remark_changes_nothing_of_what_the_line_says(desk: Desk) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    write_remark(actor=me, case_id=case.pk, text="Noted", version=2)
    line = open_case(me, case.pk).line()
    assert line is not None
    assert (line.level, line.state) == (Urgency.CRITICAL, State.TRIAGE)


def exchanged(case: Case, kind: str, other: Case) -> None:
    """The record of this kind as another case has it."""
    [taken] = Record.objects.filter(case=other, kind=kind)
    Record.objects.filter(case=case, kind=kind).update(sealed=taken.sealed)


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("account", "Account and assessment"),
        ("contact", "What the person writes"),
        ("inbox_key", "What the desk writes"),
    ],
)
def test_an_exchanged_or_deleted_record_is_not_an_empty_answer(
    desk: Desk, unlocked_client: UnlockedClient, kind: str, part: str, gone: bool
) -> None:
    case, _receipt = invented_case()
    other, _receipt = invented_case()
    client = unlocked_client(ONE)
    words = "Do not act on it, tell a lead"
    assert words not in client.get(f"/cases/{case.pk}/").content.decode()
    if gone:
        Record.objects.filter(case=case, kind=kind).delete()
    else:
        exchanged(case, kind, other)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert f"{words}: {part}" in page
    assert "They wrote no account" not in page


def test_an_exchanged_name_is_not_shown_as_none(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case()
    other, _receipt = invented_case()
    exchanged(case, "person", other)
    answer = unlocked_client("verifier").post(f"/cases/{case.pk}/identity/")
    assert answer.status_code == 200
    assert "This part cannot be verified" in answer.content.decode()


def test_no_money_is_given_where_the_state_was_set_by_hand(desk: Desk) -> None:
    case, _receipt = invented_case()
    me = desk[ONE]
    claim_case(actor=me, case_id=case.pk, version=1)
    by_hand(case, state="approved")
    line = BudgetLine("transport", 20_00, payee="Invented taxi")
    with pytest.raises(SetByHand):
        grant_help(
            actor=me, case_id=case.pk, version=2, line=line, why="Invented: a taxi."
        )


def test_a_case_set_by_hand_can_be_stopped_and_goes_on_from_there(desk: Desk) -> None:
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    by_hand(case, state="approved")
    take_step(
        actor=desk[ONE],
        case_id=case.pk,
        version=2,
        name="freeze",
        said={"text": "Invented: nobody of us wrote that."},
    )
    case.refresh_from_db()
    assert case.state == State.SECURITY_HOLD
    assert not CasePage(open_case(desk[ONE], case.pk)).line_is_false
