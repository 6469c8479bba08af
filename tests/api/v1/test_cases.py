"""Cases by API: a member's token or unlocked session, and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from evacuation.models import AuditRow, Case
from evacuation.services.mailbox import sign_in
from evacuation.services.tokens import Scope, make_token
from evacuation.services.triage import claim_case
from tests.api.conftest import Caller
from tests.api.test_schema import checked
from tests.cast import Cast
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import STORY, invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
ONE = "coordinator_one"


def tool(desk: Desk, part: str = ONE, scope: Scope = Scope.WORK_CASES) -> Caller:
    return Caller(make_token(actor=desk[part], scope=scope, days=1))


def changed(caller: Caller, case: UUID, where: str, seen: str, body: object) -> Any:
    """A change on top of the version that this ETag names."""
    return caller.post(f"/cases/{case}/{where}", body, headers={"If-Match": seen})


def test_a_tool_reads_claims_answers_and_closes(desk: Desk) -> None:
    case, receipt = invented_case(danger="week", safe_now="yes")
    caller, one = tool(desk), "/cases/{case_id}/"
    board = caller.get("/cases/")
    checked(board, "/cases/")
    assert [line["id"] for line in board.json()["cases"]] == [str(case.pk)]
    assert STORY not in board.content.decode()
    read = caller.get(f"/cases/{case.pk}/")
    checked(read, one)
    assert read.json()["account"]["story"] == STORY
    assert AuditRow.objects.order_by("-number")[0].verb == "case.opened"
    claimed = changed(caller, case.pk, "steps/claim/", read["ETag"], {})
    checked(claimed, f"{one}steps/claim/", "post")
    assert claimed.json()["state"] == "triage"
    sent = {"text": "We read it."}
    reply = changed(caller, case.pk, "replies/", claimed["ETag"], sent)
    checked(reply, f"{one}replies/", "post")
    assert sign_in(typed=receipt.shown()).case == case.pk
    ending = {"reason": "advice_only", "text": "Invented advice."}
    closed = changed(caller, case.pk, "steps/close/", reply["ETag"], ending)
    checked(closed, f"{one}steps/close/", "post")
    assert (closed.json()["state"], closed.json()["done"]) == ("closed", True)


def test_the_owner_gives_a_case_by_code_name(desk: Desk) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    caller, two = tool(desk), desk.users["coordinator_two"].username
    nobody = changed(caller, case.pk, "owner/", '"2"', {"owner": "somebody"})
    assert (nobody.status_code, nobody.json()["code"]) == (400, "invalid_body")
    given = changed(caller, case.pk, "owner/", '"2"', {"owner": two})
    checked(given, "/cases/{case_id}/owner/", "post")
    assert (given.json()["owner"], given.json()["version"]) == (two, 3)
    back = changed(caller, case.pk, "owner/", '"3"', {"owner": two})
    assert back.status_code == 403


def test_a_reading_token_changes_nothing(desk: Desk) -> None:
    case, _receipt = invented_case()
    caller = tool(desk, scope=Scope.READ_CASES)
    assert caller.get(f"/cases/{case.pk}/").status_code == 200
    answer = changed(caller, case.pk, "steps/claim/", '"1"', {})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert Case.objects.get(pk=case.pk).version == 1


def test_an_address_below_cases_that_is_none_is_not_there(desk: Desk) -> None:
    case, _receipt = invented_case()
    caller = tool(desk)
    for where in (f"/cases/{case.pk}/nothing/", "/cases/nothing/"):
        answer = caller.get(where)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Caller("wmm_unknown").get("/cases/nothing/").status_code == 401


def test_nobody_else_hears_of_a_case(desk: Desk, cast: Cast) -> None:
    case, _receipt = invented_case()
    signed_in = Client()
    signed_in.force_login(cast.monitor)
    found = {
        "public": Caller().get(f"/cases/{case.pk}/").status_code,
        "partner": Caller(cast.key).get(f"/cases/{case.pk}/").status_code,
        "monitor": signed_in.get(f"/api/v1/cases/{case.pk}/").status_code,
        "no key": tool(desk, "approver").get(f"/cases/{case.pk}/").status_code,
        "made up": tool(desk).get(f"/cases/{uuid4()}/").status_code,
    }
    assert found == {
        "public": 401,
        "partner": 401,
        "monitor": 403,
        "no key": 404,
        "made up": 404,
    }


def test_a_session_needs_the_csrf_token_for_changes(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case()
    client: Any = unlocked_client(ONE, enforce_csrf_checks=True)
    path = f"/api/v1/cases/{case.pk}/"
    assert client.get(path).status_code == 200
    claim, seen = f"{path}steps/claim/", {"If-Match": '"1"'}
    kind = {"content_type": "application/json"}
    assert client.post(claim, {}, headers=seen, **kind).status_code == 403
    client.get("/cases/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    seen["X-CSRFToken"] = token
    answer = client.post(claim, {}, headers=seen, **kind)
    assert answer.status_code == 200, answer.content


def test_what_is_wrong_is_named(desk: Desk) -> None:
    case, _receipt = invented_case()
    caller = tool(desk)
    wrong = changed(caller, case.pk, "steps/close/", '"1"', {"reason": "no", "x": 1})
    checked(wrong, "/cases/{case_id}/steps/close/", "post")
    faults = [fault["pointer"] for fault in wrong.json()["errors"]]
    assert (wrong.status_code, faults) == (400, ["#/x", "#/reason", "#/text"])
    early = {"text": "Nobody owns it yet."}
    assert changed(caller, case.pk, "replies/", '"1"', early).status_code == 409
