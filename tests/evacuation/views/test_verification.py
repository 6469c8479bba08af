"""The page of verification, as owner, verifier and others meet it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from evacuation.services.lifting import propose_lift
from evacuation.services.triage import claim_case
from evacuation.services.trusted import suspend_trusted
from evacuation.services.verifying import level
from evacuation.workflow.checked import Check
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import (
    checked,
    opened,
    trusted,
    version,
    vouched,
    word,
)

pytestmark = pytest.mark.proof

ONE, LEAD, VERIFIER = "coordinator_one", "lead_one", "verifier"


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="24h", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


def address(name: str, case: UUID) -> str:
    return reverse(f"evacuation:{name}", args=[case])


def level_of(desk: Desk, case: UUID) -> str:
    return str(level(opened(desk[ONE], case), timezone.now()))


def test_a_check_is_recorded_and_the_page_says_what_is_missing(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    page = client.get(address("verification", case)).content.decode()
    assert "Call back by a confirmed channel" in page
    sent = {"version": version(case), "check": "channel", "text": ""}
    answer = client.post(address("record_check", case), sent)
    assert answer.status_code == 302
    page = client.get(address("verification", case)).content.decode()
    assert "Call-back: the phrase was right, theirs and ours" in page
    assert level_of(desk, case) == "V1"


def test_what_is_a_verifiers_is_not_offered_to_a_coordinator(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    checked(desk[ONE], case, Check.CHANNEL)
    address_of = address("verification", case)
    mine = unlocked_client(ONE).get(address_of).content.decode()
    theirs = unlocked_client(VERIFIER).get(address_of).content.decode()
    assert 'value="referred"' not in mine
    assert 'value="referred"' in theirs
    sent = {"version": version(case), "check": "corroborated", "text": "Invented."}
    answer = unlocked_client(ONE).post(address("record_check", case), sent)
    assert answer.status_code == 422


def test_a_vouch_is_entered_and_a_refused_one_keeps_what_was_typed(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    partner, client = trusted(desk[LEAD]), unlocked_client(ONE)
    sent = {
        "version": version(case),
        "organisation": partner.code,
        "voucher": "Invented Crane",
        "member": "",
        "basis": "in_person",
        "since": "2020",
        "what": "all",
        "independent": "on",
        "conflict": "on",
        "text": "Invented words.",
    }
    refused = client.post(address("record_vouch", case), sent)
    assert refused.status_code == 422
    assert "Invented words." in refused.content.decode()
    assert "their word does not count" in refused.content.decode()
    del sent["conflict"]
    assert client.post(address("record_vouch", case), sent).status_code == 302
    assert level_of(desk, case) == "V3"


def test_a_suspended_organisation_shows_on_the_case_page_at_its_next_opening(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    partner = trusted(desk[LEAD])
    made = vouched(desk[ONE], case, word(partner))
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    client = unlocked_client(ONE)
    assert (
        "Look at the vouches again"
        in client.get(address("case", case)).content.decode()
    )
    page = client.get(address("verification", case)).content.decode()
    assert "Not trusted any more" in page
    sent = {"version": version(case), "vouch": str(made), "text": "Invented: asked."}
    assert client.post(address("set_vouch_aside", case), sent).status_code == 302
    page = client.get(address("case", case)).content.decode()
    assert "Look at the vouches again" not in page


def test_a_lift_is_proposed_by_one_and_confirmed_by_another(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    owner, second = unlocked_client(ONE), unlocked_client(VERIFIER)
    sent = {"version": version(case), "text": "Invented: they are at the door."}
    assert owner.post(address("propose_lift", case), sent).status_code == 302
    own = owner.post(address("confirm_lift", case), {"version": version(case)})
    assert own.status_code == 422
    page = second.get(address("verification", case)).content.decode()
    assert "they are at the door" in page
    answer = second.post(address("confirm_lift", case), {"version": version(case)})
    assert answer.status_code == 302
    assert level_of(desk, case) == "V1"


def test_who_sees_the_board_alone_finds_no_such_page(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_two")
    assert client.get(address("verification", case)).status_code == 404
    sent = {"version": version(case), "check": "channel"}
    assert client.post(address("record_check", case), sent).status_code == 404
    checked(desk[ONE], case, Check.CHANNEL)
    assert client.get(address("verification", case)).status_code == 404


def test_often_vouching_is_said_to_verifiers_alone(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    partner = trusted(desk[LEAD])
    for _time in range(6):
        vouched(desk[ONE], case, word(partner))
    address_of = address("verification", case)
    theirs = unlocked_client(VERIFIER).get(address_of).content.decode()
    assert "in the cases that you can open: 6" in theirs
    mine = unlocked_client(ONE).get(address_of).content.decode()
    assert "in the cases that you can open" not in mine


def test_who_proposed_a_lift_takes_it_back(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    propose_lift(actor=desk[ONE], case_id=case, version=version(case), text="Invented.")
    client = unlocked_client(ONE)
    sent = {"version": version(case)}
    assert client.post(address("refuse_lift", case), sent).status_code == 302
    assert client.post(address("refuse_lift", case), sent).status_code == 422
