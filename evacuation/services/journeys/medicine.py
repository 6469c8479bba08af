"""Medicine of those who go: kind and days, in a compartment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.journeys.packing import day, kept_shape, packed
from evacuation.journeys.travellers import LEAD_PERSON
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.services.journeys.needed import needed, write_needed
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import (
    ROUTE,
    may_open_journey,
    open_journey_room,
)
from evacuation.services.journeys.travellers import going, travellers
from evacuation.vault.cards import Right
from evacuation.workflow.movement.bounds import latest_today, look_fault
from evacuation.workflow.movement.health import Medicine, MedicineKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

MEDICAL = frozenset({Right.COORDINATOR, Right.LEAD, Right.MEDICAL})


class NotCountedThen(DeskError):
    """Medicine counted on a day that has not come, or long ago."""

    code = "not_counted_then"


class NoneAndSome(DeskError):
    """Either they need none, or it is written which."""

    code = "none_and_some"

    def __init__(self) -> None:
        super().__init__("none", _("They need none, or this one: not both."))


class NoSuchPerson(DeskError):
    """Nobody of this journey has this number."""

    code = "no_such_person"

    def __init__(self) -> None:
        super().__init__("person", _("Nobody of this journey has this number."))


def save_medicines(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    person: str,
    medicines: Sequence[Medicine],
    none: bool = False,
) -> None:
    """What this person takes along. `none`: they were asked, and need none; without it
    and without any medicine nobody has asked them yet.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NotCountedThen,
    NoneAndSome, NoSuchPerson, KeyMissing, NotTrusted, TooLongText.
    """
    if none and medicines:
        raise NoneAndSome
    for one in medicines:
        if why := look_fault(one.counted_on, timezone.now()):
            raise NotCountedThen("medicines", why)
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="journey.medicine",
        states=OWNED,
        rights=MEDICAL,
    ) as change:
        if not may_see_medicine(change.opened):
            raise NotAllowed
        if person not in _numbers(change.opened):
            raise NoSuchPerson
        open_journey_room(change, Compartment.HEALTH)
        kept = [packed(one) for one in medicines]
        said = {"person": person, "medicines": kept, "none": none}
        change.write(Compartment.HEALTH, RecordKind.HEALTH, **said)
        if change.opened.holds(ROUTE):
            write_needed(change, going(change.opened), plan_of(change.opened))


def _numbers(opened: OpenCase) -> set[str]:
    """Who asked for help, whoever was written down, and whose medicine is kept; for who
    reads no way, who goes. Raises KeyMissing, NotTrusted."""
    found = {LEAD_PERSON, *needed(opened).people}
    kept = opened.readable(Compartment.HEALTH, RecordKind.HEALTH).values()
    found |= {str(one["person"]) for one in kept}
    if opened.holds(ROUTE):
        found |= {one.number for one in travellers(opened)}
    return found


def may_see_medicine(opened: OpenCase) -> bool:
    """Who holds its key; before there is one, who plans the journey."""
    if not opened.me.may(*MEDICAL):
        return False
    made = any(row.compartment == Compartment.HEALTH for row in opened.all_keys())
    return opened.holds(Compartment.HEALTH) if made else may_open_journey(opened)


def medicines(opened: OpenCase) -> dict[str, list[Medicine]]:
    """By the person's number; whoever was not asked is not in it, nor of whom nobody
    wrote that they need none.

    Raises KeyMissing where it is written and the member holds no key, NotTrusted.
    """
    rows = opened.records(Compartment.HEALTH, RecordKind.HEALTH)
    said = sorted((opened.content(row) for row in rows), key=lambda o: str(o["at"]))
    newest = {str(one["person"]): one for one in said}
    today = latest_today(timezone.now())
    with kept_shape():
        return {
            who: [_medicine(kept, today) for kept in one["medicines"]]
            for who, one in newest.items()
            if one["medicines"] or one.get("none")
        }


def _medicine(kept: dict[str, object], today: date) -> Medicine:
    """What is kept as counted on a day that has not come was not counted."""
    counted_on = day(kept["counted_on"])
    if counted_on is None:
        raise ValueError(kept)
    return Medicine(
        kind=MedicineKind(str(kept["kind"])),
        days=int(str(kept["days"])) if counted_on <= today else 0,
        counted_on=min(counted_on, today),
        supplier=bool(kept["supplier"]),
        letter_needed=bool(kept["letter_needed"]),
        letter=bool(kept["letter"]),
    )
