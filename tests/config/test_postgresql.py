"""A connection is asked after its health when it has rested, and only then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from config.postgresql import base

connection: Any = connections["default"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry for each time that the connection is asked."""
    found: list[bool] = []
    usable = connection.is_usable

    def told() -> bool:
        found.append(usable())
        return found[-1]

    monkeypatch.setattr(connection, "is_usable", told)
    connection.health_check_enabled = True
    return found


def ask_anew() -> None:
    """What the first statement of a request does."""
    connection.health_check_done = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.django_db
def test_a_connection_just_used_is_trusted(asked: list[bool]) -> None:
    ask_anew()
    asked.clear()
    ask_anew()
    assert asked == []


@pytest.mark.django_db
def test_a_connection_that_rested_is_asked_once(
    asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "TRUSTED_SECONDS", 0)
    ask_anew()
    ask_anew()
    assert asked == [True, True]
