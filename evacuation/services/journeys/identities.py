"""Who the others are: names and numbers of papers, a part for each person.

The first person's identity is what the intake wrote. Read by verifiers and leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.journeys.travellers import LEAD_PERSON
from evacuation.models.choices import RecordKind
from evacuation.person_parts import Base, base_of, number_of, part_of
from evacuation.services.changing import OWNED, changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.handing import RECEIVES
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.journeys.travellers import travellers

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

IDENTIFYING = RECEIVES[Base.IDENTITY]


@dataclass(frozen=True, slots=True)
class Identity:
    """`sound`: whether it is what was written; else the words are empty."""

    number: str
    name: str = ""
    papers: str = ""
    sound: bool = True


def save_identity(
    *, actor: Unlocked, case_id: UUID, version: int, person: str, name: str, papers: str
) -> None:
    """Who a further person is, as a whole; by a verifier or a lead.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoRight, KeyMissing,
    NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="journey.identity",
        states=OWNED,
        rights=IDENTIFYING,
    ) as change:
        require_further(change.opened, person)
        part = part_of(Base.IDENTITY, person)
        ensure_compartment(change, part)
        change.write(part, RecordKind.PERSON, name=name, papers=papers)


def require_further(opened: OpenCase, person: str) -> None:
    """Raises NotVisible for the first person, and for nobody of this journey."""
    if not may_open_journey(opened) or person == LEAD_PERSON:
        raise NotVisible
    if person not in {one.number for one in travellers(opened)}:
        raise NotVisible


def may_identify(opened: OpenCase, person: str) -> bool:
    """Whether the member may write who this further person is."""
    part = part_of(Base.IDENTITY, person)
    if person == LEAD_PERSON or not opened.me.may(*IDENTIFYING):
        return False
    made = any(row.compartment == part for row in opened.all_keys())
    return opened.holds(part) if made else True


def identities(opened: OpenCase) -> list[Identity]:
    """Of the further persons whose part the member opens, by number."""
    made = {row.compartment for row in opened.all_keys() if number_of(row.compartment)}
    parts = sorted(part for part in made if base_of(part) == Base.IDENTITY)
    return [_identity(opened, part) for part in parts if opened.holds(part)]


def _identity(opened: OpenCase, part: str) -> Identity:
    number = number_of(part)
    try:
        rows = opened.records(part, RecordKind.PERSON)
        said = [opened.content(row) for row in rows]
    except (KeyMissing, NotTrusted):
        return Identity(number, sound=False)
    last = max(said, key=lambda one: str(one["at"]), default={})
    return Identity(number, str(last.get("name", "")), str(last.get("papers", "")))
