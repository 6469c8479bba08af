"""What the pages of a journey ask of the databases, however long it is."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evacuation.services.countries.alerts import raise_alert
from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.plans import save_plan
from evacuation.services.tokens import Scope, make_token
from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.journeys.test_check_ins import (
    heard,
    planned,
    with_phrases,
)
from tests.evacuation.travels import (
    arrived_case,
    in_planning,
    one_goes,
    travelling_case,
    two_legs,
)

pytestmark = pytest.mark.proof

# At most; each is what was counted, so that one more is seen.
ON_THE_WAY = {
    "journey/": 34,
    "journey/check-ins/": 28,
    "journey/told/": 29,
    "night-card/": 29,
    "": 44,
}
BY_API = {"": 22, "journey/": 35, "check-ins/": 26}
COUNTRIES, BOARD = 16, 24


def asked(client: Client, path: str) -> int:
    """Statements to both databases, once what a process remembers is there."""
    assert client.get(path).status_code == 200, path
    with ExitStack() as stack:
        found = [
            stack.enter_context(CaptureQueriesContext(connections[name]))
            for name in ("default", "shred")
        ]
        client.get(path)
        sent = [query["sql"] for queries in found for query in queries]
    return sum("SAVEPOINT" not in sql for sql in sent)


def counts(client: Client, case: UUID, *pages: str) -> dict[str, int]:
    """The least of two looks: each minute one asks for the names of countries, too."""
    looks = [
        {page: asked(client, f"/cases/{case}/{page}") for page in pages}
        for _look in range(2)
    ]
    return {page: min(look[page] for look in looks) for page in pages}


def more_than(pinned: dict[str, int], found: dict[str, int]) -> dict[str, int]:
    """What asks more than it did."""
    return {page: sent for page, sent in found.items() if sent > pinned[page]}


def tool(desk: Desk) -> Client:
    token = make_token(actor=desk[ONE], scope=Scope.WORK_CASES, days=1)
    return Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})


def check_ins(desk: Desk, case: UUID) -> None:
    for hours in range(3):
        planned(desk, case, timezone.now() + timedelta(hours=30 + hours))
        heard(desk, case, Heard.WRONG)


def test_who_goes_and_by_how_many_legs_changes_no_count(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, me, client = in_planning(desk), desk[ONE], unlocked_client(ONE)
    pages = ("journey/", "journey/plan/", "journey/person/1/", "journey/told/", "")
    few = counts(client, case, *pages)
    by_api = asked(tool(desk), f"/api/v1/cases/{case}/journey/")
    for number in ("2", "3", "4"):
        one_goes(me, case, number=number, called=f"Invented {number}")
        save_medicines(
            actor=me,
            case_id=case,
            version=version(case),
            person=number,
            medicines=[],
            none=True,
        )
    long = replace(two_legs(), legs=two_legs().legs * 3)
    save_plan(actor=me, case_id=case, version=version(case), plan=long)
    assert counts(client, case, *pages) == few
    assert asked(tool(desk), f"/api/v1/cases/{case}/journey/") == by_api


def test_check_ins_on_the_way_change_no_count(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    with_phrases(desk, case)
    few = counts(client, case, *ON_THE_WAY)
    check_ins(desk, case)
    assert counts(client, case, *ON_THE_WAY) == few
    api = f"/api/v1/cases/{case}/"
    by_api = {where: asked(tool(desk), api + where) for where in BY_API}
    assert more_than(ON_THE_WAY, few) == more_than(BY_API, by_api) == {}
    known = asked(client, "/desk/countries/")
    assert known <= COUNTRIES
    raise_alert(actor=desk[ONE], country="FR", text="Invented.", source="Invented.")
    assert asked(client, "/desk/countries/") == known


def test_the_board_asks_as_much_of_many_who_travel(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    arrived = arrived_case(desk)
    client = unlocked_client(ONE)
    found = counts(client, arrived, "journey/told/", "journey/")
    assert more_than(ON_THE_WAY, found) == {}
    few = asked(client, "/cases/")
    in_planning(desk)
    assert asked(client, "/cases/") == few <= BOARD
