"""The clocks of a case: what starts, stops and rests them. Inside a change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.clock import five_minutes
from evacuation.models import Deadline
from evacuation.services.under_way import is_on_the_way
from evacuation.workflow.deadlines import (
    FROM_THE_START,
    PAUSING,
    Clock,
    due,
    moved,
    within,
)
from evacuation.workflow.movement.check_ins import up_to_five
from evacuation.workflow.states import Level, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from evacuation.models import Case

# Owed only at some levels, and in which states.
_OWED_IN = {
    State.ASSESSMENT: (Clock.INTERIM,),
    State.DECISION_PENDING: (Clock.INTERIM,),
    State.APPROVED: (Clock.PLAN,),
    State.PLANNING: (Clock.PLAN,),
}
# Nobody chose the day on which these are looked at again.
_LOOKED_AT_BY_LEVEL = frozenset(
    {State.CONTACT_LOST, State.SECURITY_HOLD, State.REFERRED_OUT}
)


def start_clocks(
    case: Case, clocks: Iterable[Clock], *, since: datetime | None = None
) -> None:
    """Each runs by the case's level.

    `since`: for those that have run since the request came in; None is now. Of these
    one that runs already keeps its time.
    """
    now, level = timezone.now(), Level(case.level)
    starting = set(clocks)
    old = starting & FROM_THE_START
    starting -= _running(case, old)
    until = {
        clock: due(clock, level, (since or now) if clock in old else now)
        for clock in starting
    }
    stop_clocks(case, [clock for clock, at in until.items() if at is None])
    _set(case, {clock: at for clock, at in until.items() if at is not None})


def spoken_with(case: Case) -> None:
    """They were heard: the time until somebody speaks with them again begins anew."""
    if _running(case, [Clock.CHECK]):
        start_clocks(case, [Clock.CHECK])


def set_clock(case: Case, clock: Clock, at: datetime) -> None:
    """This one runs until then."""
    _set(case, {clock: at})


def _set(case: Case, until: dict[Clock, datetime]) -> None:
    # In one order, as everywhere: two who set the same never wait for each other.
    Deadline.objects.bulk_create(
        [
            Deadline(case=case, clock=str(clock), due_at=_rounded(clock, until[clock]))
            for clock in sorted(until)
        ],
        update_conflicts=True,
        unique_fields=["case", "clock"],
        update_fields=["due_at", "rests_since"],
    )


def _rounded(clock: Clock, at: datetime) -> datetime:
    """What we owe is due before its time; nobody is missed before theirs is over."""
    return up_to_five(at) if clock == Clock.CHECK_IN else five_minutes(at)


def _running(case: Case, clocks: Iterable[Clock]) -> set[Clock]:
    rows = case.deadlines.filter(clock__in=[str(clock) for clock in clocks])
    return {Clock(name) for name in rows.values_list("clock", flat=True)}


def stop_clocks(case: Case, clocks: Iterable[Clock]) -> None:
    case.deadlines.filter(clock__in=[str(clock) for clock in clocks]).delete()


def stop_all(case: Case) -> None:
    case.deadlines.all().delete()


def rest_clocks(case: Case) -> None:
    """We wait for somebody else: what may rest, rests. First contact never does."""
    rest(case, PAUSING)


def rest(case: Case, clocks: Iterable[Clock]) -> None:
    """Of these, those that run; until the case goes on."""
    resting = [str(clock) for clock in clocks]
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
    """Another level: each clock from where it began, due now if that is over already.

    What the new level does not owe stops; what it owes and the old one did not, begins.
    A day that somebody chose stays.
    """
    old, new = Level(before), Level(case.level)
    for row in case.deadlines.all():
        clock = Clock(row.clock)
        if _keeps_its_time(clock, State(case.state)) or _is_looked_for(clock, case):
            continue
        if within(clock, new) is None:
            row.delete()
            continue
        at = moved(row.due_at, clock, old, new)
        row.due_at = max(at, min(row.due_at, five_minutes(timezone.now())))
        row.save()
    owed = _OWED_IN.get(State(case.state), ())
    start_clocks(case, [c for c in owed if within(c, old) is None])


def _keeps_its_time(clock: Clock, state: State) -> bool:
    """Whether no level moves it: when somebody should be heard was agreed with them
    (services/night_cards.py), a day to look again was chosen, and who is about to go or
    on the way has minutes after an alert, whatever the level, also where it rests."""
    if clock == Clock.REVIEW:
        return state not in _LOOKED_AT_BY_LEVEL
    if clock == Clock.ROUTE:
        return state != State.PLANNING
    return clock == Clock.CHECK_IN


def _is_looked_for(clock: Clock, case: Case) -> bool:
    """Who was lost on the way is looked for in hours, whatever the level."""
    lost = case.state == State.CONTACT_LOST and clock == Clock.REVIEW
    return lost and is_on_the_way(case)


def next_due(case: Case) -> datetime | None:
    """By when the next step by us is owed; None where nothing is.

    Not when somebody should be heard: that moves with each word of theirs, beside it.
    """
    clocks = running(case).items()
    ours = (at for clock, at in clocks if clock != Clock.CHECK_IN)
    return min(ours, default=None)


def running(case: Case) -> dict[Clock, datetime]:
    """Until when each that does not rest runs."""
    rows = case.deadlines.filter(rests_since__isnull=True)
    return {Clock(name): at for name, at in rows.values_list("clock", "due_at")}
