"""Reading and changing a case through its API, each answer held against the schema."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from evacuation.models import Case
from tests.api.conftest import Caller
from tests.api.test_schema import checked

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def seen(case: UUID) -> str:
    """The ETag of a case now."""
    return f'"{Case.objects.get(pk=case).version}"'


def read(caller: Caller, case: UUID, where: str) -> Any:
    answer = caller.get(f"/cases/{case}/{where}")
    checked(answer, _declared(where))
    assert answer["Cache-Control"] == "no-store"
    return answer


def change(
    caller: Caller, case: UUID, where: str, said: object = None, *, on: str = ""
) -> Any:
    """`on`: the version it rests on, in quotation marks; the one of now without it."""
    named = {"If-Match": on or seen(case)}
    answer = caller.post(f"/cases/{case}/{where}", said or {}, headers=named)
    checked(answer, _declared(where), "post")
    assert answer["Cache-Control"] == "no-store"
    return answer


def faults(answer: Any) -> list[str]:
    """The pointers of a refusal."""
    assert answer.status_code == 400, answer.content
    return [fault["pointer"] for fault in answer.json()["errors"]]


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def _declared(where: str) -> str:
    return f"/cases/{{case_id}}/{_ID.sub('{record_id}', where)}"
