"""The list of organisations that may vouch, and what the board says of a stop."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evacuation.models import Trusted
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.verification import trusted

LIST = "/desk/trusted/"


def act(code: str, name: str) -> str:
    return reverse("evacuation:change_trusted", args=[code, name])


def test_a_lead_adds_stops_trusts_again_and_revokes(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("lead_one")
    assert client.post(LIST, {"name": " Invented Aid "}).status_code == 302
    row = Trusted.objects.get(name="Invented Aid")
    for name, active in (("suspend", False), ("again", True), ("revoke", False)):
        assert client.post(act(row.code, name)).status_code == 302
        row.refresh_from_db()
        assert row.active == active
    assert row.revoked_at is not None
    page = client.get(LIST).content.decode()
    assert "Revoked" in page
    again = client.post(LIST, {"name": "Invented Aid"})
    assert again.status_code == 422
    assert "in the list already" in again.content.decode()


@pytest.mark.parametrize("part", ["coordinator_one", "verifier", "auditor"])
def test_nobody_else_finds_the_list(
    desk: Desk, unlocked_client: UnlockedClient, part: str
) -> None:
    row, client = trusted(desk["lead_one"]), unlocked_client(part)
    assert client.get(LIST).status_code == 404
    assert client.post(act(row.code, "suspend")).status_code == 404
    row.refresh_from_db()
    assert row.active


def test_an_act_or_an_organisation_that_is_not_there(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    row, client = trusted(desk["lead_one"]), unlocked_client("lead_one")
    assert client.post(act(row.code, "praise")).status_code == 404
    assert client.post(act("invented", "suspend")).status_code == 404


def test_the_board_says_who_was_stopped_until_a_lead_is_sure(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    row = trusted(desk["lead_one"], "Invented Shelter")
    lead, other = unlocked_client("lead_one"), unlocked_client("coordinator_one")
    assert "Invented Shelter" not in other.get("/cases/").content.decode()
    lead.post(act(row.code, "suspend"))
    assert "Invented Shelter was stopped" in other.get("/cases/").content.decode()
    lead.post(act(row.code, "looked"))
    assert "Invented Shelter" not in other.get("/cases/").content.decode()
