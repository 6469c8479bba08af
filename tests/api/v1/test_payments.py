"""Payments and receipts by API: no more than approved, receipted or said why not."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.v1.test_cases import tool
from tests.api.v1.test_interim_help import HELP
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import approved_case, in_assessment
from tests.evacuation.desk import Desk

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "payments/"


def paid(desk: Desk, case: UUID, amount: str, line: int = 1) -> Any:
    said = {"line": line, "amount": amount}
    return change(tool(desk), case, WHERE, said)


def test_what_is_paid_is_counted_line_by_line(desk: Desk) -> None:
    case = approved_case(desk)
    assert paid(desk, case, "100.00").status_code == 200
    assert paid(desk, case, "49.95").status_code == 200
    [line] = read(tool(desk), case, WHERE).json()["lines"]
    assert (line["number"], line["committed"]) == (1, "250.00")
    assert (line["paid"], line["left"]) == ("149.95", "100.05")
    assert [one["amount"] for one in line["payments"]] == ["100.00", "49.95"]


def test_no_more_is_paid_than_was_approved(desk: Desk) -> None:
    case = approved_case(desk)
    for answer in (paid(desk, case, "250.01"), paid(desk, case, "1.00", line=2)):
        assert (faults(answer), answer.json()["code"]) == (["#/amount"], "over_budget")
    assert faults(paid(desk, case, "1.00", line=0)) == ["#/line"]
    case = in_assessment(desk)
    assert code(paid(desk, case, "1.00")) == (409, "wrong_state")
    assert read(tool(desk), case, WHERE).status_code == 404


def test_a_payment_is_receipted_or_it_is_said_why_not(desk: Desk) -> None:
    case = approved_case(desk)
    paid(desk, case, "10.00")
    caller = tool(desk)
    record = read(caller, case, WHERE).json()["lines"][0]["payments"][0]["record"]
    said = {"record": record, "receipt": "unsafe"}
    missing = change(caller, case, "receipts/", said)
    assert (faults(missing), missing.json()["code"]) == (["#/reason"], "reason_missing")
    said["reason"] = "Invented reason."
    assert change(caller, case, "receipts/", said).status_code == 200
    [line] = read(caller, case, WHERE).json()["lines"]
    shown = line["payments"][0]
    assert (shown["receipt"], shown["reason"]) == ("unsafe", "Invented reason.")
    unknown = {"record": str(uuid4()), "receipt": "receipt"}
    assert change(caller, case, "receipts/", unknown).status_code == 404


def test_a_payment_is_taken_back_and_stays_to_be_read(desk: Desk) -> None:
    case, caller = approved_case(desk), tool(desk)
    paid(desk, case, "250.00")
    record = read(caller, case, WHERE).json()["lines"][0]["payments"][0]["record"]
    said = {"record": record}
    assert faults(change(caller, case, "payments/back/", said)) == ["#/reason"]
    said["reason"] = "Invented: it was 25."
    assert change(caller, case, "payments/back/", said).status_code == 200
    found = read(caller, case, WHERE).json()
    [line] = found["lines"]
    assert (line["paid"], line["left"], found["earlier"]) == ("0.00", "250.00", [])
    assert line["payments"][0]["taken_back"] == "Invented: it was 25."
    assert code(change(caller, case, "payments/back/", said)) == (409, "wrong_state")


def test_help_is_receipted_by_the_same_door(desk: Desk) -> None:
    case, caller = in_assessment(desk), tool(desk)
    change(caller, case, "help/", HELP)
    [given] = read(caller, case, "help/").json()["given"]
    said = {"record": given["record"], "receipt": "declaration"}
    assert change(caller, case, "receipts/", said).status_code == 200
    assert read(caller, case, "help/").json()["given"][0]["receipt"] == "declaration"


def test_approvers_read_what_is_paid_and_record_none(desk: Desk) -> None:
    case = approved_case(desk)
    caller = tool(desk, "approver")
    assert read(caller, case, WHERE).json()["may_pay"] is False
    said = {"line": 1, "amount": "1.00"}
    assert code(change(caller, case, WHERE, said)) == (403, "not_allowed")
    assert read(tool(desk, "verifier"), case, WHERE).status_code == 404
