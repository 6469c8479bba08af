"""While we wait for an answer somebody is asked again at most twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from evacuation.models import Case, Record
from evacuation.models.choices import RecordKind, State
from evacuation.services import letters
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.pinging import MOST, AskedTwice, pings
from evacuation.services.replying import recall_reply, send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.vault.receipts import Receipt
from tests.evacuation.decisions import opened, step, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
QUESTION = "Invented question: where could you stay?"


@pytest.fixture
def asked(desk: Desk) -> tuple[UUID, Receipt]:
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    confirm_contact(
        actor=desk[ONE],
        case_id=made.pk,
        how=Confirmed.PHRASE,
        text="",
        version=version(made.pk),
    )
    assert step(desk[ONE], made.pk, "ask", text=QUESTION)
    return made.pk, receipt


def writes(desk: Desk, case: UUID, **said: Any) -> UUID:
    row = send_reply(
        actor=desk[ONE],
        case_id=case,
        text="Invented reminder.",
        name_shown="",
        version=version(case),
        **said,
    )
    return row.pk


def tries(desk: Desk, case: UUID, code: Attempt, reason: str = "") -> None:
    log_attempt(
        actor=desk[ONE],
        case_id=case,
        code=code,
        version=version(case),
        reason=reason,
    )


def count(desk: Desk, case: UUID) -> int:
    return pings(opened(desk, case))


def test_the_question_lies_in_the_mailbox_with_the_step_and_is_no_reminder(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, receipt = asked
    mail = read_mail(actor=sign_in(typed=receipt.shown()))
    assert [answer.text for answer in mail.answers] == [QUESTION]
    assert count(desk, case) == 0


def test_a_third_reminder_is_refused(desk: Desk, asked: tuple[UUID, Receipt]) -> None:
    case, _receipt = asked
    for number in range(MOST):
        assert count(desk, case) == number
        writes(desk, case)
    with pytest.raises(AskedTwice) as refused:
        writes(desk, case)
    assert refused.value.field == "text"
    assert count(desk, case) == MOST
    rows = Record.objects.filter(case=case, kind=RecordKind.REPLY)
    assert rows.count() == 1 + MOST
    # They go once they were read; that they were sent stays known.
    rows.delete()
    assert count(desk, case) == MOST


def test_a_warning_is_no_reminder_and_always_goes(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, _receipt = asked
    writes(desk, case, informs=True)
    assert count(desk, case) == 0
    for _ in range(MOST):
        writes(desk, case)
    writes(desk, case, informs=True)
    assert count(desk, case) == MOST


def test_calls_that_nobody_answered_count_and_a_third_says_why(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, _receipt = asked
    why = "Invented: they asked to be called."
    tries(desk, case, Attempt.REACHED, why)
    assert count(desk, case) == 0
    tries(desk, case, Attempt.NO_ANSWER, why)
    tries(desk, case, Attempt.NEUTRAL_MESSAGE, why)
    with pytest.raises(AskedTwice):
        writes(desk, case)
    # What was done is recorded all the same, with a reason.
    tries(desk, case, Attempt.NO_ANSWER, why)
    assert count(desk, case) == 3


def test_a_third_call_without_a_reason_is_refused(
    desk: Desk, asked: tuple[UUID, Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _receipt = asked
    for _ in range(MOST):
        writes(desk, case)
    where = "evacuation.services.attempts.unsafe_now"
    monkeypatch.setattr(where, lambda _opened, _now: [])
    with pytest.raises(AskedTwice) as refused:
        tries(desk, case, Attempt.NO_ANSWER)
    assert refused.value.field == "reason"
    tries(desk, case, Attempt.DURESS)


def test_what_is_taken_back_counts_no_more(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, _receipt = asked
    writes(desk, case)
    record = writes(desk, case)
    recall_reply(actor=desk[ONE], case_id=case, record_id=record, version=version(case))
    assert count(desk, case) == 1
    writes(desk, case)


def test_an_answer_and_a_new_question_begin_anew(
    desk: Desk, asked: tuple[UUID, Receipt]
) -> None:
    case, receipt = asked
    for _ in range(MOST):
        writes(desk, case)
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="Invented answer.")
    hear_case(actor=desk[ONE], case_id=case)
    assert Case.objects.get(pk=case).state == State.TRIAGE
    assert count(desk, case) == 0
    writes(desk, case)
    assert step(desk[ONE], case, "ask", text=QUESTION)
    assert count(desk, case) == 0
    writes(desk, case)


def test_the_page_says_how_often_and_offers_to_warn(
    desk: Desk, asked: tuple[UUID, Receipt], unlocked_client: UnlockedClient
) -> None:
    case, _receipt = asked
    client, address = unlocked_client(ONE), f"/cases/{asked[0]}/"
    writes(desk, case)
    page = client.get(address).content.decode()
    assert "Asked again: 1 of 2 times." in page
    assert "Ask no more" not in page
    writes(desk, case)
    page = client.get(address).content.decode()
    assert "Ask no more" in page
    said = {"text": "Invented third.", "version": version(case)}
    answer = client.post(f"{address}reply/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "asked again twice already" in page
    assert "Invented third." in page
    warned = {**said, "version": version(case), "informs": "on"}
    assert client.post(f"{address}reply/", warned).status_code == 302
    assert step(desk[ONE], case, "answered")
    page = client.get(address).content.decode()
    assert "Asked again" not in page
    assert "It asks nothing again" not in page
