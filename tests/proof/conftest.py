"""A stage for proofs: the cast on a committed database that real processes share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.database import EmbeddedPostgres, point_django_at
from tests.cast import Cast, make_cast, make_places
from tests.database import MAIN
from tests.moved_clock import NAMED, MovedClock, later_by
from tests.proof.desk_stage import desk_stage

__all__ = ["desk_stage"]


@dataclass(frozen=True)
class Stage:
    """The cast, and the DATABASE_URL of the database on which it stands."""

    cast: Cast
    database_url: str


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """As Django's own test client does: a request must not end the transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def stage(
    postgres: EmbeddedPostgres,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    cloned_database: str,
) -> Iterator[Stage]:
    """Everything written here is committed; the database goes with the test."""
    with django_db_blocker.unblock():
        point_django_at(cloned_database)
        make_places()
        yield Stage(make_cast(), cloned_database)
        connection.close()
        point_django_at(postgres.url(MAIN))


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MovedClock:
    """Asked for before any process is started: they read it, too."""
    file = tmp_path / "clock"
    monkeypatch.setenv(NAMED, str(file))
    monkeypatch.setattr(timezone, "now", lambda: later_by(file))
    return MovedClock(file)
