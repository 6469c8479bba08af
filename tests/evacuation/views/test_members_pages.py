"""What every page of a member has: it answers HEAD, and keys can be locked on it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_triage import claimed
from tests.evacuation.views.test_case_addresses import case_addresses, patterns
from tests.evacuation.views.test_case_page import part_of

pytestmark = pytest.mark.proof


def pages(client: Client, *more: str) -> list[str]:
    """Addresses of the desk that answer a member with a page."""
    routes = [route for route, _pattern in patterns(get_resolver())]
    plain = [f"/{r}" for r in routes if r.startswith(("cases/", "desk/"))]
    asked = [path for path in (*plain, *more) if "<" not in path]
    return [path for path in asked if client.get(path).status_code == 200]


def test_every_page_answers_head(desk: Desk, unlocked_client: UnlockedClient) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(part_of(desk, case))
    found = pages(client, *case_addresses(case.pk).values())
    assert len(found) > 10
    assert [p for p in found if client.head(p).status_code != 200] == []


def test_keys_are_locked_from_every_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("lead_one")
    found = pages(client)
    assert "/desk/rota/" in found
    without = [p for p in found if "Lock now" not in client.get(p).content.decode()]
    assert without == []
