"""A proposal by API: read, changed as a whole, sent again; who may, what is refused."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from evacuation.services import submitted
from evacuation.submissions import DONE, BudgetLine
from evacuation.workflow.decision import Criterion
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import (
    content,
    in_assessment,
    opened,
    submitted_case,
    written,
)
from tests.evacuation.desk import Desk
from tests.house_rules.source import ROOT

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "proposal/"
WHOLE: dict[str, Any] = {
    "criteria": {
        str(one): {"answer": "yes", "note": "Invented note."} for one in Criterion
    },
    "options": {"in_country": "Invented: there is a room."},
    "chosen": "in_country",
    "plan": "Invented plan.",
    "dependants": "",
    "consent": "Invented consent.",
    "deconflicted": "done",
    "deconfliction": "",
    "lines": [
        {
            "line": "lodging",
            "amount": "250.00",
            "currency": "GEL",
            "rate": "0.33",
            "rated": "2026-01-15",
            "funder": "Fund A",
            "pledged": "50.00",
            "paid": "cash",
            "payee": "Invented Guesthouse",
        }
    ],
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    return in_assessment(desk, "low", ("channel", "papers", "referred"))


def test_a_draft_is_kept_read_changed_and_submitted(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    empty = read(caller, case, WHERE).json()
    assert empty["written"] is None
    assert "proposed" in {guard["code"] for guard in empty["lacking"]}
    assert change(caller, case, WHERE, WHOLE).status_code == 200
    kept = read(caller, case, WHERE)
    found = kept.json()["written"]
    assert (found["stage"], found["total"], found["tier"]) == ("draft", "66.00", 1)
    assert found["content"] == WHOLE
    assert (kept.json()["lacking"], kept.json()["changes"]) == ([], [])
    assert found["by"] == desk.users["coordinator_one"].username
    again = {**found["content"], "plan": "Invented plan, changed."}
    saved = change(caller, case, WHERE, again, on=kept["ETag"])
    asked = change(caller, case, "steps/submit/", on=saved["ETag"])
    assert asked.json()["state"] == "decision_pending"
    newest = submitted.newest(opened(desk, case))
    assert newest is not None
    assert newest.what == submitted.SUBMITTED
    assert newest.submission.plan == "Invented plan, changed."
    assert newest.submission.lines[0] == BudgetLine(
        *("lodging", 25000, "GEL", "0.33", "Fund A", 5000, "cash"),
        *("Invented Guesthouse", "2026-01-15"),
    )


def test_the_draft_of_the_documentation_can_be_submitted(
    desk: Desk, case: UUID
) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    draft = text.partition('    {"criteria"')[2].partition("\n\n")[0]
    caller = tool(desk)
    saved = change(caller, case, WHERE, json.loads('{"criteria"' + draft))
    assert saved.status_code == 200
    assert read(caller, case, WHERE).json()["lacking"] == []
    asked = change(caller, case, "steps/submit/", {}, on=saved["ETag"])
    assert asked.json()["state"] == "decision_pending"


def test_what_is_left_out_of_a_draft_is_empty_afterwards(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk)
    change(caller, case, WHERE, WHOLE)
    least = {"lines": [{"line": "food", "amount": "12.50"}]}
    change(caller, case, WHERE, least)
    found = read(caller, case, WHERE).json()["written"]["content"]
    assert (found["plan"], found["criteria"], found["options"]) == ("", {}, {})
    [line] = found["lines"]
    assert (line["currency"], line["rate"], line["paid"]) == ("EUR", "1", "direct")


def test_what_approvers_asked_and_what_changed_since_stands_beside_it(
    desk: Desk,
) -> None:
    case = submitted_case(desk)
    ask = {"text": "Invented question?"}
    change(tool(desk, "approver"), case, "steps/ask_back/", ask)
    written(desk, case, content(250, plan="Invented: another room.", deconflicted=DONE))
    found = read(tool(desk), case, WHERE).json()
    assert [one["after"] for one in found["changes"]] == ["Invented: another room."]
    assert found["last_answer"]["said"][0]["text"] == "Invented question?"


def test_each_fault_is_named_where_it_is(desk: Desk, case: UUID) -> None:
    line = {"line": "lodging", "amount": "10.00"}
    wrong = {
        "colour": "red",
        "chosen": "abroad",
        "criteria": {"C1": {"answer": "perhaps"}, "C99": {"answer": "yes"}},
        "lines": [line, {**line, "amount": "much"}, {**line, "sum": 1}],
    }
    found = faults(change(tool(desk), case, WHERE, wrong))
    assert set(found) == {
        "#/colour",
        "#/chosen",
        "#/criteria/C1/answer",
        "#/criteria/C99",
        "#/lines/1/amount",
        "#/lines/2/sum",
    }
    for bad, where in (
        ({"pledged": "11.00"}, "pledged"),
        ({"currency": "gel", "rate": "0.3"}, "currency"),
        ({"rate": "2"}, "rate"),
        ({"amount": "0.00"}, "amount"),
    ):
        sent = {"lines": [line, {**line, **bad}]}
        assert faults(change(tool(desk), case, WHERE, sent)) == [f"#/lines/1/{where}"]


def test_a_draft_on_top_of_another_is_refused_and_keeps_the_other(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk)
    before = caller.get(f"/cases/{case}/")["ETag"]
    change(caller, case, WHERE, WHOLE, on=before)
    late = change(caller, case, WHERE, {**WHOLE, "plan": "Late."}, on=before)
    assert code(late) == (412, "stale_version")
    found = read(caller, case, WHERE).json()["written"]["content"]
    assert found["plan"] == WHOLE["plan"]


def test_the_owner_writes_and_a_lead_for_them_nobody_else(
    desk: Desk, case: UUID
) -> None:
    assert change(tool(desk, "lead_one"), case, WHERE, WHOLE).status_code == 200
    other = tool(desk, "coordinator_two")
    assert read(other, case, WHERE).status_code == 404
    assert code(change(other, case, WHERE, WHOLE))[0] == 403
    for part in ("approver", "auditor"):
        stranger = tool(desk, part)
        assert read(stranger, case, WHERE).status_code == 404
        assert change(stranger, case, WHERE, WHOLE).status_code == 404


def test_a_proposal_that_is_asked_about_is_not_written_on(desk: Desk) -> None:
    case = submitted_case(desk)
    answer = change(tool(desk), case, WHERE, WHOLE)
    assert code(answer) == (409, "wrong_state")
    assert "Guesthouse" not in answer.content.decode()
