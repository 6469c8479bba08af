"""The clock that a country's alert set, in a session that can read the plan."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.models.choices import RecordKind, State
from evacuation.services.changing import changing
from evacuation.services.clocks import stop_clocks
from evacuation.services.journeys.alerts import ROUTE_LOOKED_AT, is_route_due
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import PLANNERS, ROUTE
from evacuation.services.journeys.travellers import require_planner
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from evacuation.access import OpenCase

_ELSEWHERE = "elsewhere"
_IN = (State.PLANNING, State.READY, State.IN_TRANSIT)


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
    """Whether a case is ready to go through a country that has an open alert."""
    ready = opened.case.state == State.READY
    return ready and _waits(opened) and _is_touched(opened) is True


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
