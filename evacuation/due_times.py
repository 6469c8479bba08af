"""What of a case is due first: the next step by us, or one of its clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from evacuation.models import Deadline
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from evacuation.models import Case

_NO_ANSWER = _("Ask again, or contact lost?")


def with_due_times(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each has `due_at`, and `clock` and `clock_at` of the running clock due first."""
    running = Deadline.objects.filter(
        case=OuterRef("pk"), rests_since__isnull=True
    ).order_by("due_at", "clock")
    return cases.annotate(
        clock=Subquery(running.values("clock")[:1]),
        clock_at=Subquery(running.values("due_at")[:1]),
        due_at=Least(F("next_due_at"), Subquery(running.values("due_at")[:1])),
    )


def due_at(case: Case) -> datetime | None:
    """Of a case from `with_due_times`; None where nothing is owed."""
    return cast("datetime | None", case.due_at)  # type: ignore[attr-defined]


def clock_due(case: Case) -> str:
    """The clock that `due_at` is of; "" where it is the next step's own."""
    if due_at(case) is None or case.clock_at != due_at(case):  # type: ignore[attr-defined]
        return ""
    return str(case.clock)  # type: ignore[attr-defined]


def clock_words(clock: str, *, late: bool) -> str | _StrPromise:
    """What it is about; an answer that did not come asks something of us."""
    if clock == Clock.ANSWER and late:
        return _NO_ANSWER
    return Clock(clock).label if clock in {str(one) for one in Clock} else ""
