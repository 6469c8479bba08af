"""The journey of the documentation goes as it stands there, request by request."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from evacuation.models.choices import State
from evacuation.services.granting import grant_key
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, read
from tests.evacuation.decisions import approved_case, state
from tests.evacuation.desk import Desk
from tests.evacuation.travels import known_countries

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
ROOT = Path(__file__).parents[3]
TODAY, BEGINS = "2027-02-28", "2027-03-01T10:00:00+04:00"
MOMENT = re.compile(r"2027-\d\d-\d\dT[0-9:]{8}\+04:00")
PEOPLE = {"$owner": "coordinator_one", "$lead": "lead_one", "$verifier": "verifier"}


def requests() -> Iterator[list[str]]:
    """Words of a shell, one list for each command; days as if it were that day."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    shown = text.partition("### From the plan of a journey")[2].partition("\n## ")[0]
    now = timezone.now().replace(second=0, microsecond=0)
    later = now + timedelta(hours=20) - datetime.fromisoformat(BEGINS)

    def moved(found: re.Match[str]) -> str:
        return (datetime.fromisoformat(found[0]) + later).isoformat()

    days = MOMENT.sub(moved, shown).replace(TODAY, f"{now:%Y-%m-%d}")
    command = ""
    for line in re.findall(
        r"^    (.*)$", days[days.index("    as $owner") :], re.MULTILINE
    ):
        command += f"{line}\n"
        if command.count("'") % 2 == 0:
            yield shlex.split(command, comments=True)
            command = ""


def test_the_journey_of_the_documentation_arrives(desk: Desk) -> None:
    known_countries()
    case, who, done = approved_case(desk), "", []
    grant_key(
        actor=desk["coordinator_one"],
        case_id=case,
        compartment="verification",
        user_id=desk.users["verifier"].pk,
    )
    tools = {name: tool(desk, part) for name, part in PEOPLE.items()}
    for name, *said in filter(None, requests()):
        if name == "as":
            [who] = said
            continue
        if name == "change":
            answer = change(tools[who], case, said[0], json.loads(said[1]))
        else:
            answer = read(tools[who], case, said[0])
        assert answer.status_code == 200, (said, answer.content)
        done.append(said[0])
    assert len(done) == 21
    assert state(case) == State.ARRIVED
