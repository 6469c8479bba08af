"""Somebody should have been heard: the worker wakes duty at once, by the clock alone.

So it does of somebody on the way for whom no such clock runs.

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
from evacuation.models.choices import State
from evacuation.services.alerting import start_alerts, stop_alerts
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

AGAIN_AFTER = timedelta(hours=1)
_KIND = Alert.Kind.CHECK_IN
# So many cases are locked at once; nobody waits longer than it takes for these.
_BATCH = 2000


def raise_missed() -> int:
    """Stop where they were heard meanwhile, raise where not; how many were raised."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Alert.objects.filter(kind=_KIND, acknowledged_at__isnull=True)
        heard = waiting.filter(~Exists(_passed(now))).exclude(case__in=unwaited_for())
        stop_alerts(heard, at=this_minute())
    raised, found = 0, _BATCH
    while found == _BATCH:
        found = _raise_some(now)
        raised += found
    return raised


def _raise_some(now: datetime) -> int:
    """At most _BATCH; how many. Whoever was raised is raised no second time."""
    with transaction.atomic():
        cases = _missed(now)
        start_alerts(cases=cases, kind=_KIND)
    return len(cases)


def _missed(now: datetime) -> list[UUID]:
    """Of whom nobody has heard, now that nothing can be heard of them.

    A case that is changed at this moment waits for the next tick, and no other with it:
    what is written just now may be that they were heard.
    """
    rows = _unheard(now)
    free = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    locked = list(free.values_list("pk", flat=True)[:_BATCH])
    still = rows.filter(pk__in=locked)
    return list(still.values_list("pk", flat=True)) if locked else []


def _unheard(now: datetime) -> QuerySet[Case]:
    """Missed, and nobody has heard of it, or not since, or an hour ago."""
    alerts = Alert.objects.filter(case=OuterRef("pk"), kind=_KIND)
    # The newest row, not the latest time: a clock may have been set back.
    last = alerts.order_by("-pk").values("acknowledged_at")[:1]
    rows = Deadline.objects.filter(
        clock=str(Clock.CHECK_IN), due_at__lte=now, rests_since__isnull=True
    )
    missed = rows.filter(case=OuterRef("pk"))
    cases = Case.objects.filter(Exists(missed) | Q(pk__in=unwaited_for()))
    cases = cases.filter(~Exists(alerts.filter(acknowledged_at__isnull=True)))
    cases = cases.annotate(
        heard=Subquery(last), due=Subquery(missed.values("due_at")[:1])
    )
    news = Q(heard__isnull=True) | Q(heard__gt=now) | Q(due__gt=F("heard"))
    return cases.filter(news | Q(heard__lte=now - AGAIN_AFTER))


def unwaited_for() -> QuerySet[Case]:
    """On the way, and no check-in runs: nobody would learn that they are lost."""
    waits = Deadline.objects.filter(case=OuterRef("pk"), clock=str(Clock.CHECK_IN))
    return Case.objects.filter(~Exists(waits), state=State.IN_TRANSIT)


def _passed(now: datetime) -> QuerySet[Deadline]:
    return Deadline.objects.filter(
        case=OuterRef("case"),
        clock=str(Clock.CHECK_IN),
        rests_since__isnull=True,
        due_at__lte=now,
    )
