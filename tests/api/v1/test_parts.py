"""The parts of a case by API: who opens them, and destroying one by two people."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.models import CaseKey
from evacuation.services.triage import claim_case
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
WHERE, SECOND = "parts/", "parts/second/"
SAID = {"part": "identity", "text": "Invented: they asked for it."}


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds its keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def holders(desk: Desk, case: UUID) -> dict[str, list[str]]:
    found = read(tool(desk), case, WHERE).json()["parts"]
    return {one["compartment"]: one["holders"] for one in found}


def test_it_says_who_opens_which_part(desk: Desk, case: UUID) -> None:
    found = holders(desk, case)
    owner = desk.users["coordinator_one"].username
    assert owner in found["triage"]
    assert owner not in found["identity"]


def test_a_part_is_gone_once_a_lead_confirms_it(desk: Desk, case: UUID) -> None:
    caller, lead = tool(desk), tool(desk, "lead_one")
    assert change(caller, case, WHERE, SAID).status_code == 200
    waiting = read(lead, case, WHERE).json()["waiting"]
    assert (waiting["part"], waiting["yours"]) == ("identity", True)
    assert read(caller, case, WHERE).json()["waiting"]["yours"] is False
    own = change(caller, case, SECOND, {"decision": "yes"})
    assert own.status_code in (403, 409)
    assert CaseKey.objects.filter(case=case, compartment="identity").exists()
    assert change(lead, case, SECOND, {"decision": "yes"}).status_code == 200
    assert "identity" not in holders(desk, case)
    assert not CaseKey.objects.filter(case=case, compartment="identity").exists()


def test_a_part_stays_where_somebody_says_no(desk: Desk, case: UUID) -> None:
    change(tool(desk), case, WHERE, SAID)
    lead = tool(desk, "lead_one")
    assert change(lead, case, SECOND, {"decision": "no"}).status_code == 200
    assert "identity" in holders(desk, case)
    nothing = change(lead, case, SECOND, {"decision": "yes"})
    assert code(nothing) == (409, "wrong_state")


def test_what_the_case_rests_on_is_not_destroyed_apart(desk: Desk, case: UUID) -> None:
    triage = change(tool(desk), case, WHERE, {**SAID, "part": "triage"})
    assert faults(triage) == ["#/part"]
    unmade = change(tool(desk), case, WHERE, {**SAID, "part": "decision"})
    assert code(unmade) == (409, "wrong_state")


def test_others_neither_read_nor_destroy_it(desk: Desk, case: UUID) -> None:
    for part in ("verifier", "approver", "steward"):
        caller = tool(desk, part)
        assert read(caller, case, WHERE).status_code == 404, part
        assert change(caller, case, WHERE, SAID).status_code in (403, 404), part
    assert code(change(tool(desk, "coordinator_two"), case, WHERE, SAID))[0] == 403
