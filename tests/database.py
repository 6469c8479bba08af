"""One embedded PostgreSQL for each test run, started by the first test that asks.

Migrating takes seconds, so the migrated database is kept as a template whose name
carries a hash of what shaped it; the next run copies it in a moment.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from config.database import EmbeddedPostgres, free_slot, point_django_at
from config.env import BESIDE
from config.preparing import migrate_database

MAIN = "tests"
SHAPING = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "directory/data/**/*.csv",
    "requirements.txt",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would flush: it empties seeded tables for all that follow."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        flushes = {"transactional_db", "live_server", "django_db_reset_sequences"}
        used = flushes & set(getattr(item, "fixturenames", []))
        if used or (mark and mark.kwargs.get("transaction")):
            raise pytest.UsageError(
                f"{item.nodeid} would flush the database; use cloned_database."
            )


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The server of this run, with nobody else on it."""
    server = free_slot(settings.WAYMARK_VAR / "test-postgres")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_template(
    postgres: EmbeddedPostgres, django_db_blocker: DjangoDbBlocker
) -> str:
    """The name of a database that is migrated, seeded and used by nobody."""
    name = f"template_{_fingerprint()}"
    kept = postgres.databases()
    for leftover in set(kept) - {"postgres", name, name + BESIDE}:
        postgres.drop_databases(leftover.removesuffix(BESIDE))
    if name not in kept:
        draft = f"draft_{secrets.token_hex(4)}"
        postgres.ensure_databases(draft)
        with django_db_blocker.unblock():
            point_django_at(postgres.url(draft))
            for alias in connections:
                migrate_database(alias)
            connections.close_all()
        postgres.clone_databases(name, draft)
        postgres.drop_databases(draft)
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    postgres: EmbeddedPostgres,
    migrated_template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Stands in for pytest-django's own: point Django at a fresh copy."""
    postgres.drop_databases(MAIN)
    postgres.clone_databases(MAIN, migrated_template)
    with django_db_blocker.unblock():
        point_django_at(postgres.url(MAIN))
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def clone_database(
    postgres: EmbeddedPostgres, migrated_template: str
) -> Iterator[Callable[[], str]]:
    """Makes databases like the migrated one; each call returns a new DATABASE_URL."""
    names: list[str] = []

    def clone() -> str:
        names.append(f"clone_{secrets.token_hex(6)}")
        postgres.clone_databases(names[-1], migrated_template)
        return postgres.url(names[-1])

    yield clone
    for name in names:
        postgres.drop_databases(name)


@pytest.fixture
def cloned_database(clone_database: Callable[[], str]) -> str:
    """The DATABASE_URL of a database of the test's own, for real processes."""
    return clone_database()


def _fingerprint() -> str:
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for pattern in SHAPING:
        for path in sorted(root.glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
