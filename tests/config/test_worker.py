from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import psycopg2
import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from config import worker
from config.models import Heartbeat

called: list[str] = []


def duty() -> None:
    called.append("duty")


def broken_duty() -> None:
    called.append("broken")
    raise ValueError("deliberately")


def waiting_duty() -> None:
    called.append("waiting")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7)")


@pytest.fixture
def ticker(db: None) -> Iterator[worker.Ticker]:
    called.clear()
    ticker = worker.Ticker("one")
    yield ticker
    ticker._locks.close()


def running_task(*worker_ids: str, **fields: object) -> DBTaskResult[..., None]:
    values = {
        "status": "RUNNING",
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "tests.config.test_worker.duty",
        "worker_ids": list(worker_ids),
        "backend_name": "default",
        "run_after": timezone.now(),
        "exception_class_path": "",
        "traceback": "",
    }
    return DBTaskResult.objects.create(id=uuid.uuid4(), **{**values, **fields})


def test_a_tick_does_its_duties_and_beats(
    ticker: worker.Ticker, settings: Settings
) -> None:
    settings.WAYMARK_TICKS = [f"{__name__}.duty"]
    assert ticker.tick()
    assert called == ["duty"]
    assert Heartbeat.objects.get().beat_at > timezone.now() - timedelta(seconds=5)


def test_a_broken_duty_stops_no_other_but_silences_the_heart(
    ticker: worker.Ticker, settings: Settings
) -> None:
    settings.WAYMARK_TICKS = [f"{__name__}.broken_duty", f"{__name__}.duty"]
    ticker.tick()
    assert called == ["broken", "duty"]
    assert not Heartbeat.objects.exists()


def test_a_duty_that_waits_for_another_holds_up_no_other(
    ticker: worker.Ticker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PATIENCE", "50ms")
    settings.WAYMARK_TICKS = [f"{__name__}.waiting_duty", f"{__name__}.duty"]
    with psycopg2.connect(**connection.get_connection_params()) as other:
        other.cursor().execute("SELECT pg_advisory_xact_lock(7)")
        ticker.tick()
    other.close()
    assert called == ["waiting", "duty"]
    assert not Heartbeat.objects.exists()


def test_one_worker_ticks_at_a_time(ticker: worker.Ticker, settings: Settings) -> None:
    settings.WAYMARK_TICKS = [f"{__name__}.duty"]
    other = worker.Ticker("two")
    other.be_present()
    with other._lock("tick") as theirs:
        assert theirs
        assert not ticker.tick()
    assert called == []
    assert ticker.tick()
    other._locks.close()


def test_a_task_of_a_dead_worker_is_queued_again(ticker: worker.Ticker) -> None:
    task = running_task("long gone")
    ticker.tick()
    task.refresh_from_db()
    assert (task.status, task.started_at) == ("READY", None)


def test_a_task_of_a_living_worker_is_left_alone(ticker: worker.Ticker) -> None:
    other = worker.Ticker("two")
    other.be_present()
    theirs, own = running_task("two"), running_task("one")
    ticker.tick()
    for task in (theirs, own):
        task.refresh_from_db()
        assert task.status == "RUNNING"
    other._locks.close()


def test_a_task_that_kills_its_workers_is_given_up(ticker: worker.Ticker) -> None:
    task = running_task("a", "b", "c")
    ticker.tick()
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert task.exception_class_path == "config.worker.WorkerDiedError"


def test_presence_is_taken_again_after_the_connection_broke(
    ticker: worker.Ticker,
) -> None:
    ticker.be_present()
    with ticker._locks.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with psycopg2.connect(**parameters) as other:
        other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    assert worker._is_dead("one")
    ticker.be_present()
    assert not worker._is_dead("one")


@pytest.mark.django_db
def test_what_is_over_is_forgotten() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(hours=1))
    running_task("a", status="SUCCESSFUL", finished_at=now - timedelta(days=8))
    kept = running_task("a", status="SUCCESSFUL", finished_at=now - timedelta(days=6))
    worker.sweep()
    assert list(Session.objects.values_list("pk", flat=True)) == ["new"]
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [kept.pk]
