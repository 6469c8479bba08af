"""What a step of the workflow does to a journey, beside state and clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.services.journeys.disclosing import take_back_told

if TYPE_CHECKING:
    from evacuation.services.changing import Change
    from evacuation.workflow.transition import Transition

# The way that was told is not the way any more, or somebody else may be reading.
_TAKES_BACK = frozenset({"turn_back", "put_off", "freeze"})


def follow_journey(change: Change, one: Transition) -> None:
    """In the change that takes the step."""
    if one.name in _TAKES_BACK:
        take_back_told(change)
