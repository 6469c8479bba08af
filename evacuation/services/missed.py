"""Somebody should have been heard: the worker wakes duty at once, by the clock alone.

Each time that passes (a check-in, then each step of the protocol) rings once. Whoever
heard and did nothing hears it again after an hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from evacuation.clock import this_minute
from evacuation.models import Alert, Case, Deadline
from evacuation.services.alerting import start_alert, stop_alerts
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

AGAIN_AFTER = timedelta(hours=1)
_KIND = Alert.Kind.CHECK_IN
_BATCH = 2000


def raise_missed() -> int:
    """Stop where they were heard meanwhile, raise where not; how many were raised."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Alert.objects.filter(kind=_KIND, acknowledged_at__isnull=True)
        heard = waiting.filter(~Exists(_passed(now)))
        stop_alerts(heard, at=this_minute())
        cases = _missed(now)
        for case in cases:
            start_alert(case=case, kind=_KIND)
    return len(cases)


def _missed(now: datetime) -> list[Case]:
    """Of whom nobody has heard, now that nothing can be heard of them.

    A case that is changed at this moment waits for the next tick, and no other with it:
    what is written just now may be that they were heard.
    """
    free = _unheard(now).select_for_update(skip_locked=True, of=("self",))
    locked = [case.pk for case in free.order_by("pk")[:_BATCH]]
    return list(_unheard(now).filter(pk__in=locked)) if locked else []


def _unheard(now: datetime) -> QuerySet[Case]:
    """Missed, and nobody has heard of it, or not since, or an hour ago."""
    alerts = Alert.objects.filter(case=OuterRef("pk"), kind=_KIND)
    # The newest row, not the latest time: a clock may have been set back.
    last = alerts.order_by("-pk").values("acknowledged_at")[:1]
    rows = Deadline.objects.filter(
        clock=str(Clock.CHECK_IN), due_at__lte=now, rests_since__isnull=True
    )
    missed = rows.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(Exists(missed))
    cases = cases.filter(~Exists(alerts.filter(acknowledged_at__isnull=True)))
    cases = cases.annotate(
        heard=Subquery(last), due=Subquery(missed.values("due_at")[:1])
    )
    news = Q(heard__isnull=True) | Q(heard__gt=now) | Q(due__gt=F("heard"))
    return cases.filter(news | Q(heard__lte=now - AGAIN_AFTER))


def _passed(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        case=OuterRef("case"),
        clock=str(Clock.CHECK_IN),
        rests_since__isnull=True,
        due_at__lte=now,
    )
