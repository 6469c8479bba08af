"""The first 72 hours after arrival: each thing with who sees to it, and what is done.

They begin with the first who is there, while others are still looked for. The list lies
beside the route, since it may say where they sleep; it goes with the route.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing, WrongState
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.reception import Item
from evacuation.models.choices import RecordKind, State
from evacuation.services.journeys.arrivals import is_anybody_there, reception
from evacuation.services.journeys.plans import planning
from evacuation.services.journeys.rooms import ROUTE, open_journey_room

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

FIRST_DAYS = "first_days"
_THERE = (State.ARRIVED, State.FOLLOW_UP)
LONGEST_WHO = 120


@dataclass(frozen=True, slots=True)
class SeenTo:
    """`who`: in words; "" while nobody is named."""

    who: str = ""
    done: bool = False


def see_to_first_days(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    seen_to: Mapping[Item, SeenTo],
) -> None:
    """The whole list anew, by the owner, a lead or a verifier; once one of them is
    there.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted,
    TooLongText.
    """
    with planning(
        actor,
        case_id,
        version,
        "journey.first_days",
        states=(*_THERE, State.IN_TRANSIT),
    ) as change:
        if not is_time(change.opened):
            raise WrongState(message=_("Nobody is there yet."))
        open_journey_room(change, ROUTE)
        kept = {str(item): [one.who, one.done] for item, one in seen_to.items()}
        change.write(ROUTE, RecordKind.PLAN, what=FIRST_DAYS, seen_to=kept)


def is_time(opened: OpenCase) -> bool:
    """Whether the list is kept: from the first of them on. Raises KeyMissing,
    NotTrusted."""
    if opened.case.state == State.IN_TRANSIT:
        return is_anybody_there(opened)
    return opened.case.state in _THERE


def first_days(opened: OpenCase) -> dict[Item, SeenTo]:
    """Every item; at first as the host said it, for who reads that.

    Raises KeyMissing, NotTrusted.
    """
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.PLAN)]
    lists = [one for one in said if one["what"] == FIRST_DAYS]
    if not lists:
        done = _told_by_host(opened)
        return {item: SeenTo(done=item in done) for item in Item}
    newest = max(lists, key=lambda one: str(one["at"]))
    with kept_shape():
        kept = {
            Item(item): SeenTo(str(who), bool(done))
            for item, (who, done) in newest["seen_to"].items()
        }
    return {item: kept.get(item, SeenTo()) for item in Item}


def is_begun(opened: OpenCase) -> bool:
    """Whether anything of it is done. Raises KeyMissing, NotTrusted."""
    return any(one.done for one in first_days(opened).values())


def _told_by_host(opened: OpenCase) -> frozenset[Item]:
    try:
        told = reception(opened)
    except KeyMissing:
        return frozenset()
    return told.seen_to if told else frozenset()
