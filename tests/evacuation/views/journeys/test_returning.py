"""Going back on the page of arrival."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evacuation.services.returning import return_assessments
from tests.evacuation.decisions import ONE, opened
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import arrived_case
from tests.evacuation.views.journeys.test_journey import post

pytestmark = pytest.mark.proof


def said(**also: Any) -> dict[str, Any]:
    review = timezone.localdate() + timedelta(days=60)
    usual = {
        "wish": "Invented: wants to see their mother.",
        "home": "same",
        "lists": "unknown",
        "papers": "good",
        "outcome": "not_now",
        "review": review.isoformat(),
    }
    return {**usual, **also}


def test_it_is_written_and_read_beside_the_arrival(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = arrived_case(desk), unlocked_client(ONE)
    where = f"/cases/{case}/journey/told/"
    page = client.get(where).content.decode()
    assert "Nobody has spoken of it yet." in page
    answer = post(client, case, "told/", do="return", **said(outcome="conditions"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write what must be there first." in page
    assert said()["wish"] in page
    assert post(client, case, "told/", do="return", **said()).status_code == 302
    page = client.get(where).content.decode()
    for words in (said()["wish"], "Not now", "Wanted lists were not looked at again."):
        assert words in page
    assert len(return_assessments(opened(desk, case))) == 1


def test_who_holds_no_key_of_the_account_reads_none_of_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = arrived_case(desk)
    answer = post(unlocked_client(ONE), case, "told/", do="return", **said())
    assert answer.status_code == 302
    client = unlocked_client("verifier")
    page = client.get(f"/cases/{case}/journey/told/").content.decode()
    assert said()["wish"] not in page
    assert post(client, case, "told/", do="return", **said()).status_code in {403, 404}
