"""Safe contact by API: confirmed, asked again, and phrases that are shown on demand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from evacuation.models import AuditRow
from evacuation.services.lockdown import lock_down
from evacuation.services.tokens import Scope
from evacuation.services.triage import claim_case
from tests.api.conftest import Caller
from tests.api.test_schema import checked
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
WHERE, PHRASES, SHOW = "contact/", "phrases/", "phrases/show/"
SAID = {"ours": "Blue bicycle.", "theirs": "It was sold.", "duress": "In the yard."}


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds its keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def shown(caller: Caller, case: UUID) -> Any:
    answer = caller.post(f"/cases/{case}/{SHOW}", {})
    checked(answer, f"/cases/{{case_id}}/{SHOW}", "post")
    assert answer["Cache-Control"] == "no-store"
    return answer


def test_a_safe_way_is_confirmed_for_a_time(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    before = read(caller, case, WHERE).json()
    assert (before["how"], before["holds"], before["at"]) == ("", False, None)
    assert "unconfirmed" in {one["code"] for one in before["unsafe"]}
    assert change(caller, case, WHERE, {"how": "phrase"}).status_code == 200
    after = read(caller, case, WHERE).json()
    assert (after["how"], after["holds"]) == ("phrase", True)
    assert after["until"] > after["at"]
    assert after["by"] == desk.users["coordinator_one"].username


def test_that_there_is_none_needs_a_reason(desk: Desk, case: UUID) -> None:
    wrong = change(tool(desk), case, WHERE, {"how": "none"})
    assert (faults(wrong), code(wrong)[1]) == (["#/text"], "reason_missing")
    assert faults(change(tool(desk), case, WHERE, {"how": "shouting"})) == ["#/how"]


def test_phrases_are_shown_on_demand_and_recorded_first(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    assert shown(caller, case).json() == {"ours": "", "theirs": "", "duress": ""}
    assert change(caller, case, PHRASES, SAID).status_code == 200
    found = read(caller, case, WHERE)
    assert found.json()["phrases"] is True
    assert "bicycle" not in found.content.decode()
    assert shown(caller, case).json() == SAID
    assert AuditRow.objects.order_by("-number")[0].verb == "phrases.shown"


def test_the_duress_phrase_is_another_one_than_the_answer(
    desk: Desk, case: UUID
) -> None:
    same = {**SAID, "duress": "it  was sold."}
    answer = change(tool(desk), case, PHRASES, same)
    assert faults(answer) == ["#/duress"]
    assert "sold" not in answer.content.decode()


def test_a_reading_token_is_shown_no_phrases(desk: Desk, case: UUID) -> None:
    answer = shown(tool(desk, scope=Scope.READ_CASES), case)
    assert code(answer) == (403, "scope_missing")


def test_a_lock_down_shows_nothing(desk: Desk, case: UUID) -> None:
    change(tool(desk), case, PHRASES, SAID)
    lock_down(actor=desk["lead_one"])
    answer = shown(tool(desk), case)
    assert code(answer) == (423, "locked_down")


def test_others_neither_read_nor_confirm_it(desk: Desk, case: UUID) -> None:
    for part in ("coordinator_two", "verifier", "approver", "auditor"):
        caller = tool(desk, part)
        assert read(caller, case, WHERE).status_code == 404, part
        assert shown(caller, case).status_code == 404, part
        answer = change(caller, case, WHERE, {"how": "phrase"})
        assert answer.status_code in (403, 404), part
