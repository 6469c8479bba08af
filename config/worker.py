"""Background work: the task queue, and a tick that finds what is due by itself.

A worker holds a database lock under its own name as long as it lives. A task left
RUNNING under a name whose lock is free was cut off by a death, and is queued again.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.deadman import say_all_is_well
from config.models import Heartbeat

logger = logging.getLogger("waymark.worker")

MOST_ATTEMPTS = 3
RESULTS_KEPT = timedelta(days=7)
HOUSEKEEPING_SECONDS = 3600
# As PostgreSQL's lock_timeout. A duty that waits for somebody's change this long fails
# and is called again by the next tick: one change that hangs must not hold up the rest.
PATIENCE = "5s"


class WorkerDiedError(Exception):
    """A task took its worker with it MOST_ATTEMPTS times."""


class Ticker:
    """Calls settings.WAYMARK_TICKS every WAYMARK_TICK_SECONDS, on one worker at a time.

    The functions take nothing, must be idempotent, and manage their transactions.
    """

    def __init__(self, worker_id: str) -> None:
        self._worker_id = worker_id
        # A connection of its own: these locks live as long as it does.
        self._locks: BaseDatabaseWrapper = connection.copy()
        self._locks.inc_thread_sharing()
        self._stopping = threading.Event()
        self._swept_at = -float(HOUSEKEEPING_SECONDS)

    def run(self) -> None:
        """Tick until `stop`; what goes wrong is logged and shown by the heartbeat."""
        while not self._stopping.is_set():
            try:
                close_old_connections()
                self.tick()
            except Exception:
                # The next tick may find the database back.
                logger.exception("tick failed")
                self._locks.close()
            self._stopping.wait(settings.WAYMARK_TICK_SECONDS)
        connection.close()
        self._locks.close()

    def stop(self) -> None:
        self._stopping.set()

    def tick(self) -> bool:
        """Do what is due; False when another worker is at it.

        Every function is called even if one before it raised. The heartbeat moves
        only when all went well.
        """
        self.be_present()
        with self._lock("tick") as ours:
            if not ours:
                return False
            _wait_briefly()
            requeue_abandoned(self._worker_id)
            results = [_call(path) for path in settings.WAYMARK_TICKS]
            self._sweep_now_and_then()
            if all(results):
                beat()
                say_all_is_well()
        return True

    def be_present(self) -> None:
        """Hold the lock under our name, again after the database went away."""
        if self._locks.connection is not None and self._locks.is_usable():
            return
        self._locks.close()
        with self._locks.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(%s)", [_lock_number(self._worker_id)]
            )

    @contextmanager
    def _lock(self, name: str) -> Iterator[bool]:
        number = [_lock_number(name)]
        with self._locks.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", number)
            (ours,) = cursor.fetchone()
            try:
                yield ours
            finally:
                if ours:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", number)

    def _sweep_now_and_then(self) -> None:
        if time.monotonic() - self._swept_at >= HOUSEKEEPING_SECONDS:
            sweep()
            self._swept_at = time.monotonic()


def beat() -> None:
    """Tell /healthz that the worker works."""
    Heartbeat.objects.update_or_create(
        part="worker", defaults={"beat_at": timezone.now()}
    )


def sweep() -> None:
    """Forget expired sessions, and finished tasks after RESULTS_KEPT."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_KEPT).delete()


def requeue_abandoned(own_id: str) -> int:
    """Queue tasks of dead workers again, or fail them at last; how many there were."""
    count = 0
    for task in DBTaskResult.objects.running():
        holder = task.worker_ids[-1] if task.worker_ids else ""
        if holder == own_id or not _is_dead(holder):
            continue
        count += 1
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            task.set_failed(WorkerDiedError(f"{MOST_ATTEMPTS} workers died"))
            continue
        # Only from RUNNING: the task may have been finished since we looked.
        DBTaskResult.objects.running().filter(pk=task.pk).update(
            status=TaskResultStatus.READY, started_at=None
        )
    return count


def _is_dead(worker_id: str) -> bool:
    """Whether nobody holds the lock under this name."""
    number = [_lock_number(worker_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", number)
        (free,) = cursor.fetchone()
        if free:
            cursor.execute("SELECT pg_advisory_unlock(%s)", number)
    return bool(free)


def _wait_briefly() -> None:
    # Of this connection, as long as it lasts; each tick may have a new one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])


def _call(path: str) -> bool:
    try:
        import_string(path)()
    except Exception:
        # One broken duty must not stop the others.
        logger.exception("%s failed", path)
        return False
    return True


def _lock_number(name: str) -> int:
    """A signed 64-bit number for PostgreSQL's advisory locks."""
    digest = hashlib.sha256(f"waymark worker {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
