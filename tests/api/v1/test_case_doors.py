"""Every door below a case keeps the same rules, whatever it is for."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import jsonschema
import pytest
from django.utils import timezone

from api.index import openapi_document
from evacuation.models import AuditRow, Case, Trusted
from evacuation.services.tokens import Scope
from tests.api.conftest import Caller
from tests.api.test_schema import checked
from tests.api.v1.test_cases import tool
from tests.api.v1.working import code, faults, seen
from tests.evacuation.decisions import approved_case
from tests.evacuation.desk import Desk

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
_CASE = "/api/v1/cases/{case_id}/"
_PATHS = json.loads(openapi_document()[0])["paths"]
READS = sorted(
    p.removeprefix(_CASE) for p in _PATHS if "get" in _PATHS[p] and _CASE in p
)
CHANGES = sorted(
    path.removeprefix(_CASE)
    for path in _PATHS
    if _CASE in path and "post" in _PATHS[path] and "/steps/" not in path
)
# Shows something and changes nothing.
NO_CHANGE = "phrases/show/"


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Approved: it has every part, and was changed often."""
    return approved_case(desk)


def example_of(where: str) -> dict[str, Any]:
    """The schema's own; {} where nothing is sent."""
    said = _PATHS[_CASE + where]["post"].get("requestBody")
    if said is None:
        return {}
    [example] = said["content"]["application/json"]["examples"].values()
    found: dict[str, Any] = example["value"]
    return found


def body(desk: Desk, where: str) -> Any:
    """The schema's own invented example, with names of the cast."""
    example = example_of(where)
    name = desk.users["coordinator_two"].username
    return {
        member: name if value == "invented-wren" else value
        for member, value in example.items()
    }


def sent(caller: Caller, case: UUID, where: str, said: Any, on: str = "") -> Any:
    headers = {"If-Match": on} if on else {}
    answer = caller.post(f"/cases/{case}/{where}", said, headers=headers)
    checked(answer, f"/cases/{{case_id}}/{where}", "post")
    assert answer["Cache-Control"] == "no-store"
    return answer


def test_each_example_is_of_the_shape_that_stands_beside_it() -> None:
    document = json.loads(openapi_document()[0])
    steps = [path.removeprefix(_CASE) for path in _PATHS if "/steps/" in path]
    for where in [*CHANGES, *steps]:
        said = _PATHS[_CASE + where]["post"].get("requestBody")
        if said is None:
            continue
        schema = said["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        validator = jsonschema.Draft202012Validator(whole)
        errors = [error.message for error in validator.iter_errors(example_of(where))]
        assert errors == [], where


def test_each_change_says_on_which_version_it_rests(desk: Desk, case: UUID) -> None:
    caller, before = tool(desk, "lead_one"), seen(case)
    Trusted.objects.get_or_create(
        code="invented", defaults={"name": "Invented Aid", "added_at": timezone.now()}
    )
    for where in CHANGES:
        if where == NO_CHANGE:
            continue
        said = body(desk, where)
        answer = sent(caller, case, where, said)
        assert code(answer) == (428, "if_match_required"), where
        stale = sent(caller, case, where, said, '"1"')
        assert code(stale) == (412, "stale_version"), where
        assert stale["ETag"] == before
        assert stale.json()["steps"], where
    assert seen(case) == before


def test_a_reading_token_changes_nothing_anywhere(desk: Desk, case: UUID) -> None:
    caller, before = tool(desk, scope=Scope.READ_CASES), seen(case)
    for where in CHANGES:
        answer = sent(caller, case, where, body(desk, where), before)
        assert code(answer) == (403, "scope_missing"), where
    assert seen(case) == before


def test_an_unknown_member_is_refused_by_its_name(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    for where in CHANGES:
        if "requestBody" not in _PATHS[_CASE + where]["post"]:
            continue
        said = {**body(desk, where), "colour": "red"}
        assert faults(sent(caller, case, where, said, seen(case))) == ["#/colour"]


def test_who_sees_no_case_finds_no_door(desk: Desk, case: UUID) -> None:
    found = {}
    for part in ("auditor", "steward"):
        caller = tool(desk, part)
        for where in READS:
            found[part, where] = code(caller.get(f"/cases/{case}/{where}"))
        for where in CHANGES:
            said = body(desk, where)
            found[part, where] = code(sent(caller, case, where, said, seen(case)))
    others = {key: said for key, said in found.items() if said != (404, "not_found")}
    # What is wrong by itself is refused before the case is looked for.
    assert {(where, said) for (_part, where), said in others.items()} <= {
        ("verification/vouches/", (400, "not_in_trust")),
        ("verification/questions/", (400, "not_in_trust")),
    }


def test_each_reading_is_recorded_and_names_the_version(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    # A night card is there while somebody is expected, and its reading is recorded so.
    for where in (one for one in READS if one != "night-card/"):
        before = AuditRow.objects.filter(verb="case.opened").count()
        answer = caller.get(f"/cases/{case}/{where}")
        checked(answer, f"/cases/{{case_id}}/{where}")
        assert (answer.status_code, answer["ETag"]) == (200, seen(case)), where
        assert answer["Cache-Control"] == "no-store"
        assert AuditRow.objects.filter(verb="case.opened").count() == before + 1


def test_nothing_that_was_sent_stands_in_a_log(
    desk: Desk, case: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    caller, secret = tool(desk), "Invented Secret"
    for where in CHANGES:
        said = dict.fromkeys(body(desk, where), secret)
        caller.post(f"/cases/{case}/{where}", said, headers={"If-Match": seen(case)})
    assert secret not in caplog.text
    assert Case.objects.filter(pk=case).exists()


def test_each_value_is_of_the_json_type_that_the_schema_names(
    desk: Desk, case: UUID
) -> None:
    caller = tool(desk)
    for where, said, pointer in (
        ("notes/", {"text": 7}, "#/text"),
        ("hand-over/", {"to": "invented-wren", "give": "false"}, "#/give"),
        ("payments/", {"line": "1", "amount": "1.00"}, "#/line"),
        ("payments/", {"line": True, "amount": "1.00"}, "#/line"),
        ("payments/", {"line": 1, "amount": 1.0}, "#/amount"),
        ("receipts/", {"record": 1, "receipt": "receipt"}, "#/record"),
        ("proposal/", {"lines": [{"line": "food", "amount": 1}]}, "#/lines/0/amount"),
        ("steps/freeze/", {"text": 7}, "#/text"),
    ):
        assert faults(sent(caller, case, where, said, seen(case))) == [pointer], where
