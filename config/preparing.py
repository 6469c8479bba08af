"""Bringing a database and the static files up to date before serving."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]


def migrate(say: Say) -> None:
    """Apply what is pending to each database; nothing is said when nothing is."""
    for alias in connections:
        pending = pending_migrations(alias)
        if pending:
            say(f"Migrating the database {alias} ({pending} steps) …")
            migrate_database(alias)


def migrate_database(alias: str) -> None:
    """Bring the apps that live in this database up to date, and no others there."""
    quietly = {"database": alias, "interactive": False, "verbosity": 0}
    if alias == DEFAULT_DB_ALIAS:
        call_command("migrate", **quietly)
        return
    for app in sorted({app for app, _name in _targets(alias)}):
        call_command("migrate", app, **quietly)


def pending_migrations(alias: str) -> int:
    """How many steps the code knows and the database has not taken."""
    return len(MigrationExecutor(connections[alias]).migration_plan(_targets(alias)))


def _targets(alias: str) -> list[tuple[str, str]]:
    leaves = MigrationExecutor(connections[alias]).loader.graph.leaf_nodes()
    return [leaf for leaf in leaves if router.allow_migrate(alias, leaf[0])]


def collect_static_files(say: Say) -> None:
    """Copy, hash and compress them, unless nothing changed since the last time."""
    stamp = settings.STATIC_ROOT / ".collected"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return
    say("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint, encoding="utf-8")


def load_first_data(say: Say) -> None:
    """Run each command of settings.WAYMARK_FIRST_DATA whose model has no rows."""
    for command, model in settings.WAYMARK_FIRST_DATA:
        if not apps.get_model(model)._default_manager.exists():
            say(f"Loading data: {command} …")
            call_command(command)


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {storage.size(path)} {found}\n".encode())
    return digest.hexdigest()
