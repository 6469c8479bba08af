"""What was found of a case's urgency, read by API: every time, with its facts."""

from __future__ import annotations

import pytest

from evacuation.services.triage import claim_case
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
WHERE = "assessments/"


def test_each_assessment_stands_with_its_facts_newest_first(desk: Desk) -> None:
    case, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=case.pk, version=1)
    caller = tool(desk)
    assert read(caller, case.pk, WHERE).json() == {"assessments": []}
    facts = {"sources": ["S_STATE_SEC"], "events": [{"event": "search", "days": 2}]}
    for said in (
        {**facts, "level": "high", "text": "Invented."},
        {"flags": ["pursued"], "level": "critical"},
    ):
        assert change(caller, case.pk, WHERE, said).status_code == 200
    newest, first = read(caller, case.pk, WHERE).json()["assessments"]
    assert (newest["level"], newest["facts"]["flags"]) == ("critical", ["pursued"])
    assert (first["facts"]["sources"], first["text"]) == (["S_STATE_SEC"], "Invented.")
    assert first["by"] == desk.users["coordinator_one"].username
    assert first["level"] == "high"
    assert read(tool(desk, "verifier"), case.pk, WHERE).status_code == 404
