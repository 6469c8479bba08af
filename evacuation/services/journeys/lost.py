"""Contact is lost: nothing of ours waits on who cannot be reached, and who was on the
way is looked for every few hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.missing import LOST
from evacuation.models.choices import State
from evacuation.services.clocks import next_due, rest, set_clock
from evacuation.services.hearing import under_duress
from evacuation.services.under_way import is_looked_for, is_on_the_way
from evacuation.steps import Step, within
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.check_ins import IN_TRANSIT

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.services.changing import Change

# As often as they would have been heard.
LOOK_AGAIN: timedelta = IN_TRANSIT
# Who cannot be reached is neither told nor spoken with.
_RESTS = (Clock.TELL, Clock.CHECK)
# What no note about the search puts off.
_FIRST = (Step.DECIDE, Step.ANSWER, Step.CONFIRM)


def follow_loss(change: Change) -> None:
    """In the change that takes a step, once the case stands where it leads."""
    case = change.case
    if case.state == State.CONTACT_LOST:
        rest(case, _RESTS)
    elif Clock.TELL in _running(change) and under_duress(change.opened):
        rest(case, [Clock.TELL])
    _mark(change)
    if _is_lost_on_the_way(change):
        set_clock(case, Clock.REVIEW, timezone.now() + LOOK_AGAIN)


def next_of_lost(change: Change) -> tuple[Step, datetime | None]:
    """What comes next while contact is lost, and until when: under duress a lead
    decides first, by the time that ran already."""
    owed = next_due(change.case)
    if under_duress(change.opened):
        soon = timezone.now() + within(Step.DECIDE, change.case.level)
        if not change.blind and change.line().next_step == Step.DECIDE:
            soon = change.case.next_due_at or soon
        return Step.DECIDE, min(soon, owed or soon)
    step = Step.SEARCH if _is_lost_on_the_way(change) else Step.REVIEW
    return step, owed


def looked_for(change: Change) -> None:
    """Somebody wrote down what was done to find them: the next look is later."""
    if not _is_lost_on_the_way(change):
        return
    set_clock(change.case, Clock.REVIEW, timezone.now() + LOOK_AGAIN)
    if change.line().next_step not in _FIRST:
        change.next(Step.SEARCH, next_due(change.case))


def _is_lost_on_the_way(change: Change) -> bool:
    case = change.case
    return case.state == State.CONTACT_LOST and is_on_the_way(case)


def _mark(change: Change) -> None:
    """On the board, for as long as they are looked for. Who can read no line leaves
    it: they can neither say that contact is lost nor that they are found."""
    if change.blind:
        return
    marks = change.line().marks
    if _is_lost_on_the_way(change) and LOST not in marks:
        change.mark(LOST)
    elif LOST in marks and not is_looked_for(change.case):
        change.rewrite_line(marks=tuple(one for one in marks if one != LOST))


def _running(change: Change) -> frozenset[str]:
    rows = change.case.deadlines.filter(rests_since__isnull=True)
    return frozenset(rows.values_list("clock", flat=True))
