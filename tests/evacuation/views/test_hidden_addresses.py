"""An address that is not yours does not exist, whatever way you ask for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking_for_someone import signed_in

WAYS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ADDRESSES = (
    "/cases/",
    "/cases/new/",
    "/cases/00000000-0000-4000-8000-000000000000/",
    "/desk/keys/",
    "/desk/rota/",
    "/desk/countries/",
    "/desk/countries/AM/rule/entry/",
    "/desk/roster/",
    "/help/for-someone/",
)


def _said(page: Any, path: str) -> tuple[int, bool, str]:
    """What tells one answer from another: status, cookie, words."""
    return page.status_code, bool(page.cookies), page.content.decode().count(path)


@pytest.mark.parametrize("way", WAYS)
def test_a_stranger_is_told_what_an_unknown_address_tells(
    desk: Desk, cast: Cast, way: str
) -> None:
    strangers = (
        Client(enforce_csrf_checks=True),
        signed_in(cast.stranger, enforce_csrf_checks=True),
    )
    for client in strangers:
        unknown = client.generic(way, "/nowhere/")
        assert unknown.status_code == 404
        for path in ADDRESSES:
            page = client.generic(way, path)
            assert _said(page, path) == _said(unknown, "/nowhere/"), path


def test_a_monitor_without_the_token_is_told_so(desk: Desk, cast: Cast) -> None:
    client = signed_in(cast.monitor, enforce_csrf_checks=True)
    assert client.post("/help/for-someone/").status_code == 403
    assert client.generic("OPTIONS", "/help/for-someone/").status_code == 405
