"""What we owe and have not done: the worker raises it, by clear due times alone.

A due time that passes is raised once. Whoever opens the case has heard; where it is
still overdue after the level's time, it is raised again (docs/duty.md).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from evacuation.clock import this_minute
from evacuation.deadlines import CONTACT_WITHIN
from evacuation.models import Alert, Case, Deadline
from evacuation.models.choices import Urgency
from evacuation.services.alerting import start_alerts, stop_alerts
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

# How long after it was heard the same thing may stay overdue.
AGAIN_AFTER = {**CONTACT_WITHIN, Urgency.LOW: timedelta(days=7)}


def raise_overdue() -> int:
    """Stop what is done meanwhile, raise what is overdue; how many were raised."""
    now = timezone.now()
    with transaction.atomic():
        _stop_what_is_done(now)
        # In one order, whoever else locks several cases; one that is changed at this
        # moment waits for the next tick, and no notice waits for it.
        free = _unheard(now).select_for_update(skip_locked=True, of=("self",))
        cases = list(free.order_by("pk").values_list("pk", flat=True))
        start_alerts(cases=cases, kind=Alert.Kind.DEADLINE)
    return len(cases)


def overdue(now: datetime) -> QuerySet[Case]:
    """Cases of which the next step by us or a running clock was due before now."""
    return Case.objects.filter(Q(next_due_at__lte=now) | Exists(_passed(now)))


def _unheard(now: datetime) -> QuerySet[Case]:
    """Overdue, and nobody has heard of it, or not since, or long ago.

    A request that nobody has taken over has an alert of its own that climbs; so has
    somebody who should have been heard (services/missed.py).
    """
    alerts = Alert.objects.filter(case=OuterRef("pk"))
    waiting = alerts.filter(
        kind__in=(Alert.Kind.REQUEST, Alert.Kind.DEADLINE, Alert.Kind.CHECK_IN),
        acknowledged_at__isnull=True,
    )
    # The newest row, not the latest time: a clock may have been set back.
    kinds = (Alert.Kind.DEADLINE, Alert.Kind.CHECK_IN)
    told = alerts.filter(kind__in=kinds).order_by("-pk")
    cases = overdue(now).filter(~Exists(waiting))
    cases = cases.annotate(heard=Subquery(told.values("acknowledged_at")[:1]))
    since = Q(Exists(_passed(now).filter(due_at__gt=OuterRef("heard"))))
    news = Q(heard__isnull=True) | Q(heard__gt=now) | since
    news |= Q(next_due_at__lte=now, next_due_at__gt=F("heard"))
    for level, after in AGAIN_AFTER.items():
        news |= Q(level=level, heard__lte=now - after)
    return cases.filter(news)


def _stop_what_is_done(now: datetime) -> None:
    done = Alert.objects.filter(
        kind=Alert.Kind.DEADLINE, acknowledged_at__isnull=True
    ).exclude(case__in=overdue(now))
    stop_alerts(done, at=this_minute())


def _passed(now: datetime) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(
        case=OuterRef("pk"), rests_since__isnull=True, due_at__lte=now
    )
    return rows.exclude(clock=str(Clock.CHECK_IN))
