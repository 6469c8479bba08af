from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from config import health
from config.models import Heartbeat
from config.worker import beat

WELL = {
    "status": "ok",
    "database": "ok",
    "migrations": "ok",
    "worker": "ok",
    "alerts": "ok",
}


@pytest.mark.django_db(databases=["default", "shred"])
def test_all_is_well_with_a_working_worker(client: Client) -> None:
    beat()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(databases=["default", "shred"])
@pytest.mark.parametrize("seconds", [121, 3600])
def test_a_silent_worker_is_named(client: Client, seconds: int) -> None:
    seen = timezone.now() - timedelta(seconds=seconds)
    Heartbeat.objects.create(part="worker", beat_at=seen)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == WELL | {"status": "failed", "worker": "failed"}


@pytest.mark.django_db(databases=["default", "shred"])
def test_a_heartbeat_of_just_under_two_minutes_is_enough(client: Client) -> None:
    seen = timezone.now() - timedelta(seconds=115)
    Heartbeat.objects.create(part="worker", beat_at=seen)
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(databases=["default", "shred"])
def test_a_missing_migration_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat()
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == WELL | {"status": "failed", "migrations": "failed"}
