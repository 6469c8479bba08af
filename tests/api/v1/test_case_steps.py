"""Steps of the workflow by API: what is offered, asked for, refused, and by whom."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from api.index import openapi_document
from api.v1.case_steps import STEPS
from evacuation.models import AuditRow, Case
from evacuation.models.choices import State
from evacuation.services.granting import grant_key
from evacuation.services.triage import claim_case
from evacuation.workflow.table import TABLE
from tests.api.conftest import Caller
from tests.api.test_schema import checked
from tests.api.v1.test_cases import changed, tool
from tests.evacuation.decisions import (
    approved_case,
    in_assessment,
    submitted_case,
    written,
)
from tests.evacuation.decisions import content as proposal
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = [pytest.mark.proof, pytest.mark.django_db(databases=["default", "shred"])]
ONE = "/cases/{case_id}/"


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds the keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def seen(case: UUID) -> str:
    return f'"{Case.objects.get(pk=case).version}"'


def step(caller: Caller, case: UUID, name: str, **said: Any) -> Any:
    answer = changed(caller, case, f"steps/{name}/", seen(case), said)
    checked(answer, f"{ONE}steps/{name}/", "post")
    return answer


def second(caller: Caller, case: UUID, decision: str) -> Any:
    answer = changed(caller, case, "second/", seen(case), {"decision": decision})
    checked(answer, f"{ONE}second/", "post")
    return answer


def assessed(caller: Caller, case: UUID, **said: Any) -> Any:
    answer = changed(caller, case, "assessments/", seen(case), said)
    checked(answer, f"{ONE}assessments/", "post")
    return answer


def offers(caller: Caller, case: UUID) -> dict[str, Any]:
    answer = caller.get(f"/cases/{case}/")
    checked(answer, ONE)
    return {one["name"]: one for one in answer.json()["steps"]}


def test_every_step_that_members_take_stands_in_the_schema() -> None:
    paths = json.loads(openapi_document()[0])["paths"]
    by_clock_or_steward = {"purge"}
    for one in TABLE:
        path = f"/api/v1/cases/{{case_id}}/steps/{one.name}/"
        assert (path in paths) is (one.name not in by_clock_or_steward), one.name
        if path not in paths:
            continue
        body = paths[path]["post"].get("requestBody")
        assert (body is not None) is bool(one.needs), one.name
        header = paths[path]["post"]["parameters"][0]
        assert (header["name"], header["required"]) == ("If-Match", True)


def test_the_shape_of_a_step_names_its_codes_and_its_longest_time() -> None:
    document = json.loads(openapi_document()[0])
    hold = document["components"]["schemas"]["StepHoldRequest"]
    assert set(hold["required"]) == {"reason", "check_ins", "days"}
    (codes,) = (part["$ref"] for part in hold["properties"]["reason"]["allOf"])
    name = codes.rpartition("/")[2]
    assert "visa_wait" in document["components"]["schemas"][name]["enum"]
    assert hold["properties"]["days"]["maximum"] == 30


def test_a_case_says_which_steps_can_be_taken_and_what_they_lack(
    desk: Desk, case: UUID
) -> None:
    found = offers(tool(desk), case)
    lacking = [guard["code"] for guard in found["assess"]["lacking"]]
    assert lacking == ["assessed", "contact"]
    reason = found["close"]["needs"][0]
    assert (reason["name"], reason["kind"]) == ("reason", "code")
    assert "advice_only" in {choice["code"] for choice in reason["choices"]}
    assert found["hold"]["needs"][2]["max"] == 30
    assert not found["close"]["takes_two"]


def test_steps_are_described_in_the_language_asked_for(desk: Desk, case: UUID) -> None:
    answer = tool(desk).get(f"/cases/{case}/", headers={"Accept-Language": "ru"})
    labels = {one["name"]: one["label"] for one in answer.json()["steps"]}
    assert labels["close"] == "Закрыть"


def test_a_step_that_lacks_something_names_it(desk: Desk, case: UUID) -> None:
    answer = step(tool(desk), case, "assess")
    assert (answer.status_code, answer.json()["code"]) == (409, "step_lacks")
    guards = [guard["code"] for guard in answer.json()["guards"]]
    assert guards == ["assessed", "contact"]


def test_a_change_says_on_which_version_it_rests(desk: Desk, case: UUID) -> None:
    caller, where = tool(desk), f"/cases/{case}/steps/freeze/"
    body = {"text": "Invented suspicion."}
    missing = caller.post(where, body)
    checked(missing, f"{ONE}steps/freeze/", "post")
    assert (missing.status_code, missing.json()["code"]) == (428, "if_match_required")
    for said, status in {"*": 428, "2": 400, 'W/"2"': 400, '"1", "2"': 400}.items():
        answer = caller.post(where, body, headers={"If-Match": said})
        assert answer.status_code == status, said
    assert Case.objects.get(pk=case).state == State.TRIAGE


def test_a_stale_change_hears_what_was_changed_meanwhile(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk)
    read = caller.get(f"/cases/{case}/")["ETag"]
    assert step(caller, case, "ask", text="Invented question?").status_code == 200
    between = seen(case)
    assert step(caller, case, "answered").status_code == 200
    answer = changed(caller, case, "steps/freeze/", read, {"text": "Invented."})
    checked(answer, f"{ONE}steps/freeze/", "post")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (412, "stale_version")
    assert [one["name"] for one in said["steps"]] == ["ask", "answered"]
    assert said["current"]["state"] == "triage"
    assert said["current"]["owner"] == desk.users["coordinator_one"].username
    assert answer["ETag"] == seen(case)
    assert AuditRow.objects.order_by("-number")[0].verb == "case.opened"
    later = changed(caller, case, "steps/freeze/", between, {"text": "Invented."})
    assert [one["name"] for one in later.json()["steps"]] == ["answered"]


def test_who_may_not_see_a_case_learns_nothing_from_a_stale_version(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk, "approver")
    answer = changed(caller, case, "steps/freeze/", '"1"', {"text": "Invented."})
    assert answer.status_code == 404
    assert set(answer.json()) == {"type", "title", "status", "code", "detail"}


def test_a_claim_that_comes_second_is_stale(desk: Desk, case: UUID) -> None:
    answer = changed(tool(desk, "coordinator_two"), case, "steps/claim/", '"1"', {})
    assert answer.status_code == 412
    assert step(tool(desk), case, "claim").json()["code"] == "wrong_state"


def test_needs_are_asked_for_by_name(desk: Desk, case: UUID) -> None:
    answer = step(tool(desk), case, "hold", reason="boredom", days=31, colour="red")
    faults = [fault["pointer"] for fault in answer.json()["errors"]]
    assert faults == ["#/colour", "#/reason", "#/check_ins", "#/days"]


def test_a_second_person_confirms_and_nobody_confirms_their_own(
    desk: Desk, case: UUID
) -> None:
    step(tool(desk), case, "freeze", text="Invented suspicion.")
    lead, other = tool(desk, "lead_one"), tool(desk, "lead_two")
    waits = step(lead, case, "lift", rechecked=True, text="Invented: nothing.")
    assert (waits.json()["done"], waits.json()["state"]) == (False, "security_hold")
    grant_key(
        actor=desk["coordinator_one"],
        case_id=case,
        compartment="triage",
        user_id=desk["lead_two"].user.pk,
    )
    assert lead.get(f"/cases/{case}/").json()["waiting"]["yours"] is False
    waiting = other.get(f"/cases/{case}/").json()["waiting"]
    assert (waiting["name"], waiting["yours"]) == ("lift", True)
    assert second(lead, case, "yes").json()["code"] == "same_person"
    assert second(other, case, "yes").json()["state"] == "assessment"
    assert second(other, case, "yes").json()["code"] == "wrong_state"


def test_a_closing_of_an_urgent_case_is_confirmed_or_refused(desk: Desk) -> None:
    made, _receipt = invented_case(danger="24h", safe_now="no")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    said = {"reason": "advice_only", "text": "Invented advice."}
    caller, lead = tool(desk), tool(desk, "lead_one")
    assert offers(caller, made.pk)["close"]["takes_two"]
    assert not step(caller, made.pk, "close", **said).json()["done"]
    assert caller.get(f"/cases/{made.pk}/").json()["waiting"]["name"] == "close"
    assert second(lead, made.pk, "no").json()["state"] == "triage"
    step(caller, made.pk, "close", **said)
    assert second(lead, made.pk, "yes").json()["state"] == "closed"
    again = step(lead, made.pk, "reopen", text="Invented: back.", ground="")
    assert again.json()["errors"][0]["pointer"] == "#/ground"
    again = step(lead, made.pk, "reopen", text="Back.", ground="closed_in_error")
    assert again.json()["state"] == "triage"


def test_an_assessment_is_made_of_codes_and_answers_with_the_score(
    desk: Desk, case: UUID
) -> None:
    answer = assessed(
        tool(desk),
        case,
        sources=["S_STATE_SEC"],
        events=[
            {"event": "search", "days": 2},
            {"event": "death_threat", "days": 1},
        ],
        weaknesses=["located", "no_safe_place"],
        level="high",
    )
    said = answer.json()
    assert answer.status_code == 200, said
    assert (said["level"], said["rubric"]) == ("high", {"score": 66, "level": "high"})


def test_a_mistyped_fact_is_refused(desk: Desk, case: UUID) -> None:
    for wrong in (
        {"flags": ["pursuit"]},
        {"events": [{"event": "search", "day": 2}]},
        {"events": [{"event": "search"}]},
        {"flag": ["pursued"]},
    ):
        answer = assessed(tool(desk), case, level="low", **wrong)
        assert answer.status_code == 400, wrong
    too_far = assessed(tool(desk), case, flags=["pursued"], level="low")
    assert too_far.json()["code"] == "level_too_far"


def test_a_decision_is_asked_for_signed_and_carried_on(desk: Desk) -> None:
    case = in_assessment(desk, "low", ("channel", "papers", "referred"))
    caller, approver = tool(desk), tool(desk, "approver")
    written(desk, case, proposal())
    assert step(caller, case, "conclude").status_code == 400
    assert step(caller, case, "submit").json()["state"] == "decision_pending"
    assert "approve" in offers(approver, case)
    assert step(caller, case, "approve").status_code == 403
    assert step(approver, case, "approve").json()["state"] == "approved"
    said = {"text": "Invented support."}
    assert step(caller, case, "plan", **said).json()["state"] == "planning"
    assert step(caller, case, "submit").json()["code"] == "wrong_state"
    again = {"text": "Invented: dearer now."}
    assert step(caller, case, "revise", **again).json()["state"] == "decision_pending"


def test_a_decision_is_declined_by_its_approver(desk: Desk) -> None:
    case = submitted_case(desk)
    answer = step(
        tool(desk, "approver"),
        case,
        "decline",
        reason="no_funds",
        alternative="lawyer",
        message="Invented words.",
    )
    assert answer.status_code == 400
    answer = step(
        tool(desk, "approver"),
        case,
        "decline",
        reason="funds_exhausted",
        alternative="lawyer",
        message="Invented words.",
    )
    assert answer.json()["state"] == "declined"


def test_a_state_set_by_hand_stops_every_step(desk: Desk) -> None:
    case = approved_case(desk)
    Case.objects.filter(pk=case).update(state="follow_up")
    answer = step(tool(desk), case, "new_threat", text="Invented.")
    assert (answer.status_code, answer.json()["code"]) == (409, "set_by_hand")
    assert {one.name for one in STEPS} >= {"new_threat", "finish"}
