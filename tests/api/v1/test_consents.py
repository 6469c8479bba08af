"""Consents by API: written down, taken back, and done for who cannot be asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from evacuation.services.granting import grant_key
from evacuation.services.triage import claim_case
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
WHERE, BACK, SECOND = "consents/", "consents/back/", "consents/second/"
SAID: dict[str, Any] = {
    "scope": "share_partner",
    "whom": "Invented Guesthouse",
    "granted_by": "person",
    "method": "call",
    "language": "ka",
    "expires": "2031-03-31",
    "text": "",
}
VITAL = {**SAID, "granted_by": "vital_interest", "method": "none"}


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds its keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def newest(desk: Desk, case: UUID) -> dict[str, Any]:
    found: dict[str, Any] = read(tool(desk), case, WHERE).json()["grants"][0]
    return found


def test_what_they_agree_to_is_written_down_and_taken_back(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk)
    assert change(caller, case, WHERE, SAID).json()["done"] is True
    grant = newest(desk, case)
    assert {name: grant[name] for name in SAID} == SAID
    assert (grant["stands"], grant["taken_back_at"]) == (True, None)
    assert grant["explained_by"] == desk.users["coordinator_one"].username
    back = {"key": grant["key"]}
    assert change(caller, case, BACK, back).status_code == 200
    grant = newest(desk, case)
    assert grant["stands"] is False
    assert grant["taken_back_at"] is not None
    assert code(change(caller, case, BACK, back)) == (409, "wrong_state")


def test_what_the_form_carried_stands_among_them(desk: Desk) -> None:
    made, _receipt = invented_case(consents=["verify"])
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    grant = newest(desk, made.pk)
    assert (grant["key"], grant["stands"]) == ("form:verify", True)
    back = {"key": "form:verify"}
    assert change(tool(desk), made.pk, BACK, back).status_code == 200
    assert newest(desk, made.pk)["stands"] is False


def test_without_their_word_it_waits_for_a_second_person(
    desk: Desk, case: UUID
) -> None:
    caller, lead = tool(desk), tool(desk, "lead_one")
    wordless = change(caller, case, WHERE, VITAL)
    assert (faults(wordless), code(wordless)[1]) == (["#/text"], "words_missing")
    said = {**VITAL, "text": "Invented: in hospital, cannot speak."}
    assert change(caller, case, WHERE, said).json()["done"] is False
    grant = newest(desk, case)
    assert grant["stands"] is False
    waiting = read(caller, case, WHERE).json()["waiting"]
    assert waiting == {"key": grant["key"], "yours": False}
    assert code(change(caller, case, SECOND, {"decision": "yes"}))[1] == "same_person"
    assert read(lead, case, WHERE).json()["waiting"]["yours"] is True
    assert change(lead, case, SECOND, {"decision": "yes"}).status_code == 200
    assert newest(desk, case)["stands"] is True
    assert code(change(lead, case, SECOND, {"decision": "no"}))[1] == "wrong_state"


def test_a_second_person_may_say_no(desk: Desk, case: UUID) -> None:
    change(tool(desk), case, WHERE, {**VITAL, "text": "Invented reason."})
    refused = change(tool(desk, "lead_one"), case, SECOND, {"decision": "no"})
    assert refused.status_code == 200
    assert newest(desk, case)["stands"] is False
    assert read(tool(desk), case, WHERE).json()["waiting"] is None


def test_what_is_wrong_is_named(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    wrong = {"scope": "all", "method": "call", "expires": "tomorrow", "who": "x"}
    found = set(faults(change(caller, case, WHERE, wrong)))
    assert found == {"#/scope", "#/granted_by", "#/expires", "#/who"}
    over = change(caller, case, WHERE, {**SAID, "expires": "2020-01-01"})
    assert faults(over) == ["#/expires"]
    assert "Guesthouse" not in over.content.decode()


def test_others_neither_read_nor_write_it(desk: Desk, case: UUID) -> None:
    for part in ("coordinator_two", "verifier", "approver", "auditor"):
        caller = tool(desk, part)
        assert read(caller, case, WHERE).status_code == 404, part
        assert change(caller, case, WHERE, SAID).status_code in (403, 404), part
    grant_key(
        actor=desk["coordinator_one"],
        case_id=case,
        compartment="triage",
        user_id=desk["verifier"].user.pk,
    )
    verifier = tool(desk, "verifier")
    assert read(verifier, case, WHERE).status_code == 404
    assert code(change(verifier, case, WHERE, SAID)) == (403, "not_allowed")
