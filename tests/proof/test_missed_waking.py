"""The worker is killed while people are missed: each has one alert, and none is lost.

A real worker process on committed databases.
"""

from __future__ import annotations

import signal
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from evacuation.models import Alert, Case, Deadline, Notice
from evacuation.models.choices import State
from evacuation.services.missed import AGAIN_AFTER
from evacuation.services.notices import LEASE
from tests.evacuation.receivers import Receivers
from tests.proof import test_waking
from tests.proof.desk_stage import DeskStage
from tests.proof.test_waking import SOON, StartWorker, named, until

pytestmark = pytest.mark.proof
start_worker, staffed = test_waking.start_worker, test_waking.staffed
MANY = 40
_WAITS = "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted"


def not_heard() -> set[UUID]:
    """People on the way of whom somebody should have been heard just now."""
    now = timezone.now()
    cases = [
        Case(level="low", state=State.IN_TRANSIT, created_at=now)
        for _case in range(MANY)
    ]
    Case.objects.bulk_create(cases)
    due = now - timedelta(minutes=1)
    Deadline.objects.bulk_create(
        Deadline(case=case, clock="check_in", due_at=due) for case in cases
    )
    return {case.pk for case in cases}


def alerts() -> Counter[UUID]:
    found = Alert.objects.filter(kind=Alert.Kind.CHECK_IN)
    return Counter(found.values_list("case", flat=True))


def somebody_waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [table])
        return cursor.fetchone() is not None


def test_a_worker_killed_while_it_raises_loses_nobody_and_calls_nobody_twice(
    staffed: DeskStage, receivers: Receivers, start_worker: StartWorker
) -> None:
    cases = not_heard()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE evacuation_alert IN SHARE MODE")
        worker = start_worker()
        until(lambda: somebody_waits_for("evacuation_alert"), SOON)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert not alerts()
    receivers.phone = "hang"
    worker = start_worker()
    assert receivers.hanging.wait(SOON)
    until(Notice.objects.filter(channel="mail", sent_at__isnull=False).exists, SOON)
    once = Counter(cases)
    assert alerts() == once
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert receivers.calls == []
    receivers.phone = "take"
    start_worker()
    pings = receivers.pings
    until(lambda: receivers.pings >= pings + 2, SOON)
    assert alerts() == once
    # What it had claimed is tried again, all of them in one message.
    Notice.objects.filter(channel="phone").update(next_at=F("next_at") - LEASE)
    until(lambda: receivers.calls, SOON)
    assert len(receivers.calls) == 1
    assert named(receivers) == ["coordinator_one"]
    # Heard of by who is on duty, and nothing was done: an hour later, once more each.
    Alert.objects.update(acknowledged_at=timezone.now() - AGAIN_AFTER, next_at=None)
    until(lambda: alerts() == Counter(dict.fromkeys(cases, 2)), SOON)
