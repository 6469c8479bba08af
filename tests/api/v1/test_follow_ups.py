"""Follow-up by API: the days to ask, what was said, who keeps it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import approved_case
from tests.evacuation.desk import Desk

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(databases=["default", "shred"]),
]
WHERE = "follow-ups/"
SAID: dict[str, Any] = {
    "safety": "safe",
    "papers": "pending",
    "health": "well",
    "company": "few",
    "returning": "stays",
    "housing_until": "2031-03-31",
    "money_until": None,
    "text": "Invented note.",
    "consents_reviewed": True,
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Helped, and asked how they are from now on."""
    made = approved_case(desk)
    given = {"given": "Invented: a room for a month."}
    assert change(tool(desk), made, "steps/protect/", given).status_code == 200
    return made


def test_what_they_say_is_kept_and_the_next_day_follows(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    before = read(caller, case, WHERE).json()
    assert (before["told"], before["may_keep"]) == ([], True)
    assert [day["asked"] for day in before["days"]] == [False] * 4
    assert change(caller, case, WHERE, SAID).status_code == 200
    [told] = read(caller, case, WHERE).json()["told"]
    assert {name: told[name] for name in SAID} == SAID
    assert told["by"] == desk.users["coordinator_one"].username


def test_each_question_has_its_answers(desk: Desk, case: UUID) -> None:
    wrong = {**SAID, "safety": "fine", "housing_until": "soon", "mood": "good"}
    del wrong["health"]
    found = set(faults(change(tool(desk), case, WHERE, wrong)))
    assert found == {"#/safety", "#/housing_until", "#/mood", "#/health"}


def test_it_is_asked_of_who_was_helped(desk: Desk) -> None:
    case = approved_case(desk)
    assert read(tool(desk), case, WHERE).json()["may_keep"] is False
    assert code(change(tool(desk), case, WHERE, SAID)) == (409, "wrong_state")


def test_the_owner_or_a_lead_keeps_it(desk: Desk, case: UUID) -> None:
    assert change(tool(desk, "lead_one"), case, WHERE, SAID).status_code == 200
    for part in ("coordinator_two", "approver", "verifier"):
        assert read(tool(desk, part), case, WHERE).status_code == 404, part
        answer = change(tool(desk, part), case, WHERE, SAID)
        assert answer.status_code in (403, 404), part
