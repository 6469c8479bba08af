"""What approvers read by API: no identity, who has signed, what is missing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from evacuation.models import AuditRow
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, read
from tests.evacuation.decisions import (
    PAYEE,
    approved_case,
    content,
    in_assessment,
    submitted_case,
    written,
)
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import STORY

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "decision/"


def read_by(desk: Desk, case: UUID, part: str) -> Any:
    return read(tool(desk, part), case, WHERE)


def test_an_approver_reads_what_is_asked_and_signs_it(desk: Desk) -> None:
    case = submitted_case(desk)
    answer = read_by(desk, case, "approver")
    found = answer.json()
    assert AuditRow.objects.order_by("-number")[0].verb == "case.opened"
    assert (found["waits"], found["may_sign"], found["signed"]) == (True, True, [])
    assert found["missing"] == ["Approver, finance / Approver, programme"]
    assert found["written"]["total"] == "250.00"
    assert found["lines"][0]["payee"] == PAYEE
    assert (found["facts"]["level"], found["facts"]["verified"]) == ("low", "V4")
    assert STORY not in answer.content.decode()
    said = {"conditions": "Invented condition.", "text": "Invented note."}
    caller = tool(desk, "approver")
    signed = change(caller, case, "steps/approve/", said, on=answer["ETag"])
    assert signed.json()["state"] == "approved"
    found = read_by(desk, case, "coordinator_one").json()
    name = desk.users["approver"].username
    assert [one["by"] for one in found["signed"]] == [name]
    assert (found["missing"], found["may_sign"], found["waits"]) == ([], False, False)
    assert found["conditions"] == [
        {"by": name, "conditions": "Invented condition.", "note": "Invented note."}
    ]


def test_two_signatures_are_counted_one_by_one(desk: Desk) -> None:
    case = submitted_case(desk, 5000)
    found = read_by(desk, case, "finance").json()
    assert len(found["missing"]) == 2
    first = change(tool(desk, "finance"), case, "steps/approve/")
    assert (first.json()["done"], first.json()["state"]) == (False, "decision_pending")
    found = read_by(desk, case, "approver").json()
    assert len(found["missing"]) == len(found["signed"]) == 1
    assert read_by(desk, case, "finance").json()["may_sign"] is False


def test_what_changed_since_the_version_before_is_shown(desk: Desk) -> None:
    case = submitted_case(desk)
    asked = {"text": "Invented question?"}
    change(tool(desk, "approver"), case, "steps/ask_back/", asked)
    written(desk, case, content(300))
    change(tool(desk), case, "steps/submit/")
    [changed] = read_by(desk, case, "approver").json()["changes"]
    assert "250.00" in changed["before"]
    assert "300.00" in changed["after"]


def test_facts_are_brought_up_to_date_by_who_can_read_them(desk: Desk) -> None:
    case = submitted_case(desk)
    assert change(tool(desk), case, "decision/facts/").status_code == 200
    refused = change(tool(desk, "approver"), case, "decision/facts/")
    assert code(refused) == (403, "not_allowed")


def test_a_second_approver_ratifies_what_one_decided_in_a_critical_case(
    desk: Desk,
) -> None:
    case = submitted_case(desk, 5000, "critical")
    alone = change(tool(desk, "approver"), case, "steps/approve/")
    assert alone.json()["state"] == "approved"
    found = read_by(desk, case, "finance").json()
    assert (found["may_ratify"], found["holds"]) == (True, True)
    assert found["ratify_by"] > found["approved_at"]
    where = "decision/ratification/"
    same = change(tool(desk, "approver"), case, where, {"note": ""})
    assert code(same) == (409, "same_person")
    said = {"note": "Invented note."}
    assert change(tool(desk, "finance"), case, where, said).json()["full"] is True
    assert code(change(tool(desk, "finance"), case, where, said))[0] == 409
    assert read_by(desk, case, "finance").json()["ratify_by"] is None


def test_who_holds_no_key_of_the_decision_finds_none(desk: Desk) -> None:
    case = in_assessment(desk)
    assert read_by(desk, case, "coordinator_one").status_code == 404
    case = approved_case(desk)
    assert read_by(desk, case, "verifier").status_code == 404
    assert read_by(desk, case, "coordinator_two").status_code == 404
