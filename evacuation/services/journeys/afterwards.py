"""What a step of the workflow does to a journey, beside state and clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.clock import this_hour
from evacuation.models.choices import State
from evacuation.services.journeys.disclosing import take_back_told
from evacuation.workflow.retention import ROUTE

if TYPE_CHECKING:
    from evacuation.services.changing import Change
    from evacuation.workflow.transition import Transition

# The way that was told is not the way any more, or somebody else may be reading.
_TAKES_BACK = frozenset({"turn_back", "put_off", "freeze"})
# A new journey, or the same again: its route is needed.
_NEEDS_ROUTE = (State.PLANNING, State.READY, State.IN_TRANSIT)
_HOUR = timedelta(hours=1)


def follow_journey(change: Change, one: Transition) -> None:
    """In the change that takes the step."""
    if one.name in _TAKES_BACK:
        take_back_told(change)
    if one.name == "arrive":
        change.case.route_until = this_hour() + _HOUR + ROUTE
    elif change.case.state in _NEEDS_ROUTE:
        change.case.route_until = None
