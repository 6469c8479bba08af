"""The list before going as two people sign it, and whether that holds.

Whoever signs second may hold neither the medicine's key nor the phrases': for what they
cannot read the owner's session counts, for a day; the rest is looked at anew. Signed is
the plan; a new look at a border, the last yes and the host's word lie over it. Anything
else that is written takes the go away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing
from evacuation.journeys.packing import kept_shape
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.journeys.alerts import raised_since
from evacuation.services.journeys.going import lines_now, lines_read
from evacuation.services.journeys.plans import newest, plan_of
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.moves import last_move
from evacuation.workflow.movement.going import GO_LASTS, Line, Readiness, may_go

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content

LISTED = "list"
LIST_LASTS = timedelta(hours=24)
# What stands against a plan that was signed once it is written anew.
_SIGNED = (
    (ROUTE, RecordKind.TRAVELLER),
    (Compartment.HEALTH, RecordKind.HEALTH),
)
_SIGN_ANEW = _("You cannot read it: the owner signs the list, for what stands now.")


def lines_seen(opened: OpenCase, now: datetime) -> list[Line]:
    """The list as this member may take it: what they cannot read is done where the
    owner signed it within a day and nothing was written since.

    Raises KeyMissing without the key of the way, NotTrusted.
    """
    lines, shut = lines_read(opened, now)
    if not shut or _is_signed(opened, now):
        return lines
    anew = (_SIGN_ANEW,)
    return [
        Line(one.item, Readiness.BLOCKED, (*one.cleared_by, *anew))
        if one.item in shut
        else one
        for one in lines
    ]


def is_done(opened: OpenCase) -> bool:
    """Whether every line of the list is done. Raises KeyMissing, NotTrusted."""
    return may_go(lines_seen(opened, timezone.now()))


def stands(opened: OpenCase) -> bool:
    """Whether two people signed within 72 hours, and all of it holds still."""
    now = timezone.now()
    signed, seen = last_move(opened, "ready"), seen_list(opened)
    if signed is None or seen is None:
        return False
    if not _is_of_now(opened, seen, now, GO_LASTS):
        return False
    if raised_since(plan_of(opened), _signed_at(seen)):
        # A look of one alone is no new signature of two.
        return False
    return may_go(lines_now(opened, now))


def write_list(change: Change) -> None:
    """What the owner's session saw when it signed. Raises KeyMissing, NotTrusted."""
    lines = lines_now(change.opened, timezone.now())
    change.write(
        ROUTE,
        RecordKind.PLAN,
        what=LISTED,
        lines=[[str(one.item), str(one.readiness)] for one in lines],
    )


def seen_list(opened: OpenCase) -> Content | None:
    """The last that was signed. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.PLAN)]
    seen = [one for one in said if one["what"] == LISTED]
    return max(seen, key=lambda one: str(one["at"]), default=None)


def _is_signed(opened: OpenCase, now: datetime) -> bool:
    seen = seen_list(opened)
    return seen is not None and _is_of_now(opened, seen, now, LIST_LASTS)


def _is_of_now(
    opened: OpenCase, seen: Content, now: datetime, lasts: timedelta
) -> bool:
    at = _signed_at(seen)
    written = newest(opened)
    if written is None or now - at > lasts:
        return False
    return _last_written(opened, written.at) <= str(seen["at"])


def _signed_at(seen: Content) -> datetime:
    with kept_shape():
        return datetime.fromisoformat(str(seen["at"]))


def _last_written(opened: OpenCase, planned: str) -> str:
    """The hour counts where a member lacks the key: rows say no more."""
    times = [planned]
    for compartment, kind in _SIGNED:
        for row in opened.records(compartment, kind):
            try:
                times.append(str(opened.content(row)["at"]))
            except KeyMissing:
                times.append(row.written_at.isoformat(timespec="milliseconds"))
    return max(times)
