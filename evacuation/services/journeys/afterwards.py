"""What a step of the workflow does to a journey, beside state and clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.clock import this_hour
from evacuation.models.choices import State
from evacuation.services.clocks import set_clock
from evacuation.services.journeys.waiting_anew import wait_anew
from evacuation.services.journeys.withholding import HIDDEN_IN, withhold
from evacuation.services.moves import last_move
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.followed import next_date
from evacuation.workflow.retention import ROUTE

if TYPE_CHECKING:
    from evacuation.services.changing import Change
    from evacuation.workflow.transition import Transition

# The way that was told is not the way any more, somebody else may be reading, or all
# of them are there.
_TAKES_BACK = frozenset({"turn_back", "put_off", "recheck", "arrive"})
# A new journey, or the same again: its route is needed.
_NEEDS_ROUTE = (State.PLANNING, State.READY, State.IN_TRANSIT)
_HOUR = timedelta(hours=1)


def follow_journey(change: Change, one: Transition) -> None:
    """In the change that takes the step."""
    wait_anew(change, one)
    if one.name in _TAKES_BACK or change.case.state in HIDDEN_IN:
        withhold(change)
    if one.name == "arrive":
        change.case.route_until = this_hour() + _HOUR + ROUTE
    elif change.case.state in _NEEDS_ROUTE:
        change.case.route_until = None
    if one.name == "settle_in":
        _ask_from_arrival(change)


def _ask_from_arrival(change: Change) -> None:
    """How they are is asked at set days since they arrived (workflow/followed.py)."""
    there = last_move(change.opened, "arrive")
    if there is None:
        return
    asked = next_date(datetime.fromisoformat(there.done), timezone.now())
    if asked is not None:
        set_clock(change.case, Clock.FOLLOW_UP, asked)
