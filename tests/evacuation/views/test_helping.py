"""The pages of help and money: what is left, what was taken back."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.evacuation.decisions import (
    ONE,
    PAYEE,
    approved_case,
    content,
    in_assessment,
    version,
    written,
)
from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.proof


def read(client: Client, case: UUID, page: str) -> str:
    answer = client.get(f"/cases/{case}/{page}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def sends(client: Client, case: UUID, page: str, **said: Any) -> Any:
    said["version"] = version(case)
    return client.post(f"/cases/{case}/{page}/", said)


def test_a_payment_that_was_entered_wrongly_is_taken_back(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = approved_case(desk)
    client = unlocked_client(ONE)
    sends(client, case, "money", line=1, amount="250")
    record = re.search(r'name="record" value="([^"]+)"', read(client, case, "money"))
    assert record is not None
    back = {"do": "back", "record": record[1]}
    assert sends(client, case, "money", **back, reason=" ").status_code == 422
    reason = "Invented: it was 25."
    assert sends(client, case, "money", **back, reason=reason).status_code == 302
    page = read(client, case, "money")
    assert reason in page
    assert "Change the receipt" not in page
    assert sends(client, case, "money", line=1, amount="250").status_code == 302


def test_the_page_of_help_says_what_is_left_and_the_refusal_who_else_gives(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    said = {"line": "food", "payee": PAYEE, "paid": "cash", "why": "Invented."}
    for number in range(3):
        other = in_assessment(desk)
        said["payee"] = f"Invented {number}"
        sends(client, other, "help-now", amount="300", **said)
    case = in_assessment(desk)
    page = read(client, case, "help-now")
    assert "may still get € 1,000.00, and you may still give € 100.00" in page
    said["payee"] = "Invented other"
    refused = sends(client, case, "help-now", amount="150", **said)
    assert "€ 100.00 is left. Another coordinator" in refused.content.decode()


def test_the_proposal_says_what_it_costs_and_what_counts(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    written(desk, case, content(400))
    page = read(unlocked_client(ONE), case, "proposal")
    assert "What was saved last costs € 400.00." in page
