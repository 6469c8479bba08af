"""The transition table: every step a case can take, who takes it, on what conditions.

From it come the permission test, the buttons, the API's actions and the picture in
docs/workflow.md. `rows` are the numbers there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.workflow.deadlines import Clock
from evacuation.workflow.rows.arriving import ARRIVING
from evacuation.workflow.rows.deciding import DECIDING
from evacuation.workflow.rows.helping import HELPING
from evacuation.workflow.rows.leaving import LEAVING
from evacuation.workflow.rows.moving import MOVING
from evacuation.workflow.rows.resting import RESTING
from evacuation.workflow.states import PARKED, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.workflow.transition import Transition

TABLE: tuple[Transition, ...] = (
    *ARRIVING,
    *DECIDING,
    *HELPING,
    *MOVING,
    *RESTING,
    *LEAVING,
)
_WAITS = frozenset({State.WAITLISTED, State.REFERRED_OUT})
# What begins anew where a stopped case goes on.
_BACK_IN = {
    State.PLANNING: (Clock.PLAN,),
    State.CONTACT_LOST: (Clock.REVIEW,),
}
BY_NAME: dict[str, Transition] = {one.name: one for one in TABLE}


def leaving(state: State) -> list[Transition]:
    """Every step out of a state, in the table's order."""
    return [one for one in TABLE if state in one.sources]


def targets(one: Transition, before: Iterable[State] = ()) -> frozenset[State]:
    """Where it leads; `before`: the states that a parked case may have come from."""
    if one.target is not None:
        return frozenset({one.target}) | (one.back.to if one.back else frozenset())
    return frozenset(before)


def starts(one: Transition, target: State) -> tuple[Clock, ...]:
    """The clocks that begin with it; back in a wait, the wait is looked at again."""
    if one.back and target in one.back.to:
        return (*one.back.starts, *_BACK_IN.get(target, ()))
    if one.target is None and target in _WAITS:
        return (*one.starts, Clock.REVIEW)
    return one.starts


def stops(one: Transition, target: State) -> tuple[Clock, ...]:
    """The clocks that end with it."""
    if one.back and target in one.back.to:
        return one.back.stops
    return one.stops


def came_from(state: State) -> frozenset[State]:
    """The states that a parked case may go back to: where one can be parked from."""
    into = [one for one in TABLE if one.target == state]
    return frozenset(s for one in into for s in one.sources) - PARKED
