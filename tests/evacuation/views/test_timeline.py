"""What was done with a case stands on its page, whatever it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import translation

from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.moving import confirm_step
from evacuation.services.ownership import assign
from evacuation.services.spending import record_payment
from evacuation.templatetags.deciding import euro, thousands
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    signed,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk

if TYPE_CHECKING:
    from uuid import UUID

    from tests.evacuation.desk import UnlockedClient


def done(unlocked_client: UnlockedClient, part: str, case: UUID) -> list[str]:
    page = unlocked_client(part).get(f"/cases/{case}/").content.decode()
    section = page.split('id="timeline"')[1].split("</section>")[0]
    items = section.split("<li>")[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in items]


def lines(found: list[str], words: str) -> list[str]:
    return [one for one in found if words in one]


def test_claim_assessment_contact_payment_and_gift_stand_beside_the_steps(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = approved_case(desk)
    log_attempt(
        actor=desk[ONE], case_id=case, code=Attempt.REACHED, version=version(case)
    )
    record_payment(
        actor=desk[ONE], case_id=case, line=1, cents=12_300, version=version(case)
    )
    assign(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        to=desk.users["coordinator_two"].pk,
    )
    found = done(unlocked_client, ONE, case)
    one = desk.users[ONE].username
    for words, more in (
        ("Take it over", one),
        ("How urgent it is", "Low"),
        ("Safe contact", "Call-back, the phrase was right both ways"),
        ("Tried to reach them", "Reached the person"),
        ("Approve", desk.users["approver"].username),
        ("Paid", "€ 123.00"),
        ("Given to somebody else", desk.users["coordinator_two"].username),
    ):
        assert any(more in said for said in lines(found, words)), words
    # Newest first.
    assert "Given to somebody else" in found[0]
    assert "Take it over" in found[-1]


def test_whoever_signed_second_is_named(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, level="critical")
    said = {"reason": "not_feasible_now", "alternative": "lawyer", "message": "Words."}
    assert not step(desk["approver"], case, "decline", **said)
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    (declined,) = lines(done(unlocked_client, ONE, case), "Decline")
    assert f"confirmed by {desk.users['finance'].username}" in declined


def test_a_signature_that_is_not_the_last_stands_there(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, 4000)
    assert not signed(desk, case, "approver")
    (line,) = lines(done(unlocked_client, ONE, case), "Signed the decision")
    assert desk.users["approver"].username in line


def test_an_approver_reads_of_it_what_their_key_opens(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = approved_case(desk)
    record_payment(
        actor=desk[ONE], case_id=case, line=1, cents=12_300, version=version(case)
    )
    found = done(unlocked_client, "approver", case)
    assert lines(found, "Paid")
    assert not lines(found, "How urgent it is")
    assert not lines(found, "Take it over")


def test_a_sum_stands_as_the_readers_language_writes_it() -> None:
    with translation.override("en"):
        assert (euro(300_000), thousands(3000)) == ("€ 3,000.00", "3,000")
    with translation.override("ru"):
        assert (euro(300_000), thousands(3000)) == ("€ 3\xa0000,00", "3\xa0000")
