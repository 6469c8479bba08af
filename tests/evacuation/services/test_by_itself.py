"""Steps that nobody presses, taken by the next session that may take them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.models import Case, Deadline, Record
from evacuation.models.choices import State
from evacuation.services import letters
from evacuation.services.answering import was_told
from evacuation.services.by_itself import settle_board
from evacuation.services.closed import closing_holds, ended
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.moves import moves
from evacuation.services.moving import take_step
from evacuation.services.replying import recall_reply, send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.steps import Status
from evacuation.vault.receipts import Receipt
from evacuation.workflow.reasons import Ending
from tests.evacuation.decisions import submitted_case
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
DECLINED = {
    "reason": "not_feasible_now",
    "alternative": "lawyer",
    "message": "Invented words.",
}


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def step(desk: Desk, part: str, case: UUID, name: str, **said: object) -> bool:
    return take_step(
        actor=desk[part], case_id=case, version=version(case), name=name, said=said
    )


def told(desk: Desk, case: UUID) -> None:
    send_reply(
        actor=desk[ONE],
        case_id=case,
        text="Invented: not now, and whom to call. Invented words.",
        name_shown="",
        version=version(case),
    )


def run_out(case: UUID, clock: str) -> None:
    ago = timezone.now() - timedelta(minutes=5)
    rows = Deadline.objects.filter(case=case, clock=clock)
    assert rows.update(due_at=ago) == 1


def later(monkeypatch: pytest.MonkeyPatch, **more: int) -> None:
    now = timezone.now() + timedelta(**more)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def asked(desk: Desk) -> tuple[UUID, Receipt]:
    """A calm case in triage that waits for an answer."""
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    assert step(desk, ONE, made.pk, "ask", text="Invented question?")
    return made.pk, receipt


def hear(desk: Desk, case: UUID, part: str = ONE) -> str:
    return str(hear_case(actor=desk[part], case_id=case).case.state)


def test_an_answer_to_what_was_asked_goes_on_when_it_is_heard(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, receipt = asked
    assert read_mail(actor=sign_in(typed=receipt.shown())).status == Status.ASKED
    assert hear(desk, case) == State.INFO_NEEDED
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="Nobody knows.")
    assert hear(desk, case) == State.TRIAGE
    line = open_case(desk[ONE], case).line()
    assert line is not None
    assert line.next_step == "answer"
    assert line.agrees_with(Case.objects.get(pk=case).level, State.TRIAGE)
    assert read_mail(actor=sign_in(typed=receipt.shown())).status == Status.IN_HAND


def test_what_was_written_before_the_question_answers_nothing(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, receipt = asked
    assert step(desk, ONE, case, "answered")
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="Before.")
    hear(desk, case)
    assert step(desk, ONE, case, "ask", text="Another invented question?")
    assert hear(desk, case) == State.INFO_NEEDED


@pytest.mark.parametrize("word", [letters.pause, letters.withdraw])
def test_who_asked_us_to_stop_has_answered_nothing(
    desk: Desk, asked: tuple[UUID, Receipt], word: object
) -> None:
    case, receipt = asked
    actor = sign_in(typed=receipt.shown())
    letters.write_letter(actor=actor, text="Wait.")
    word(actor=actor)  # type: ignore[operator]
    assert hear(desk, case) == State.INFO_NEEDED


def test_a_rest_ends_when_it_was_to_be_looked_at_again(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, _receipt = asked
    step(desk, ONE, case, "answered")
    step(desk, ONE, case, "hold", reason="hiding", check_ins="Invented", days=3)
    settle_board(desk[ONE])
    assert Case.objects.get(pk=case).state == State.ON_HOLD
    run_out(case, "review")
    settle_board(desk["coordinator_two"])
    assert Case.objects.get(pk=case).state == State.ON_HOLD
    settle_board(desk[ONE])
    assert Case.objects.get(pk=case).state == State.TRIAGE
    newest = moves(open_case(desk[ONE], case))[-1]
    assert (newest.step, newest.said["by_itself"]) == ("resume", True)


@pytest.fixture
def declined(desk: Desk) -> UUID:
    case = submitted_case(desk)
    assert step(desk, "approver", case, "decline", **DECLINED)
    return case


def test_a_refusal_is_final_when_the_time_to_ask_again_is_over(
    desk: Desk, declined: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(desk, declined)
    settle_board(desk[ONE])
    assert Case.objects.get(pk=declined).state == State.DECLINED
    later(monkeypatch, days=14, hours=1)
    settle_board(desk[ONE])
    assert Case.objects.get(pk=declined).state == State.CLOSED
    opened = open_case(desk[ONE], declined)
    assert closing_holds(opened)
    assert ended(opened) == Ending.DECLINED


def test_the_time_to_ask_again_runs_from_being_told(
    desk: Desk, declined: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Deadline.objects.filter(case=declined, clock="appeal_ends").exists()
    # The owner is late with telling them, and the board says so.
    run_out(declined, "tell")
    later(monkeypatch, days=13)
    told(desk, declined)
    assert not Deadline.objects.filter(case=declined, clock="tell").exists()
    later(monkeypatch, days=2)
    assert hear(desk, declined) == State.DECLINED
    later(monkeypatch, days=13)
    assert hear(desk, declined) == State.CLOSED


def test_only_the_words_of_the_decision_tell_it(desk: Desk, declined: UUID) -> None:
    def send(text: str, *, tells: bool = False) -> bool:
        send_reply(
            actor=desk[ONE],
            case_id=declined,
            text=text,
            name_shown="",
            version=version(declined),
            tells=tells,
        )
        return was_told(open_case(desk[ONE], declined))

    assert not send("Invented: we write again soon.")
    assert Deadline.objects.filter(case=declined, clock="tell").exists()
    assert send("Invented: the same in their language.", tells=True)


def test_who_was_told_stays_told_once_the_reply_is_gone(
    desk: Desk, declined: UUID
) -> None:
    told(desk, declined)
    Record.objects.filter(case=declined, kind="reply").delete()
    assert was_told(open_case(desk[ONE], declined))


def test_what_is_taken_back_told_nobody(desk: Desk, declined: UUID) -> None:
    due = Deadline.objects.get(case=declined, clock="tell").due_at
    told(desk, declined)
    (reply,) = Record.objects.filter(case=declined, kind="reply")
    recall_reply(
        actor=desk[ONE],
        case_id=declined,
        record_id=reply.pk,
        version=version(declined),
    )
    assert not was_told(open_case(desk[ONE], declined))
    clocks = Deadline.objects.filter(case=declined).values_list("clock", "due_at")
    assert dict(clocks).get("tell") == due
    assert "appeal_ends" not in dict(clocks)


def test_nobody_is_left_with_a_refusal_that_they_were_not_told(
    desk: Desk, declined: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, days=15)
    assert hear(desk, declined) == State.DECLINED


@pytest.fixture
def refused(desk: Desk) -> tuple[UUID, Receipt]:
    """A declined case and the code of whom it is about, not told yet."""
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    case = submitted_case(desk, case=made.pk)
    assert step(desk, "approver", case, "decline", **DECLINED)
    return case, receipt


def test_who_was_told_of_a_refusal_may_ask_again_once(
    desk: Desk, refused: tuple[UUID, Receipt]
) -> None:
    case, receipt = refused
    actor = sign_in(typed=receipt.shown())
    assert read_mail(actor=actor).appeal_until is None
    told(desk, case)
    until = read_mail(actor=actor).appeal_until
    assert until is not None
    assert timedelta(days=13) < until - timezone.now() <= timedelta(days=14)
    letters.ask_again(actor=actor, ground="new_facts", text="Invented: they came.")
    assert hear(desk, case) == State.APPEAL
    newest = moves(open_case(desk[ONE], case))[-1]
    assert (newest.step, newest.said["text"]) == ("appeal", "Invented: they came.")
    mail = read_mail(actor=actor)
    assert (mail.status, mail.appeal_until) == (Status.DECIDING, None)


def test_who_asked_in_time_is_heard_late(
    desk: Desk, refused: tuple[UUID, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = refused
    told(desk, case)
    actor = sign_in(typed=receipt.shown())
    letters.ask_again(actor=actor, ground="procedure", text="Invented.")
    later(monkeypatch, days=20)
    settle_board(desk[ONE])
    assert Case.objects.get(pk=case).state == State.APPEAL


def test_who_asks_too_late_is_answered_and_not_decided_on(
    desk: Desk, refused: tuple[UUID, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = refused
    told(desk, case)
    later(monkeypatch, days=14, hours=1)
    actor = sign_in(typed=receipt.shown())
    assert read_mail(actor=actor).appeal_until is None
    letters.ask_again(actor=actor, ground="procedure", text="Invented.")
    assert hear(desk, case) == State.CLOSED
