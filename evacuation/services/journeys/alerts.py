"""A country's alert and the plans it touches: looked at again in an unlocked session.

The worker cannot read plans: an alert sets the clock of every case that is planned,
ready or on the way, and whoever opens it next drops the clock where the way goes
elsewhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models import CountryAlert
from evacuation.models.choices import RecordKind
from evacuation.services.clocks import stop_clocks
from evacuation.services.journeys.rooms import ROUTE
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.journeys.plan import Plan
    from evacuation.services.changing import Change

ROUTE_SEEN = "route"
ROUTE_LOOKED_AT = "journey.route_seen"
LONGEST_WHY = 200


class NothingSeen(DeskError):
    """A press says nothing of what was looked at."""

    code = "nothing_seen"

    def __init__(self) -> None:
        super().__init__("why", _("Say in a line why the way holds, or what is new."))


def see_route(change: Change, why: str) -> None:
    """In the caller's change: the way was looked at, and `why` it holds."""
    change.write(ROUTE, RecordKind.PLAN, what=ROUTE_SEEN, why=why[:LONGEST_WHY])
    stop_clocks(change.case, [Clock.ROUTE])


def raised_since(plan: Plan, at: datetime) -> bool:
    """Whether an open alert for a country on the way came after that, looked at or
    not."""
    rows = CountryAlert.objects.filter(country__in=plan.countries, raised_at__gt=at)
    return bool(plan.legs) and rows.filter(ended_at__isnull=True).exists()


def alerts_on(opened: OpenCase, plan: Plan) -> list[CountryAlert]:
    """Open ones of a country on the way that nobody has looked at since, newest first.

    Raises KeyMissing, NotTrusted.
    """
    if not plan.legs:
        return []
    open_ones = CountryAlert.objects.filter(
        country__in=plan.countries, ended_at__isnull=True
    ).order_by("-raised_at", "-pk")
    seen = _seen_at(opened)
    return [one for one in open_ones if seen is None or one.raised_at > seen]


def is_route_due(opened: OpenCase, plan: Plan) -> bool:
    """Whether an alert for a country on the way was not looked at yet."""
    return bool(alerts_on(opened, plan))


def _seen_at(opened: OpenCase) -> datetime | None:
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.PLAN)]
    times = [str(one["at"]) for one in said if one["what"] == ROUTE_SEEN]
    return datetime.fromisoformat(max(times)) if times else None
