"""The stock way: what the tick does, row by row through the ORM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evacuation.clock import this_minute
from evacuation.models import Alert, Deadline, Member, Notice
from evacuation.models.choices import Urgency
from evacuation.services.duty import on_duty
from evacuation.services.notices import interval
from evacuation.services.waking import LEADS, present_leads, reachable

if TYPE_CHECKING:
    from django.db.models import QuerySet

_CHECK_IN = "check_in"


def raise_missed(most: int) -> int:
    due = _due().filter(clock=_CHECK_IN)
    return sum(_raise(row, Alert.Kind.CHECK_IN) for row in due[:most])


def raise_overdue(most: int) -> int:
    due = _due().exclude(clock=_CHECK_IN)
    return sum(_raise(row, Alert.Kind.DEADLINE) for row in due[:most])


def raise_due() -> int:
    waiting = Alert.objects.filter(
        acknowledged_at__isnull=True, next_at__lte=timezone.now()
    )
    for alert in waiting.select_related("case"):
        with transaction.atomic():
            _climb(alert)
    return 0


def deliver() -> int:
    """One row after another; nothing is sent, so that sending is not compared."""
    for notice in Notice.objects.filter(next_at__lte=timezone.now()):
        notice.tries = F("tries") + 1
        notice.save()
        notice.sent_at, notice.next_at = this_minute(), None
        notice.save()
    return 0


def _due() -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(due_at__lte=timezone.now(), rests_since=None)
    return rows.select_related("case").order_by("case")


def _raise(row: Deadline, kind: Alert.Kind) -> int:
    now = this_minute()
    _alert, made = Alert.objects.get_or_create(
        case=row.case,
        kind=kind,
        acknowledged_at=None,
        defaults={"raised_at": now, "next_at": now},
    )
    return int(made)


def _climb(alert: Alert) -> None:
    now = timezone.now()
    low = alert.kind == Alert.Kind.DEADLINE and alert.case.level == Urgency.LOW
    step = LEADS if low else alert.step
    users = [user.pk for user in on_duty(now)]
    told = present_leads(now) if low else Member.objects.filter(user__in=users)
    for member in told:
        for channel in reachable(member):
            Notice.objects.create(
                alert=alert,
                step=step,
                user_id=member.user_id,
                channel=channel,
                next_at=now,
            )
    alert.step = step + 1
    alert.next_at = None if low else (alert.next_at or now) + interval(alert)
    alert.save()
