"""Somebody is waited for anew where a journey stops, or goes on after a rest."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models.choices import Compartment, State
from evacuation.services.clocks import set_clock
from evacuation.services.journeys.check_ins import write_planned
from evacuation.services.journeys.expected import expected, running
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import ROUTE
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.check_ins import (
    IN_TRANSIT,
    CheckIn,
    Through,
    from_legs,
)

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.workflow.transition import Transition

_STOPS = frozenset({"turn_back", "put_off"})
_SECOND = timedelta(seconds=1)


def wait_anew(change: Change, one: Transition) -> None:
    """In the change that takes the step, once the case stands where it leads."""
    if one.name in _STOPS:
        _wait(change, [_where_they_are(change.opened)], legs=False)
    elif one.target is None and change.case.state == State.IN_TRANSIT:
        _wait(change, _on_the_way(change.opened), legs=True)


def _wait(change: Change, planned: list[CheckIn], *, legs: bool) -> None:
    first = min(planned, key=lambda one: one.at)
    # Also where whoever takes the step cannot write the night card.
    set_clock(change.case, Clock.CHECK_IN, first.missed_at)
    if not change.opened.holds(Compartment.TRIAGE):
        return
    through = running(change.opened).through or Through.CHANNEL
    # One that is missed stays so until they are heard.
    since = min(timezone.now(), first.at - _SECOND)
    write_planned(change, planned, Through(through), anew=True, legs=legs, since=since)


def _where_they_are(opened: OpenCase) -> CheckIn:
    """The one that was waited for, also where it was missed, at most in four hours."""
    soon = _in_four_hours()
    if not opened.holds(Compartment.TRIAGE):
        return soon
    was = expected(opened, gap=IN_TRANSIT) or soon
    return was if was.at < soon.at else soon


def _on_the_way(opened: OpenCase) -> list[CheckIn]:
    """The one, and at the times of the legs that are not over."""
    first = _where_they_are(opened)
    if not opened.holds(ROUTE):
        return [first]
    coming = from_legs([one.leg for one in plan_of(opened).legs])
    now = timezone.now()
    return [first, *(one for one in coming if now < one.at != first.at)]


def _in_four_hours() -> CheckIn:
    return CheckIn((timezone.now() + IN_TRANSIT).replace(microsecond=0))
