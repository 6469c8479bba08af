"""What of a case is due first: the next step by us, or one of its clocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from evacuation.models import Alert, Deadline
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise
    from django_stubs_ext import WithAnnotations

    from evacuation.models import Case

PARTNER_ANSWERED = _("Read what a partner answered")
HOST_ANSWERED = _("Read what the host answered")
_NO_ANSWER = _("Ask again, or contact lost?")
_OPENS = _("Its owner opens it")
_NEXT_HEARD = _("The next check-in")


class DueTimes(TypedDict):
    """`due_at`: None where nothing is owed. `clock`: the running one due first."""

    check_in_at: datetime | None
    route_at: datetime | None

    clock: str | None
    clock_at: datetime | None
    due_at: datetime | None


def with_due_times(
    cases: QuerySet[Case],
) -> QuerySet[WithAnnotations[Case, DueTimes]]:
    running = Deadline.objects.filter(
        case=OuterRef("pk"), rests_since__isnull=True
    ).order_by("due_at", "clock")
    return cases.annotate(
        check_in_at=Subquery(
            running.filter(clock=str(Clock.CHECK_IN)).values("due_at")[:1]
        ),
        route_at=Subquery(running.filter(clock=str(Clock.ROUTE)).values("due_at")[:1]),
        clock=Subquery(running.values("clock")[:1]),
        clock_at=Subquery(running.values("due_at")[:1]),
        due_at=Least(F("next_due_at"), Subquery(running.values("due_at")[:1])),
    )


def soonest(case: Case) -> datetime | None:
    """Of one case, what the board says of it: the next step by us, or a clock."""
    if hasattr(case, "due_at"):
        found: datetime | None = case.due_at
        return found
    rows = case.deadlines.filter(rests_since__isnull=True)
    times = [case.next_due_at, *rows.values_list("due_at", flat=True)]
    return min((at for at in times if at is not None), default=None)


def waits_to_be_read(case: Case) -> str:
    """What came and made the next step due sooner, where nobody has read it yet."""
    kinds = {Alert.Kind.HOST: HOST_ANSWERED, Alert.Kind.VOUCH: PARTNER_ANSWERED}
    rows = Alert.objects.filter(case=case, kind__in=kinds, acknowledged_at__isnull=True)
    first = rows.order_by("pk").values_list("kind", flat=True).first()
    return str(kinds[Alert.Kind(first)]) if first else ""


def times_of(case: WithAnnotations[Case, DueTimes]) -> DueTimes:
    """As they were read with the case."""
    return {
        "check_in_at": case.check_in_at,
        "route_at": case.route_at,
        "clock": case.clock,
        "clock_at": case.clock_at,
        "due_at": case.due_at,
    }


def clock_due(case: WithAnnotations[Case, DueTimes]) -> str:
    """The clock that `due_at` is of; "" where it is the next step's own."""
    if case.due_at is None or case.clock_at != case.due_at:
        return ""
    return str(case.clock)


def clock_words(clock: str, *, late: bool, owned: bool = False) -> str | _StrPromise:
    """What it is about; an answer that did not come asks something of us, whoever was
    given a case has to open it, and nobody should have been heard before the time."""
    if clock == Clock.OWN and owned:
        return _OPENS
    if clock == Clock.ANSWER and late:
        return _NO_ANSWER
    if clock == Clock.CHECK_IN and not late:
        return _NEXT_HEARD
    return Clock(clock).label if clock in {str(one) for one in Clock} else ""
