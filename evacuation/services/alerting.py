"""Raising and acknowledging alerts. Sending them is the worker's (notices.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from evacuation.clock import this_minute
from evacuation.models import Alert, Notice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from evacuation.models import Case

# No row of Python for each: a night may have thousands.
_START = """
INSERT INTO evacuation_alert (case_id, kind, raised_at, barred, step, next_at)
SELECT unnest(%s::uuid[]), %s, %s, %s::int[], 0, %s
ON CONFLICT DO NOTHING"""


def start_alert(
    *, case: Case, kind: str = Alert.Kind.REQUEST, barred: Iterable[int] = ()
) -> None:
    """Wake who is on duty, within the caller's transaction; once while it is open.

    `barred`: users who decided before, and are not asked of an appeal.
    """
    start_alerts(cases=[case.pk], kind=kind, barred=barred)


def start_alerts(
    *, cases: Iterable[UUID], kind: str, barred: Iterable[int] = ()
) -> None:
    """The same of many cases in one statement."""
    now = this_minute()
    with connection.cursor() as cursor:
        cursor.execute(_START, [list(cases), str(kind), now, list(barred), now])


def acknowledge_alerts(
    *, actor: User, case: Case, kinds: Collection[str] = Alert.Kind.values
) -> int:
    """Whoever opens the case has heard; within the caller's transaction.

    `kinds`: of Alert.Kind.
    """
    waiting = Alert.objects.filter(
        case=case, kind__in=kinds, acknowledged_at__isnull=True
    )
    return stop_alerts(waiting, at=this_minute(), by=actor)


def stop_alerts(
    waiting: QuerySet[Alert], *, at: datetime, by: User | None = None
) -> int:
    """They climb no further, and what was not sent yet is not sent; how many.

    `by`: who has heard; None where what they were about is done.
    """
    found = list(waiting.values_list("pk", flat=True))
    if found:
        still = Alert.objects.filter(pk__in=found, acknowledged_at__isnull=True)
        still.update(acknowledged_at=at, acknowledged_by=by, next_at=None)
        unsent = Notice.objects.filter(alert__in=found, next_at__isnull=False)
        unsent.update(next_at=None)
    return len(found)
