"""A decoy looks like a mailbox that nobody has answered yet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from evacuation.vault.receipts import decoy_of
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import HOME, Browser, asked

THINGS = ("pause", "withdraw", "return", "erase", "decoy", "keep", "referrer")


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.WAYMARK_VAR = tmp_path
    settings.WAYMARK_HEADS_FILE = str(tmp_path / "heads")


def _plain(page: bytes) -> str:
    """A page without what differs between any two visits."""
    return re.sub(r'name="token" value="\w+"', "", page.decode())


def test_a_quiet_mailbox_is_told_from_an_unanswered_one_by_nothing(desk: Desk) -> None:
    _case, receipt = asked()
    seen = []
    for code in (receipt, decoy_of(receipt)):
        seen.append(_walk(code.shown()))
    assert seen[0] == seen[1]


def _walk(code: str) -> list[tuple[str, int, int, int, str]]:
    """Every page and change: status, queries of both databases, template's words."""
    browser = Browser(code)
    steps: list[tuple[str, str, Any]] = [
        ("get", "", {}),
        ("get", "write/", {}),
        ("post", "write/", {"text": "All is well."}),
        ("post", "contact/", {"channel": "", "handle": ""}),
        *[
            step
            for thing in ("pause", "withdraw", "return", "withdraw")
            for step in (
                ("post", "change/", {"thing": thing, "do": "1"}),
                ("get", "?n=1", {}),
            )
        ],
        *[("post", "change/", {"thing": thing}) for thing in THINGS],
        ("get", "", {}),
    ]
    token = browser.token
    found = []
    for method, path, data in steps:
        with (
            CaptureQueriesContext(connections["default"]) as main,
            CaptureQueriesContext(connections["shred"]) as shred,
        ):
            call = getattr(browser.client, method)
            sent = {"token": token, **data} if method == "post" else {}
            answer = call(f"{HOME}{path}", sent)
        words = _plain(answer.content)
        found.append((path, answer.status_code, len(main), len(shred), words))
    return found
