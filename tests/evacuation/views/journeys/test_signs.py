"""A sign of duress stands on top of every page of a journey, not on the case alone."""

from __future__ import annotations

import pytest

from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.journeys.test_check_ins import heard
from tests.evacuation.travels import travelling_case

pytestmark = pytest.mark.proof

PAGES = (
    "",
    "check-ins/",
    "told/",
    "plan/",
    "person/1/",
    "medicine/",
    "protocol/",
)
NOTICE = "A sign of duress came in. Do not contact the person"


def test_duress_stands_on_every_page_of_the_journey(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    for place in PAGES:
        answer = client.get(f"/cases/{case}/journey/{place}")
        assert answer.status_code == 200, place
        assert NOTICE not in answer.content.decode(), place
    heard(desk, case, Heard.DURESS)
    for place in PAGES:
        words = client.get(f"/cases/{case}/journey/{place}").content.decode()
        assert NOTICE in words.partition("</h1>")[2], place
        assert words.count(NOTICE) == 1, place
