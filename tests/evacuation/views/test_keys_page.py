"""The page of holders after a new recovery key: how many cases wait, and a button."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from evacuation.services.opening import open_request
from evacuation.services.recoverable import unrecoverable
from evacuation.trusting import trust_now
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.charters import new_recovery_key, renew_teams
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_opening import REQUEST

WAIT = "not yet wrapped for the recovery key of charter 2"
BUTTON = "Wrap what I hold for the new key"


@pytest.fixture
def case(desk: Desk) -> UUID:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    return made.case


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_nothing_is_said_of_recovery_before_there_is_a_new_key(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    page = _text(unlocked_client("lead_one").get("/desk/holders/"))
    assert "recovery key" not in page.lower()
    assert BUTTON not in page


def test_a_lead_sees_how_many_cases_wait_and_wraps_what_they_hold(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    new_recovery_key(desk)
    lead = unlocked_client("lead_one")
    page = _text(lead.get("/desk/holders/"))
    assert f"{WAIT}: 1" in page
    assert BUTTON in page
    answer = lead.post("/desk/holders/recovery/", follow=True)
    said = _text(answer)
    assert "Cases wrapped for the new recovery key: 1." in said
    assert WAIT not in said
    assert not unrecoverable(trust_now()).exists()
    again = _text(lead.post("/desk/holders/recovery/", follow=True))
    assert "Nothing that you hold waits" in again


def test_a_coordinator_is_offered_what_they_can_do_and_no_number(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    new_recovery_key(desk)
    coordinator = unlocked_client("coordinator_one")
    page = _text(coordinator.get("/desk/holders/"))
    assert BUTTON in page
    assert WAIT not in page
    coordinator.post("/desk/holders/recovery/")
    assert BUTTON not in _text(coordinator.get("/desk/holders/"))
    # Names are not theirs to hand on: a verifier or lead does that.
    left = unrecoverable(trust_now()).values_list("compartment", flat=True)
    assert list(left) == ["identity"]


def test_who_has_nothing_to_do_with_cases_meets_no_page_at_that_address(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    for part in ("approver", "auditor"):
        client = unlocked_client(part)
        assert client.post("/desk/holders/recovery/").status_code == 404
        assert client.get("/desk/holders/recovery/").status_code in (404, 405)


def test_the_roster_page_asks_for_new_team_keys_and_two_leads_give_them(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    new_recovery_key(desk)
    first, second = unlocked_client("lead_one"), unlocked_client("lead_two")
    page = _text(first.get("/desk/roster/"))
    assert "The next roster gives a new key to: Intake team, Identity team" in page
    assert "Sign the next roster" in page
    first.post("/desk/roster/propose/")
    waiting = second.get("/desk/roster/")
    assert "Team keys that are made anew: identity, intake" in _text(waiting)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', waiting.content.decode())
    assert seen is not None
    second.post("/desk/roster/sign/", {"seen": seen[1], "compared": "on"})
    assert {card.epoch for card in trust_now().roster.teams} == {2}
    assert "gives a new key" not in _text(first.get("/desk/roster/"))


def test_a_case_page_says_whose_shares_open_which_part(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    new_recovery_key(desk)
    renew_teams(desk)
    page = _text(unlocked_client("coordinator_one").get(f"/cases/{case}/"))
    assert "Recovery (offline, two of three shares)" in page
    assert "Recovery by the shares of before, until a holder opens the case" in page
