"""Check-ins, the protocol and the night card, by API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import in_assessment
from tests.evacuation.desk import Desk
from tests.evacuation.travels import travelling_case

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "check-ins/"


def test_one_is_planned_heard_and_stopped(desk: Desk) -> None:
    case, caller = in_assessment(desk), tool(desk)
    at = timezone.now() + timedelta(minutes=20)
    said = {"at": at.isoformat(), "tolerance": 15, "through": "mailbox"}
    assert read(caller, case, WHERE).json()["expected"] is None
    assert change(caller, case, WHERE, said).status_code == 200
    first = read(caller, case, WHERE).json()["expected"]
    assert first["at"] == at.isoformat(timespec="seconds")
    heard = {"heard": "phrase", "through": "channel"}
    assert change(caller, case, f"{WHERE}heard/", heard).status_code == 200
    assert read(caller, case, WHERE).json()["expected"] != first
    assert change(caller, case, f"{WHERE}stop/").status_code == 200
    assert code(change(caller, case, f"{WHERE}heard/", heard)) == (
        409,
        "nothing_expected",
    )
    late = {**said, "tolerance": 9999}
    assert faults(change(caller, case, WHERE, late)) == ["#/tolerance"]


def test_the_protocol_is_written_and_read(desk: Desk) -> None:
    case, caller = in_assessment(desk), tool(desk)
    steps = [{"deed": "call", "after": 0, "whom": "Invented friend", "say": ""}]
    assert change(caller, case, "protocol/", {"steps": steps}).status_code == 200
    assert read(caller, case, "protocol/").json()["steps"] == steps
    public = [{"deed": "public", "after": 0}]
    answer = change(caller, case, "protocol/", {"steps": public})
    assert code(answer)[1] == "no_protocol"
    assert faults(answer) == ["#/steps/0/deed"]


def test_the_card_is_read_without_keys(desk: Desk) -> None:
    case = travelling_case(desk)
    caller = tool(desk, "coordinator_two")
    found = read(caller, case, "night-card/").json()
    assert (found["missed"], found["done"]) == (False, [])
    assert [one["deed"] for one in found["steps"]] == ["write", "call", "host", "lead"]
    said = {"number": 0, "came": "nothing"}
    assert change(caller, case, "night-card/", said).status_code == 409
    assert read(caller, case, WHERE).status_code == 404
