"""What of a case is due first: the next step by us, or one of its clocks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from evacuation.models import Deadline
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise
    from django_stubs_ext import WithAnnotations

    from evacuation.models import Case

_NO_ANSWER = _("Ask again, or contact lost?")
_OPENS = _("Its owner opens it")
_NEXT_HEARD = _("The next check-in")


class DueTimes(TypedDict):
    """`due_at`: None where nothing is owed. `clock`: the running one due first."""

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
        clock=Subquery(running.values("clock")[:1]),
        clock_at=Subquery(running.values("due_at")[:1]),
        due_at=Least(F("next_due_at"), Subquery(running.values("due_at")[:1])),
    )


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
