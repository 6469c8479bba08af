"""What who looks after the medicine must know of a journey: who goes, and until when.

They hold no key of the way. The day on which the journey ends and the numbers of those
who go are written beside the medicine, by whoever writes the plan and holds its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.journeys.packing import day, kept_shape, packed
from evacuation.models.choices import Compartment, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evacuation.access import OpenCase
    from evacuation.journeys.plan import Plan
    from evacuation.journeys.travellers import Person
    from evacuation.services.changing import Change

NEEDED = "needed"
_PART = Compartment.HEALTH


@dataclass(frozen=True, slots=True)
class Needed:
    """`people`: numbers of those who go. `ends`: the day on which they arrive, None
    while no leg is written."""

    people: tuple[str, ...] = ()
    ends: date | None = None


def needed_of(people: Iterable[Person], plan: Plan) -> Needed:
    ends = plan.legs[-1].leg.ends.date() if plan.legs else None
    return Needed(tuple(one.number for one in people), ends)


def write_needed(change: Change, people: Iterable[Person], plan: Plan) -> None:
    """In the caller's change; nothing where nobody was asked for medicine yet, where
    the writer lacks its key, or where it stands already.

    Raises NotTrusted.
    """
    opened, found = change.opened, needed_of(people, plan)
    if opened.holds(_PART) and needed(opened) != found:
        # Of another kind than medicine: that the plan changed is not written twice.
        change.write(
            _PART,
            RecordKind.PLAN,
            what=NEEDED,
            people=list(found.people),
            ends=packed(found.ends),
        )


def needed(opened: OpenCase) -> Needed:
    """As it was written last. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(_PART, RecordKind.PLAN)]
    last = max(said, key=lambda one: str(one["at"]), default=None)
    if last is None:
        return Needed()
    with kept_shape():
        return Needed(tuple(map(str, last["people"])), day(last["ends"]))
