"""A country's alert in a session that can read the plan: its clock, a look at the way,
and the go that falls with it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.models.choices import RecordKind, State
from evacuation.models.proposal import Action
from evacuation.services import proposing
from evacuation.services.changing import changing
from evacuation.services.clocks import next_due, stop_clocks
from evacuation.services.countries.alerts import STOPPED
from evacuation.services.journeys.alerts import (
    ROUTE_LOOKED_AT,
    NothingSeen,
    is_route_due,
    see_route,
)
from evacuation.services.journeys.plans import (
    LOOKED_AT_IN,
    plan_of,
    planning,
    require_plan,
)
from evacuation.services.journeys.rooms import PLANNERS, ROUTE
from evacuation.services.journeys.travellers import require_planner
from evacuation.services.moving import carry_out, require, write_move
from evacuation.steps import NEXT
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.unlocked import Unlocked

_ELSEWHERE = "elsewhere"
_RECHECK = BY_NAME["recheck"]
# Also while it rests or was stopped: an alert rings there, too.
_STOPPED = tuple(State(state.value) for state in STOPPED)
_IN = (State.PLANNING, State.READY, State.IN_TRANSIT, *_STOPPED)
ROUTE_LOOKED_AT_IN = (*LOOKED_AT_IN, *_STOPPED)


def look_at_route(*, actor: Unlocked, case_id: UUID, version: int, why: str) -> None:
    """The way was looked at again after what is known of it today; `why` it holds.

    Who is ready to go does not go on a look of one alone: with an alert on their way
    the go falls, everything is checked and signed again, and the way is looked at then.
    So does a list that one has signed and that waits for the second.
    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoPlan, NothingSeen,
    SetByHand, KeyMissing, NotTrusted.
    """
    why = why.strip()
    if not why:
        raise NothingSeen
    with planning(
        actor, case_id, version, ROUTE_LOOKED_AT, states=ROUTE_LOOKED_AT_IN
    ) as change:
        require_plan(change.opened)
        due = is_route_due(change.opened, plan_of(change.opened))
        if due and change.case.state == State.READY:
            _recheck(change, why)
            return
        see_route(change, why)
        if due and proposing.withdraw_all(change, Action.READY):
            # What one signed before the alert is signed by nobody after it.
            change.next(NEXT[State(change.case.state)], next_due(change.case))


def _recheck(change: Change, why: str) -> None:
    """Row 38: the go falls."""
    said = {"text": why}
    change.verb = f"case.{_RECHECK.name}"
    require(change, _RECHECK)
    write_move(change, _RECHECK, said)
    carry_out(change, _RECHECK, said)


def drop_untouched(opened: OpenCase) -> OpenCase:
    """Where no open alert is of a country on the way, its clock goes.

    Where one is, the clock stays until somebody looks at the route. The case as it is
    afterwards.
    """
    if not _waits(opened) or _is_touched(opened) is not False:
        return opened
    with (
        suppress(DirectoryError),
        changing(
            actor=opened.me,
            case_id=opened.case.pk,
            version=opened.case.version,
            verb=ROUTE_LOOKED_AT,
            states=_IN,
            rights=PLANNERS,
        ) as change,
    ):
        require_planner(change.opened)
        # As a look at the route leaves it: columns and audit say no more of the way.
        change.write(ROUTE, RecordKind.PLAN, what=_ELSEWHERE)
        stop_clocks(change.case, [Clock.ROUTE])
    return open_case(opened.me, opened.case.pk)


def is_go_touched(opened: OpenCase) -> bool:
    """Whether a case is ready to go through a country that has an open alert.

    Whether its clock runs or not: it may be ready since the alert.
    """
    ready = opened.case.state == State.READY and opened.holds(ROUTE)
    return ready and _is_touched(opened) is True


def _waits(opened: OpenCase) -> bool:
    if opened.case.state not in _IN or not opened.holds(ROUTE):
        return False
    return opened.case.deadlines.filter(clock=str(Clock.ROUTE)).exists()


def _is_touched(opened: OpenCase) -> bool | None:
    """None where the plan cannot be trusted: then nothing is taken for granted."""
    try:
        return is_route_due(opened, plan_of(opened))
    except DirectoryError:
        return None
