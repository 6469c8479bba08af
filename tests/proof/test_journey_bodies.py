"""One odd thing in a sound body of a journey: taken, or refused by name.

Nothing of a refused body is kept; what is kept can be read, by API and on its page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evacuation.models import (
    AuditRow,
    Case,
    CountryAlert,
    CountryRule,
    Deadline,
    Pathway,
    Record,
)
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.services.tokens import Scope, make_token
from evacuation.workflow.movement.contexts import PathwayStatus
from tests.evacuation import travels
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.known import seat
from tests.proof import journey_bodies
from tests.proof.journey_bodies import Door
from tests.proof.odd_bodies import ODD, apt, ways, with_odd

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(databases=["default", "shred"]),
]
# Of a door: with its bodies there are thousands.
EXAMPLES = 5
_KEPT: tuple[Any, ...] = (
    *(AuditRow, Record, Deadline),
    *(CountryRule, Pathway, CountryAlert),
)


def way_closed(desk: Desk) -> UUID:
    """A plan that rests on a way in which is closed now."""
    case = travels.in_planning(desk)
    way = save_pathway(
        actor=desk[ONE], way=seat(status=PathwayStatus.CLOSED), replaces=None
    )
    plan = replace(plan_of(opened(desk, case)), pathway=way.pk)
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)
    return case


# Where the case stands, its doors, and who is at them.
STAGES: dict[str, tuple[Callable[[Desk], UUID], Callable[[], list[Door]], str]] = {
    "planning": (travels.in_planning, journey_bodies.in_planning, ONE),
    "lead": (way_closed, journey_bodies.for_leads, "lead_one"),
    "way": (travels.travelling_case, journey_bodies.on_the_way, ONE),
    "there": (travels.arrived_case, journey_bodies.there, ONE),
    "countries": (travels.in_planning, journey_bodies.of_countries, ONE),
}


@dataclass
class Stage:
    case: UUID
    doors: list[Door]
    token: str
    client: Client

    def send(self, door: Door, said: object) -> Any:
        """By API, on top of the version of now."""
        return self.client.post(
            door.path.format(case=self.case),
            json.dumps(said),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self.token}",
                "If-Match": f'"{version(self.case)}"',
            },
        )

    def read(self, where: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if "/api/" in where else {}
        return self.client.get(where.format(case=self.case), headers=headers)


@pytest.fixture(params=STAGES)
def stage(
    request: pytest.FixtureRequest,
    desk: Desk,
    settings: Any,
    unlocked_client: UnlockedClient,
) -> Stage:
    settings.WAYMARK_THROTTLE_PARTNER = "1000000/second"
    make, doors, part = STAGES[request.param]
    token = make_token(actor=desk[part], scope=Scope.WORK_CASES, days=1)
    client = unlocked_client(part)
    client.raise_request_exception = False
    return Stage(make(desk), doors(), token, client)


@contextmanager
def undone() -> Iterator[None]:
    """The next body meets the case as this one did."""
    with transaction.atomic("default"), transaction.atomic("shred"):
        yield
        transaction.set_rollback(True, "default")
        transaction.set_rollback(True, "shred")


def kept() -> list[object]:
    """Every row that a body could have changed or made."""
    cases = [*Case.objects.order_by("pk").values_list("pk", "version", "state")]
    return [cases, *(model.objects.count() for model in _KEPT)]


def met(stage: Stage, door: Door, said: object) -> int:
    """The status that it got, once all that follows from it was seen to hold."""
    with undone():
        before = kept()
        answer = stage.send(door, said)
        status = int(answer.status_code)
        assert status < 500
        if status >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"]
            assert kept() == before
        else:
            read = [stage.read(where).status_code for where in door.read]
            assert read == [200] * len(door.read)
        return status


def test_what_is_odd_in_a_body_is_refused_or_kept_and_read(stage: Stage) -> None:
    for door in stage.doors:
        assert met(stage, door, door.body) in (200, 201), door.path
    members = [(door, way) for door in stage.doors for way in ways(door.body)]

    @settings(
        max_examples=EXAMPLES * len(stage.doors),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def nothing_breaks(data: st.DataObject) -> None:
        door, way = data.draw(st.sampled_from(members))
        odd = st.sampled_from(apt(door.body, way)) | st.sampled_from(ODD)
        met(stage, door, with_odd(door.body, way, data.draw(odd)))

    nothing_breaks()
