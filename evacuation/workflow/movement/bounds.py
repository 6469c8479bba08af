"""How near to now the days and times of a journey lie.

A day far away is a slip of the pen. Taken as it is it hides what is missing (a look
that counts for ever), or no day can be counted from it any more.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from evacuation.workflow.movement.legs import Leg

# Nobody plans further ahead.
NEAR = timedelta(days=731)
# Back to here somebody went, or something was looked at or counted.
OLDEST = timedelta(days=3653)
# Some papers never run out; what is written for that is further away than this.
PAPERS_LAST = timedelta(days=36525)
LONGEST_LEG = timedelta(days=7)
# The clocks furthest east: there it is tomorrow already.
_EASTMOST = timedelta(hours=14)
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_Day = TypeVar("_Day", bound=date)


def latest_today(now: datetime) -> date:
    """The day that it is where it is latest."""
    return (now.astimezone(UTC) + _EASTMOST).date()


def time_fault(at: datetime, now: datetime) -> _StrPromise | None:
    """Why nobody travels at this time (aware); None where they may."""
    if at.date() - now.date() > NEAR:
        return _("Nobody plans further ahead than two years.")
    return _too_old(at.date(), now)


def look_fault(on: date, now: datetime) -> _StrPromise | None:
    """Why nothing was looked at or counted on this day."""
    if on > latest_today(now):
        return _("This day has not come yet.")
    return _too_old(on, now)


def papers_fault(until: date, now: datetime) -> _StrPromise | None:
    """Why no papers are valid until this day."""
    if abs(until - now.date()) > PAPERS_LAST:
        return _("No papers are valid until this day.")
    return None


def leg_faults(leg: Leg, now: datetime) -> Iterator[tuple[str, _StrPromise]]:
    """(field, why) of each time of a leg that cannot be."""
    for name, at in (("begins", leg.begins), ("ends", leg.ends)):
        if why := time_fault(at, now):
            yield name, why
    if leg.ends <= leg.begins:
        yield "ends", _("It arrives after it sets out.")
    elif leg.ends - leg.begins > LONGEST_LEG:
        yield "ends", _("A leg lasts seven days at most. Write where they rest.")


def within_reach(kept: _Day) -> _Day:
    """The same, or the nearest from which days can be counted: what was kept before
    there were bounds shuts no page."""
    if _FIRST.year <= kept.year <= _LAST.year:
        return kept
    end = _FIRST if kept.year < _FIRST.year else _LAST
    return kept.replace(year=end.year, month=end.month, day=end.day)


def _too_old(day: date, now: datetime) -> _StrPromise | None:
    if now.date() - day > OLDEST:
        return _("This is more than ten years ago.")
    return None
