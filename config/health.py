"""GET /healthz: can this installation do its work right now?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import Error, connections
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from config.models import Heartbeat
from config.preparing import pending_migrations


def database_answers() -> bool:
    return all(_answers(alias) for alias in connections)


def _answers(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


_migrated = False


def migrations_applied() -> bool:
    """Whether nothing is pending. Once true it stays so for this process's code."""
    global _migrated
    _migrated = _migrated or not any(map(pending_migrations, connections))
    return _migrated


def worker_beats() -> bool:
    """Whether the worker finished a tick within WAYMARK_HEARTBEAT_SECONDS."""
    limit = timedelta(seconds=settings.WAYMARK_HEARTBEAT_SECONDS)
    return Heartbeat.objects.filter(beat_at__gt=timezone.now() - limit).exists()


PARTS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_applied,
    "worker": worker_beats,
}


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503; the body names each part's state."""
    parts = states()
    well = all(parts.values())
    body = {"status": "ok" if well else "failed"} | {
        name: "ok" if works else "failed" for name, works in parts.items()
    }
    response = JsonResponse(body, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response


def states() -> dict[str, bool]:
    """Whether each part works: the house's own, and those of settings.WAYMARK_HEALTH.

    The functions take nothing and return a truth.
    """
    asked = {
        name: import_string(path) for name, path in settings.WAYMARK_HEALTH.items()
    }
    return {name: _works(part) for name, part in (PARTS | asked).items()}


def _works(part: Callable[[], bool]) -> bool:
    try:
        return part()
    except Error:
        return False
