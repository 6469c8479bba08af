"""Interim help by API: given by one, ratified by another, never above what holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import in_assessment
from tests.evacuation.desk import Desk

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "help/"
HELP: dict[str, Any] = {
    "line": "food",
    "amount": "40.50",
    "payee": "Invented Shop",
    "paid": "cash",
    "funder": "Fund A",
    "why": "Invented: nothing to eat.",
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    return in_assessment(desk)


def test_help_is_given_by_one_and_ratified_by_another(desk: Desk, case: UUID) -> None:
    caller, lead = tool(desk), tool(desk, "lead_one")
    before = read(caller, case, WHERE).json()
    assert (before["verified"], before["most"]) == ("V2", "300.00")
    assert (before["may_give"], before["given"]) == (True, [])
    assert change(caller, case, WHERE, HELP).status_code == 200
    found = read(caller, case, WHERE).json()
    [given] = found["given"]
    assert {name: given[name] for name in HELP} == HELP
    assert (given["ratified"], given["receipt"]) == (False, "pending")
    assert (found["waits"], found["may_ratify"], found["late"]) == (True, False, False)
    own = change(caller, case, "help/ratification/")
    assert code(own) == (409, "same_person")
    assert read(lead, case, WHERE).json()["may_ratify"] is True
    assert change(lead, case, "help/ratification/").status_code == 200
    assert read(lead, case, WHERE).json()["given"][0]["ratified"] is True
    assert code(change(lead, case, "help/ratification/")) == (409, "wrong_state")


def test_more_than_one_may_give_is_refused_at_its_sum(desk: Desk, case: UUID) -> None:
    much = change(tool(desk), case, WHERE, {**HELP, "amount": "500.01"})
    assert (faults(much), much.json()["code"]) == (["#/amount"], "above_level")
    assert "Invented Shop" not in much.content.decode()


def test_a_misshapen_help_is_refused_by_name(desk: Desk, case: UUID) -> None:
    wrong = {**HELP, "amount": "0", "line": "gold", "why": " ", "note": "x"}
    found = faults(change(tool(desk), case, WHERE, wrong))
    assert set(found) == {"#/amount", "#/line", "#/why", "#/note"}
    assert faults(change(tool(desk), case, WHERE, {**HELP, "amount": "1e9"}))


def test_help_is_not_given_twice_on_one_version(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    on = read(caller, case, WHERE)["ETag"]
    assert change(caller, case, WHERE, HELP, on=on).status_code == 200
    assert code(change(caller, case, WHERE, HELP, on=on)) == (412, "stale_version")
    assert len(read(caller, case, WHERE).json()["given"]) == 1


def test_others_neither_read_nor_give_it(desk: Desk, case: UUID) -> None:
    change(tool(desk), case, WHERE, HELP)
    for part in ("coordinator_two", "verifier", "approver", "auditor"):
        caller = tool(desk, part)
        assert read(caller, case, WHERE).status_code == 404, part
        assert change(caller, case, WHERE, HELP).status_code in (400, 403, 404), part


def test_more_than_one_gives_is_given_once_another_agrees(
    desk: Desk, case: UUID
) -> None:
    caller, lead = tool(desk), tool(desk, "lead_one")
    before = read(caller, case, WHERE).json()
    assert (before["most_by_two"], before["asked"]) == ("500.00", None)
    assert change(caller, case, WHERE, {**HELP, "amount": "420"}).status_code == 200
    found = read(caller, case, WHERE).json()
    assert (found["given"], found["asked"]["amount"]) == ([], "420.00")
    assert found["asked"]["may_agree"] is False
    own = change(caller, case, "help/agreement/")
    assert code(own) == (409, "same_person")
    assert read(lead, case, WHERE).json()["asked"]["may_agree"] is True
    assert change(lead, case, "help/agreement/").status_code == 200
    [given] = read(caller, case, WHERE).json()["given"]
    assert (given["amount"], given["ratified"]) == ("420.00", True)


def test_what_was_asked_for_is_taken_back(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    change(caller, case, WHERE, {**HELP, "amount": "420"})
    assert change(caller, case, "help/withdrawal/").status_code == 200
    assert read(caller, case, WHERE).json()["asked"] is None
    assert code(change(caller, case, "help/withdrawal/")) == (409, "wrong_state")
