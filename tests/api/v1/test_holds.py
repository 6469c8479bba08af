"""Keeping a closed case by API: until when, why longer, by whom."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.services.triage import claim_case
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
WHERE = "holds/"
SAID = {"reason": "proceedings", "text": "Invented: a court asked."}


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def closed(desk: Desk, case: UUID) -> UUID:
    ending = {"reason": "advice_only", "text": "Invented advice."}
    change(tool(desk), case, "steps/close/", ending)
    return case


def test_a_hold_puts_the_day_off_and_says_why(desk: Desk, closed: UUID) -> None:
    caller = tool(desk)
    before = read(caller, closed, WHERE).json()
    assert (before["holds"], before["may_hold"]) == ([], True)
    held = change(caller, closed, WHERE, SAID).json()
    after = read(caller, closed, WHERE).json()
    assert after["forget_at"] == held["until"]
    assert after["forget_at"] > before["forget_at"]
    [hold] = after["holds"]
    assert (hold["reason"], hold["text"]) == (SAID["reason"], SAID["text"])


def test_an_open_case_is_not_held(desk: Desk, case: UUID) -> None:
    found = read(tool(desk), case, WHERE).json()
    assert (found["forget_at"], found["may_hold"]) == (None, False)
    assert code(change(tool(desk), case, WHERE, SAID)) == (409, "wrong_state")


def test_a_hold_has_a_reason_of_the_list_and_words(desk: Desk, closed: UUID) -> None:
    wrong = {"reason": "curiosity", "text": " "}
    found = faults(change(tool(desk), closed, WHERE, wrong))
    assert set(found) == {"#/reason", "#/text"}


def test_others_do_not_hold_it(desk: Desk, closed: UUID) -> None:
    for part in ("coordinator_two", "verifier", "approver", "steward"):
        caller = tool(desk, part)
        assert read(caller, closed, WHERE).status_code == 404, part
        assert change(caller, closed, WHERE, SAID).status_code in (403, 404), part
