"""Who goes: written by the owner or a verifier, each person in records of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, NotAllowed
from evacuation.journeys.travellers import LEAD_PERSON, MOST, Going, Person
from evacuation.models.choices import Compartment, RecordKind
from evacuation.person_parts import number_of
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.journeys.rooms import (
    PLANNERS,
    ROUTE,
    open_journey_room,
)
from evacuation.services.place import person_of
from evacuation.workflow.movement.bounds import look_fault, papers_fault
from evacuation.workflow.people import By

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.papers import Papers


_NUMBERS = [str(number) for number in range(1, MOST + 1)]


class TooManyPeople(DeskError):
    """More than one case can carry."""

    code = "too_many_people"
    message = _("At most nine people go in one case. Open another one for the others.")


class LeadStays(DeskError):
    """The first person is who asked: others go with them or apart."""

    code = "lead_person"

    def __init__(self) -> None:
        super().__init__(
            "going", _("The first person is the one whom the others go with.")
        )


class ApartUnexplained(DeskError):
    """Families stay together, unless somebody's safety asks for another way."""

    code = "apart_unexplained"

    def __init__(self) -> None:
        super().__init__(
            "why_apart",
            _("Say what makes it dangerous together; else they go together."),
        )


class NoSuchDay(DeskError):
    """A day on which no list was looked at, or until which no papers are valid."""

    code = "no_such_day"


class SameUnsaid(DeskError):
    """Something of this number is kept, and nobody said that it is the same person."""

    code = "same_unsaid"

    def __init__(self, free: str) -> None:
        """`free`: the number that somebody else gets, "" where none is left."""
        same = _("Say whether it is the same person as before.")
        other = _(
            "Say whether it is the same person as before. Somebody else gets number "
            "%(free)s."
        )
        super().__init__("same_as_before", other % {"free": free} if free else same)


def save_traveller(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    person: Person,
    same_as_before: bool = False,
) -> None:
    """Write one person down, or anew: `person.number` says which.

    `same_as_before`: they are whom an earlier journey called by this number, of whom
    something is kept. By the owner, a lead or a verifier. Raises NotVisible,
    NotAllowed, StaleVersion, WrongState, TooManyPeople, SameUnsaid, LeadStays,
    ApartUnexplained, NoSuchDay, KeyMissing, NotTrusted, TooLongText.
    """
    _require_days(person.papers)
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="journey.person",
        states=OWNED,
        rights=PLANNERS,
    ) as change:
        require_planner(change.opened)
        numbers = {one.number for one in travellers(change.opened)}
        if len(numbers | {person.number}) > MOST:
            raise TooManyPeople
        if not same_as_before and person.number in of_before(change.opened):
            raise SameUnsaid(free_number(change.opened))
        if person.number == LEAD_PERSON and person.going != Going.TOGETHER:
            raise LeadStays
        if person.going == Going.APART and not person.why_apart.strip():
            raise ApartUnexplained
        write_traveller(change, person)


def _require_days(papers: Papers) -> None:
    """Raises NoSuchDay, by the field of the form."""
    now, until = timezone.now(), papers.valid_until
    if until is not None and (why := papers_fault(until, now)):
        raise NoSuchDay("valid_until", why)
    for look in papers.wanted:
        if why := look_fault(look.on, now):
            raise NoSuchDay(f"on_{look.scope}", why)


def write_traveller(change: Change, person: Person) -> None:
    """In the caller's change. Raises NoRight, KeyMissing, NotTrusted, TooLongText."""
    open_journey_room(change, ROUTE)
    change.write(ROUTE, RecordKind.TRAVELLER, person=person.packed())


def travellers(opened: OpenCase) -> list[Person]:
    """By number, each as it was written last. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.TRAVELLER)]
    newest = {
        str(one["person"]["number"]): one["person"]
        for one in sorted(said, key=lambda one: str(one["at"]))
    }
    return [Person.unpacked(newest[number]) for number in sorted(newest)]


def called_here(opened: OpenCase) -> dict[str, str]:
    """What each is called, by number; nobody for who holds no key of the route."""
    try:
        return {one.number: one.called for one in travellers(opened)}
    except KeyMissing:
        return {}


def going(opened: OpenCase) -> list[Person]:
    """Those who go together with the first person, the first person included."""
    return [one for one in travellers(opened) if one.going == Going.TOGETHER]


def is_open_number(opened: OpenCase, number: str) -> bool:
    """Whether it is somebody's, the next one, or of whom something is kept.

    Raises KeyMissing, NotTrusted.
    """
    known = {one.number for one in travellers(opened)} | _kept_of(opened)
    return number in known or number == next_number(opened)


def next_number(opened: OpenCase) -> str:
    """The first person first; nobody new gets the number under which something of an
    earlier journey is kept, while another is left. Raises KeyMissing, NotTrusted.
    """
    taken = {one.number for one in travellers(opened)}
    left = [one for one in _NUMBERS if one not in taken]
    return free_number(opened) or next(iter(left), _NUMBERS[-1])


def free_number(opened: OpenCase) -> str:
    """The first that is nobody's and of which nothing is kept; "" where none is left.

    The first person is who asked, in each journey. Raises KeyMissing, NotTrusted.
    """
    taken, before = {one.number for one in travellers(opened)}, of_before(opened)
    free = (one for one in _NUMBERS if one not in taken and one not in before)
    return next(free, "")


def of_before(opened: OpenCase) -> frozenset[str]:
    """Numbers of an earlier journey under which something of somebody is kept, and
    whom nobody wrote down since. Raises KeyMissing, NotTrusted.
    """
    here = {one.number for one in travellers(opened)}
    return frozenset(_kept_of(opened) - here - {LEAD_PERSON})


def _kept_of(opened: OpenCase) -> set[str]:
    """Numbers of persons who have a part of their own, or whose medicine is written."""
    parts = {number_of(row.compartment) for row in opened.all_keys()} - {""}
    kept = opened.readable(Compartment.HEALTH, RecordKind.HEALTH).values()
    return parts | {str(one["person"]) for one in kept}


def require_planner(opened: OpenCase) -> None:
    """Raises NotAllowed unless they own the case, lead or verify."""
    if not person_of(opened).may_be_any(frozenset({By.OWNER, By.VERIFIER})):
        raise NotAllowed
