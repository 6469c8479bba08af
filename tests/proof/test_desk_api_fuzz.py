"""Schemathesis against every door below a case, by a member who holds its keys.

Nothing breaks, nothing undeclared comes back, whatever state the case has come to. Who
asks, about which case and on which version is settled on the way: what is drawn is the
body.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.index import openapi_document
from evacuation.models import Case
from evacuation.services.tokens import Scope, make_token
from tests.evacuation.decisions import approved_case
from tests.evacuation.desk import Desk

EXAMPLES = 12
HERE = "here"
# Beside the doors below a case: what is known of countries.
KNOWN = ("/api/v1/country-rules/", "/api/v1/pathways/", "/api/v1/country-alerts/")


class Tool:
    """A member's tool between the fuzzer and the desk."""

    def __init__(self) -> None:
        self.case, self.token = UUID(int=0), ""
        self._desk = get_wsgi_application()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        version = Case.objects.get(pk=self.case).version
        path = str(environ["PATH_INFO"])
        environ["PATH_INFO"] = path.replace(HERE, str(self.case), 1)
        environ["HTTP_IF_MATCH"] = f'"{version}"'
        environ["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        environ["HTTP_HOST"] = "localhost"
        return self._desk(environ, start_response)


def as_the_tool_asks() -> dict[str, Any]:
    """The schema of the doors below a case, without what the tool settles."""
    document: dict[str, Any] = json.loads(openapi_document()[0])
    found = {}
    for path, doors in document["paths"].items():
        if "{case_id}" in path or path in KNOWN:
            found[path.replace("{case_id}", HERE)] = doors
    for door in (door for doors in found.values() for door in doors.values()):
        door.pop("parameters", None)
        door.pop("security", None)
    return {**document, "paths": found}


TOOL = Tool()
schema = schemathesis.openapi.from_dict(as_the_tool_asks())
schema.app = TOOL
# Text drawn too long may make the body too large first.
schema.config.checks.negative_data_rejection.expected_statuses = [
    *("400", "401", "403", "404", "409", "413", "415", "423", "428", "429")
]


@pytest.fixture
def tool(desk: Desk, settings: Any) -> None:
    """Of who owns an approved case, asking as often as it likes."""
    settings.WAYMARK_THROTTLE_PARTNER = "1000000/second"
    TOOL.case = approved_case(desk)
    me = desk["coordinator_one"]
    TOOL.token = make_token(actor=me, scope=Scope.WORK_CASES, days=1)


@pytest.mark.proof
@pytest.mark.django_db(databases=["default", "shred"])
@pytest.mark.usefixtures("connection_kept", "tool")
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_door_of_a_case_keeps_to_its_schema(case: Any) -> None:
    # Codes and records of the right shape may still be unknown: refused by name.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
