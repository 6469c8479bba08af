"""The pages of a decision through a browser's door: written, answered, paid."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from evacuation.models.choices import State
from evacuation.services.submitted import newest
from evacuation.workflow.decision import Criterion
from tests.evacuation.decisions import (
    ONE,
    PAYEE,
    approved_case,
    content,
    in_assessment,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import STORY
from tests.evacuation.proposals import sql

pytestmark = pytest.mark.proof

Page = Any


def address(case: UUID, page: str) -> str:
    return f"/cases/{case}/{page}/"


def read(client: Client, case: UUID, page: str) -> str:
    answer = client.get(address(case, page))
    assert answer.status_code == 200
    return str(answer.content.decode())


def sends(client: Client, case: UUID, page: str, **said: Any) -> Page:
    return client.post(address(case, page), {"version": version(case), **said})


def whole(**said: Any) -> dict[str, Any]:
    """A complete form, as a browser sends it."""
    return {
        **{f"answer_{one}": "yes" for one in Criterion},
        "why_in_country": "Invented: a safe town.",
        "chosen": "in_country",
        "plan": "Invented plan.",
        "consent": "Invented consent.",
        "deconflicted": "done",
        "line-TOTAL_FORMS": 6,
        "line-INITIAL_FORMS": 0,
        **row(0, line="lodging", amount="900", currency="GEL", rate="0.33"),
        **{k: v for number in range(1, 6) for k, v in row(number).items()},
        **said,
    }


def row(number: int, **said: str) -> dict[str, str]:
    blank = {"currency": "EUR", "rate": "1", "paid": "direct", "payee": PAYEE}
    if not said:
        blank["payee"] = ""
    return {f"line-{number}-{name}": value for name, value in {**blank, **said}.items()}


def test_the_owner_writes_saves_and_submits(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    client = unlocked_client(ONE)
    page = read(client, case, "proposal")
    assert page.count('name="line-') >= 6
    assert "A proposal is written" in page
    assert sends(client, case, "proposal", **whole(), do="save").status_code == 302
    found = newest(opened(desk, case))
    assert found is not None
    assert found.submission.total == 29_700
    assert "Invented plan." in read(client, case, "proposal")
    answer = sends(client, case, "proposal", **whole(), do="submit")
    assert answer.status_code == 302
    assert state(case) == State.DECISION_PENDING


def test_what_lacks_is_said_and_what_was_typed_stays(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    client = unlocked_client(ONE)
    said = whole(chosen="", plan="Invented long plan.", do="submit")
    answer = sends(client, case, "proposal", **said)
    assert answer.status_code == 422
    assert "Invented long plan." in answer.content.decode()
    assert "This is still missing" in answer.content.decode()
    # The draft was kept, and the page that came back can be sent again.
    assert newest(opened(desk, case)) is not None
    shown = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert shown is not None
    assert int(shown[1]) == version(case)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"line-0-line": ""}, "Say what it is for."),
        ({"line-0-currency": "gel"}, "Three capital letters"),
        ({"line-0-rate": "0"}, "More than nothing"),
        ({"line-0-currency": ""}, "one euro is one euro"),
        ({"line-0-pledged": "901"}, "Others cannot pledge more"),
    ],
)
def test_a_wrong_row_is_named(
    desk: Desk, unlocked_client: UnlockedClient, wrong: dict[str, str], words: str
) -> None:
    case = in_assessment(desk)
    answer = sends(unlocked_client(ONE), case, "proposal", **whole(**wrong))
    assert answer.status_code == 422
    assert answer.content.decode().count(words) >= 2  # above and beside the field


def test_more_rows_come_without_a_script(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    client = unlocked_client(ONE)
    answer = sends(client, case, "proposal", **whole(do="more"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="line-TOTAL_FORMS" value="12"' in page
    assert 'name="line-11-amount"' in page
    assert "Invented plan." in page
    assert newest(opened(desk, case)) is None


@pytest.mark.parametrize("shown", ["", "many"])
def test_more_rows_come_whatever_number_was_sent(
    desk: Desk, unlocked_client: UnlockedClient, shown: str
) -> None:
    case = in_assessment(desk)
    said = whole(**{"line-TOTAL_FORMS": shown}, do="more")
    answer = sends(unlocked_client(ONE), case, "proposal", **said)
    assert answer.status_code == 200
    assert 'name="line-5-amount"' in answer.content.decode()


def test_a_row_that_is_emptied_is_no_line_any_more(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    written(desk, case, content(100))
    said = whole(**row(0, line="lodging", amount=""))
    assert sends(unlocked_client(ONE), case, "proposal", **said).status_code == 302
    found = newest(opened(desk, case))
    assert found is not None
    assert found.submission.lines == ()


def test_an_approver_reads_everything_and_no_identity(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, 3500)
    page = read(unlocked_client("approver"), case, "decision")
    for words in (
        *("€ 3,500.00", "<dd>GE<", "V4", PAYEE, "Fund A", "Invented plan"),
        *("two approvers: programme and finance", "Approve and sign", "Decline"),
        *("Approver, finance", "Is the person in our mandate?"),
    ):
        assert words in page, words
    for secret in ("Invented Heron", "@invented.heron", STORY):
        assert secret not in page
    case_page = unlocked_client("approver").get(f"/cases/{case}/").content.decode()
    assert "Help and decision" in case_page


def test_approvers_sign_and_the_page_says_who_is_missing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, 3500)
    client = unlocked_client("approver")
    answer = sends(client, case, "decision", do="approve", conditions="Invented: daily")
    assert answer.status_code == 302
    page = read(client, case, "decision")
    assert "Approve and sign" not in page
    assert "Invented: daily" in page
    sends(unlocked_client("finance"), case, "decision", do="approve")
    assert state(case) == State.APPROVED


def test_what_changed_since_the_last_version_stands_first(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    client = unlocked_client("approver")
    assert "Changed since the last version" not in read(client, case, "decision")
    step(desk["approver"], case, "ask_back", text="Invented: cheaper?")
    owner = unlocked_client(ONE)
    sends(owner, case, "proposal", **whole(do="submit"))
    page = read(client, case, "decision")
    changes = page.split('id="changes"')[1].split("</section>")[0]
    assert "€ 250.00" in changes
    assert "€ 297.00" in changes
    assert "Plan in outline" in changes
    assert "What we propose" not in changes


def test_declining_asks_for_reason_alternative_and_words(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    client = unlocked_client("approver")
    answer = sends(client, case, "decision", do="decline", reason="not_feasible_now")
    assert answer.status_code == 422
    assert "Words to the person" in answer.content.decode()
    sends(
        client,
        case,
        "decision",
        do="decline",
        reason="not_feasible_now",
        alternative="lawyer",
        message="Invented words.",
    )
    assert state(case) == State.DECLINED
    owner = unlocked_client(ONE)
    page = read(owner, case, "decision")
    assert ">Invented words.</textarea>" in page
    said = {"version": version(case), "text": "Invented words.", "name_shown": ""}
    assert owner.post(f"/cases/{case}/reply/", said).status_code == 302
    assert "</textarea>" not in read(owner, case, "decision")


def test_the_owner_reads_what_an_approver_asks(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    client = unlocked_client("approver")
    sends(client, case, "decision", do="ask_back", text="Invented: why a month?")
    owner = unlocked_client(ONE)
    assert "Invented: why a month?" in read(owner, case, "proposal")
    sends(owner, case, "proposal", **whole(do="submit"))
    assert "Invented: why a month?" not in read(owner, case, "decision")
    assert "Invented: why a month?" not in read(client, case, "decision")


def test_an_urgent_refusal_is_confirmed_by_a_second_approver(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, level="critical")
    said = {
        "reason": "not_feasible_now",
        "alternative": "lawyer",
        "message": "Invented words.",
    }
    sends(unlocked_client("approver"), case, "decision", do="decline", **said)
    assert state(case) == State.DECISION_PENDING
    client = unlocked_client("finance")
    assert "Invented words." in read(client, case, "decision")
    client.post(f"/cases/{case}/second/yes/", {"version": version(case)})
    assert state(case) == State.DECLINED


def test_the_owner_finds_no_way_to_approve(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    client = unlocked_client(ONE)
    assert "Approve and sign" not in read(client, case, "decision")
    answer = sends(client, case, "decision", do="approve")
    assert answer.status_code == 404
    assert state(case) == State.DECISION_PENDING


def test_a_decision_that_nobody_signed_is_said_on_every_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    words = "Nobody signed this decision"
    client = unlocked_client(ONE)
    assert words not in client.get(f"/cases/{case}/").content.decode()
    sql("UPDATE evacuation_case SET state = 'approved' WHERE id = %s", case)
    assert words in client.get(f"/cases/{case}/").content.decode()
    assert words in read(client, case, "decision")


@pytest.mark.parametrize("page", ["proposal", "decision", "help-now", "money"])
def test_who_holds_no_key_finds_no_page(
    desk: Desk, unlocked_client: UnlockedClient, page: str
) -> None:
    case = submitted_case(desk)
    for part in ("coordinator_two", "verifier", "auditor"):
        client = unlocked_client(part)
        assert client.get(address(case, page)).status_code == 404
        assert sends(client, case, page).status_code == 404


def test_help_is_given_and_ratified_by_another(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    client = unlocked_client(ONE)
    said = {
        "line": "transport",
        "amount": "80",
        "payee": PAYEE,
        "paid": "cash",
        "why": "Invented: a taxi tonight.",
    }
    assert "€ 300.00" in read(client, case, "help-now")
    answer = sends(client, case, "help-now", **{**said, "amount": "501"})
    assert answer.status_code == 422
    assert "at most € 500 may be given" in answer.content.decode()
    assert sends(client, case, "help-now", **said).status_code == 302
    page = read(client, case, "help-now")
    assert "Not ratified" in page
    assert "Ratify everything" not in page
    leads = ("lead_one", "lead_two", "lead_three")
    other = next(p for p in leads if opened(desk, case, p).holds("decision"))
    sends(unlocked_client(other), case, "help-now", do="ratify")
    assert "Not ratified" not in read(client, case, "help-now")


def test_more_than_one_gives_waits_for_a_second_person(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    client = unlocked_client(ONE)
    said = {"line": "lodging", "payee": PAYEE, "paid": "cash", "why": "Invented."}
    assert "€ 500.00 is given once" in read(client, case, "help-now")
    sent = sends(client, case, "help-now", amount="420", **said)
    assert sent.status_code == 302
    page = read(client, case, "help-now")
    assert "Not given yet" in page
    assert "Agree: give it" not in page
    leads = ("lead_one", "lead_two", "lead_three")
    other = next(p for p in leads if opened(desk, case, p).holds("decision"))
    second = unlocked_client(other)
    assert "Agree: give it" in read(second, case, "help-now")
    assert sends(second, case, "help-now", do="agree").status_code == 302
    page = read(client, case, "help-now")
    assert "Not given yet" not in page
    assert "€ 420.00" in page
    sends(client, case, "help-now", **{**said, "amount": "310"})
    sends(client, case, "help-now", do="drop")
    assert "€ 310.00" not in read(client, case, "help-now")


def test_a_payment_is_recorded_and_receipted(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = approved_case(desk)
    client = unlocked_client(ONE)
    assert sends(client, case, "money", line=1, amount="100").status_code == 302
    page = read(client, case, "money")
    assert "€ 150.00" in page
    record = re.search(r'name="record" value="([^"]+)"', page)
    assert record is not None
    receipt = {"do": "receipt", "record": record[1], "receipt": "unsafe"}
    answer = sends(client, case, "money", **receipt)
    assert answer.status_code == 422
    assert "no receipt can be had" in answer.content.decode()
    sends(client, case, "money", **receipt, reason="Invented: he asks who pays.")
    assert "Invented: he asks who pays." in read(client, case, "money")
    assert sends(client, case, "money", line=1, amount="151").status_code == 422


def test_a_critical_decision_of_one_says_until_when_it_is_ratified(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, 4000, "critical")
    signed(desk, case, "approver")
    client = unlocked_client("finance")
    assert "Without a further signature" in read(client, case, "decision")
    assert sends(client, case, "decision", do="ratify").status_code == 302
    assert "Without a further signature" not in read(client, case, "decision")


def test_who_refuses_reads_that_nobody_is_left_for_an_appeal(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    words = "nobody who is here is left for an appeal"
    client = unlocked_client("approver")
    assert words not in read(client, submitted_case(desk), "decision")
    # The other approver could not decide this sum alone; of an urgent one both refuse.
    assert words in read(client, submitted_case(desk, 4000), "decision")
    urgent = submitted_case(desk, level="critical")
    assert words in read(client, urgent, "decision")
