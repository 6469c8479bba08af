"""What each person told alone: read by who heard it and a lead, and by nobody else.

Two who go together may be each other's danger. Each interview is a part of its own with
a key of its own; who helps one person does not receive what the other one told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.access import record_reading
from evacuation.errors import DeskError, NotVisible
from evacuation.models.choices import RecordKind
from evacuation.person_parts import Base, base_of, number_of, part_of
from evacuation.services.changing import OWNED, changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.handing import hears_another
from evacuation.services.journeys.rooms import PLANNERS, may_open_journey
from evacuation.services.journeys.travellers import called_here

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


# A look at what somebody told alone.
LOOK = "interview.opened"


class HeardAnother(DeskError):
    """Who heard one person of a case does not hear another one of it."""

    code = "heard_another"
    message = _(
        "You heard another person of this case. Somebody else asks this one, so that "
        "neither learns through you what the other said."
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One record. `at`: ISO 8601; `by`: a name of vault/cards.py."""

    at: str
    by: str
    text: str


def write_interview(
    *, actor: Unlocked, case_id: UUID, version: int, person: str, text: str
) -> None:
    """What this person said alone, by who heard it. The first word makes the part.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, HeardAnother, NoRight,
    KeyMissing where others heard this person, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="journey.interview",
        states=OWNED,
        rights=PLANNERS,
    ) as change:
        opened = change.opened
        part = _part(opened, person)
        if hears_another(opened, part, actor.card):
            raise HeardAnother
        ensure_compartment(change, part, owner=False)
        change.write(part, RecordKind.INTERVIEW, text=text)


def hear_interview(opened: OpenCase, person: str) -> list[Told]:
    """What they said, to be shown: the look is recorded, and names what was looked at.

    Raises NotVisible, KeyMissing, NotTrusted.
    """
    told = interview(opened, person)
    rows = opened.records(_part(opened, person), RecordKind.INTERVIEW)
    record_reading(opened, LOOK, rows[-1] if rows else None)
    return told


def interview(opened: OpenCase, person: str) -> list[Told]:
    """Oldest first. Raises NotVisible, KeyMissing, NotTrusted."""
    rows = opened.records(_part(opened, person), RecordKind.INTERVIEW)
    said = sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))
    return [Told(str(one["at"]), str(one["by"]), str(one["text"])) for one in said]


def is_heard(opened: OpenCase, person: str) -> bool:
    """Whether somebody wrote down what they said."""
    part = part_of(Base.INTERVIEW, person)
    return any(row.compartment == part for row in opened.all_keys())


def may_hear(opened: OpenCase, person: str) -> bool:
    """Whether the member reads it, or may write the first word of it."""
    part = part_of(Base.INTERVIEW, person)
    if is_heard(opened, person):
        return opened.holds(part)
    me = opened.me
    return me.may(*PLANNERS) and not hears_another(opened, part, me.card)


def left_without_route(opened: OpenCase) -> list[str]:
    """Whom the member heard and whose place in the journey is gone, by number.

    The route is destroyed long before the case is; what they told alone stays.
    """
    made = {row.compartment for row in opened.all_keys()}
    heard = [one for one in made if base_of(one) == Base.INTERVIEW]
    listed = called_here(opened)
    numbers = (number_of(one) for one in heard if opened.holds(one))
    return sorted(one for one in numbers if one not in listed)


def require_heard(opened: OpenCase, person: str) -> None:
    """Raises NotVisible for nobody of this journey and of none before."""
    if person in left_without_route(opened):
        return
    if not may_open_journey(opened) or person not in called_here(opened):
        raise NotVisible


def _part(opened: OpenCase, person: str) -> str:
    """Raises NotVisible for nobody of this journey."""
    require_heard(opened, person)
    return part_of(Base.INTERVIEW, person)
