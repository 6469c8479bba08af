"""Verification by API: checks, vouches, questions, a lift; who may, what is refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import resolve

from evacuation.models import Trusted
from evacuation.services.triage import claim_case
from evacuation.services.voucher_door import read_question
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import trusted

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "verification/"
CHECKS, VOUCHES = f"{WHERE}checks/", f"{WHERE}vouches/"
LIFT, SECOND = f"{WHERE}lift/", f"{WHERE}lift/second/"


def in_hand(desk: Desk, danger: str = "unknown") -> UUID:
    made, _receipt = invented_case(danger=danger, safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Its phrase was right; the verifier holds the key of the room."""
    made = in_hand(desk)
    checked = {"check": "channel", "text": "Invented."}
    assert change(tool(desk), made, CHECKS, checked).status_code == 200
    return made


@pytest.fixture
def aid(desk: Desk) -> Trusted:
    return trusted(desk["lead_one"])


def word(aid: Trusted, **said: Any) -> dict[str, Any]:
    return {
        "organisation": aid.code,
        "voucher": "Invented Crane",
        "basis": "worked_together",
        "what": "all",
        "since": "2021",
        "independent": True,
        **said,
    }


def test_what_is_checked_raises_the_level(desk: Desk, case: UUID) -> None:
    caller = tool(desk, "verifier")
    found = read(caller, case, WHERE).json()
    assert (found["verified"], found["stands"]) == ("V1", True)
    assert "papers" in {check["code"] for check in found["checks"]}
    papers = {"check": "papers", "text": "Invented finding."}
    made = change(caller, case, CHECKS, papers)
    assert UUID(made.json()["record"])
    found = read(caller, case, WHERE).json()
    assert found["verified"] == "V2"
    assert found["checked"][0]["text"] == "Invented finding."
    assert found["checked"][0]["by"] == desk.users["verifier"].username


def test_a_word_is_recorded_and_set_aside(desk: Desk, case: UUID, aid: Trusted) -> None:
    caller = tool(desk, "verifier")
    offered = read(caller, case, WHERE).json()["organisations"]
    assert offered == [{"code": aid.code, "name": aid.name}]
    made = change(caller, case, VOUCHES, word(aid))
    found = read(caller, case, WHERE).json()
    [vouch] = found["vouches"]
    assert (found["verified"], vouch["standing"]) == ("V3", "stands")
    assert vouch["record"] == made.json()["record"]
    assert (vouch["organisation"], vouch["basis"]) == (aid.name, "worked_together")
    aside = {"vouch": vouch["record"], "text": "Invented: taken back."}
    assert change(caller, case, f"{VOUCHES}aside/", aside).status_code == 200
    found = read(caller, case, WHERE).json()
    assert (found["verified"], found["vouches"]) == ("V1", [])
    again = change(caller, case, f"{VOUCHES}aside/", aside)
    assert code(again) == (409, "wrong_state")
    unknown = {"vouch": str(uuid4()), "text": "Invented."}
    assert code(change(caller, case, f"{VOUCHES}aside/", unknown))[0] == 409


def test_a_word_that_does_not_count_is_refused_where_it_is_wrong(
    desk: Desk, case: UUID, aid: Trusted
) -> None:
    caller = tool(desk, "verifier")
    owner = desk.users["coordinator_one"].username
    for said, pointer in (
        ({"organisation": "nobody"}, "#/organisation"),
        ({"conflict": True}, "#/conflict"),
        ({"member": owner}, "#/voucher"),
        ({"voucher": owner}, "#/voucher"),
        ({"member": "nobody"}, "#/member"),
        ({"basis": "rumour"}, "#/basis"),
        ({"colour": "red"}, "#/colour"),
    ):
        answer = change(caller, case, VOUCHES, word(aid, **said))
        assert faults(answer) == [pointer], said
        assert "Crane" not in answer.content.decode()
    noteless = change(caller, case, CHECKS, {"check": "adverse"})
    assert (faults(noteless), code(noteless)[1]) == (["#/text"], "note_missing")


def test_a_voucher_is_asked_by_a_link_that_is_shown_once(
    desk: Desk, case: UUID, aid: Trusted
) -> None:
    caller, where = tool(desk), f"{WHERE}questions/"
    said = {"organisation": aid.code, "voucher": "Invented Crane"}
    refused = change(caller, case, where, said)
    assert (faults(refused), code(refused)[1]) == (["#/agreed"], "not_agreed")
    asked = change(caller, case, where, {**said, "agreed": True}).json()
    match = resolve(asked["link"].removeprefix("http://testserver"))
    link = next(iter(match.kwargs.values()))
    assert read_question(link=link, typed=asked["code"]).text == ""
    kept = read(caller, case, WHERE).content.decode()
    assert asked["code"] not in kept
    assert link not in kept


def test_two_people_lift_a_critical_case_for_a_day(desk: Desk) -> None:
    case, said = in_hand(desk, "24h"), {"text": "Invented reason."}
    caller, verifier = tool(desk), tool(desk, "verifier")
    assert change(caller, case, LIFT, said).status_code == 200
    assert read(caller, case, WHERE).json()["waiting"]["yours"] is False
    assert code(change(caller, case, SECOND, {"decision": "yes"}))[1] == "same_person"
    change(caller, case, SECOND, {"decision": "no"})
    assert read(caller, case, WHERE).json()["waiting"] is None
    change(caller, case, LIFT, said)
    waiting = read(verifier, case, WHERE).json()["waiting"]
    assert waiting == {"text": "Invented reason.", "yours": True}
    assert change(verifier, case, SECOND, {"decision": "yes"}).status_code == 200
    found = read(caller, case, WHERE).json()
    assert found["verified"] == "V1"
    assert found["lifted_until"] is not None
    again = change(verifier, case, SECOND, {"decision": "yes"})
    assert code(again) == (409, "wrong_state")


def test_a_calm_case_is_not_lifted(desk: Desk, case: UUID) -> None:
    answer = change(tool(desk), case, LIFT, {"text": "Invented."})
    assert code(answer) == (409, "not_critical")


def test_each_records_what_is_theirs_to_check(desk: Desk, case: UUID) -> None:
    more = {"check": "corroborated", "text": "Invented."}
    assert code(change(tool(desk), case, CHECKS, more)) == (403, "not_allowed")
    adverse = {"check": "adverse", "text": "Invented: somebody poses as them."}
    verifier = tool(desk, "verifier")
    change(verifier, case, CHECKS, adverse)
    assert read(verifier, case, WHERE).json()["verified"] == "VX"
    cleared = {"check": "cleared", "text": "Invented."}
    assert code(change(verifier, case, CHECKS, cleared)) == (409, "same_person")


def test_who_may_not_enter_the_room_finds_none(desk: Desk, case: UUID) -> None:
    for part in ("coordinator_two", "approver", "auditor", "steward"):
        caller = tool(desk, part)
        assert read(caller, case, WHERE).status_code == 404, part
        channel = {"check": "channel", "text": "Invented."}
        assert change(caller, case, CHECKS, channel).status_code in (403, 404), part
