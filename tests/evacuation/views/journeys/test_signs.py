"""A sign of duress stands on top of every page of a journey, not on the case alone."""

from __future__ import annotations

import pytest

from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.journeys.test_check_ins import heard
from tests.evacuation.travels import ready_case, travelling_case

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


@pytest.mark.parametrize("sets_out", [False, True])
def test_what_is_asked_before_they_go_is_not_asked_on_the_way(
    desk: Desk, unlocked_client: UnlockedClient, *, sets_out: bool
) -> None:
    case = travelling_case(desk) if sets_out else ready_case(desk)
    page = unlocked_client(ONE).get(f"/cases/{case}/journey/").content.decode()
    assert ("They said yes just now" in page) != sets_out
    assert ("The host has confirmed just now" in page) != sets_out
