"""The clocks of a case: what starts, stops and rests them. Inside a change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.clock import five_minutes
from evacuation.models import Deadline
from evacuation.workflow.deadlines import FROM_THE_START, PAUSING, Clock, due, moved
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from evacuation.models import Case


def start_clocks(case: Case, clocks: Iterable[Clock]) -> None:
    """Each runs by the case's level; some have run since the request came in."""
    for clock in clocks:
        since = case.created_at if clock in FROM_THE_START else timezone.now()
        at = due(clock, Level(case.level), since)
        if at is None:
            stop_clocks(case, [clock])
        else:
            set_clock(case, clock, at)


def set_clock(case: Case, clock: Clock, at: datetime) -> None:
    """This one runs until then."""
    Deadline.objects.update_or_create(
        case=case,
        clock=str(clock),
        defaults={"due_at": five_minutes(at), "rests_since": None},
    )


def stop_clocks(case: Case, clocks: Iterable[Clock]) -> None:
    case.deadlines.filter(clock__in=[str(clock) for clock in clocks]).delete()


def stop_all(case: Case) -> None:
    case.deadlines.all().delete()


def rest_clocks(case: Case) -> None:
    """We wait for somebody else: what may rest, rests. First contact never does."""
    resting = [str(clock) for clock in PAUSING]
    rows = case.deadlines.filter(clock__in=resting, rests_since__isnull=True)
    rows.update(rests_since=five_minutes(timezone.now()))


def resume_clocks(case: Case) -> None:
    """They go on with what was left."""
    now = five_minutes(timezone.now())
    for row in case.deadlines.filter(rests_since__isnull=False):
        # A clock that jumped back gives nobody less time.
        row.due_at += max(now - (row.rests_since or now), timedelta(0))
        row.rests_since = None
        row.save()


def relevel_clocks(case: Case, before: str) -> None:
    """Another level: each clock from where it began."""
    for row in case.deadlines.all():
        row.due_at = moved(
            row.due_at, Clock(row.clock), Level(before), Level(case.level)
        )
        row.save()


def next_due(case: Case) -> datetime | None:
    """The earliest that runs; None where nothing is owed."""
    running = case.deadlines.filter(rests_since__isnull=True).order_by("due_at")
    return running.values_list("due_at", flat=True).first()
