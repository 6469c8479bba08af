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
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from config.database import EmbeddedPostgres, free_slot, point_django_at

MAIN = "tests"
SHAPING = ("*/migrations/*.py", "directory/data/**/*.csv", "requirements.txt")


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
    for leftover in set(kept) - {"postgres", name}:
        postgres.drop_database(leftover)
    if name not in kept:
        draft = f"draft_{secrets.token_hex(4)}"
        postgres.ensure_database(draft)
        with django_db_blocker.unblock():
            point_django_at(postgres.url(draft))
            call_command("migrate", verbosity=0, interactive=False)
            connection.close()
        postgres.clone_database(name, draft)
        postgres.drop_database(draft)
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    postgres: EmbeddedPostgres,
    migrated_template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Stands in for pytest-django's own: point Django at a fresh copy."""
    postgres.drop_database(MAIN)
    postgres.clone_database(MAIN, migrated_template)
    with django_db_blocker.unblock():
        point_django_at(postgres.url(MAIN))
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def clone_database(
    postgres: EmbeddedPostgres, migrated_template: str
) -> Iterator[Callable[[], str]]:
    """Makes databases like the migrated one; each call returns a new DATABASE_URL."""
    names: list[str] = []

    def clone() -> str:
        names.append(f"clone_{secrets.token_hex(6)}")
        postgres.clone_database(names[-1], migrated_template)
        return postgres.url(names[-1])

    yield clone
    for name in names:
        postgres.drop_database(name)


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
