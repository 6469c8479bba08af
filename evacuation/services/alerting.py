"""Raising and acknowledging alerts. Sending them is the worker's (notices.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.clock import this_minute
from evacuation.models import Alert, Notice

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.models import Case


def start_alert(*, case: Case, kind: str = Alert.Kind.REQUEST) -> None:
    """Wake who is on duty, within the caller's transaction; once while it is open."""
    now = this_minute()
    row = Alert(case=case, kind=kind, raised_at=now, next_at=now)
    Alert.objects.bulk_create([row], ignore_conflicts=True)


def acknowledge_alerts(*, actor: User, case: Case) -> int:
    """Whoever opens the case has heard; within the caller's transaction."""
    now = this_minute()
    waiting = Alert.objects.filter(case=case, acknowledged_at__isnull=True)
    heard = waiting.update(acknowledged_at=now, acknowledged_by=actor, next_at=None)
    if heard:
        unsent = Notice.objects.filter(alert__case=case, next_at__isnull=False)
        unsent.update(next_at=None)
    return heard
