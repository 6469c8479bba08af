"""Parts of a case that are about one person of it: a base name and their number.

The first person's identity is the part that every intake writes; of the others, each
has one of their own. The number says which person, and nothing of who they are.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from evacuation.journeys.travellers import LEAD_PERSON, MOST
from evacuation.models.choices import Compartment

if TYPE_CHECKING:
    from collections.abc import Iterable


class Base(StrEnum):
    INTERVIEW = "interview"
    IDENTITY = "identity"


_NUMBERS = [str(number) for number in range(1, MOST + 1)]


def part_of(base: Base, number: str) -> str:
    """The name of the part. Raises ValueError for no number of a person."""
    if number not in _NUMBERS:
        raise ValueError(number)
    if base == Base.IDENTITY and number == LEAD_PERSON:
        return Compartment.IDENTITY.value
    return f"{base}_{number}"


def base_of(part: str) -> str:
    """What the part is, of whomever; the name itself where it is of no one person."""
    base, _line, number = part.partition("_")
    return base if number else part


def number_of(part: str) -> str:
    """Whom it is about; "" where it is of no one person."""
    return part.partition("_")[2]


def part_words(part: str) -> str:
    """A part of a case, for people."""
    number = number_of(part)
    if not number:
        return str(Compartment(part).label)
    if base_of(part) == Base.INTERVIEW:
        return _("Interview with person %(number)s") % {"number": number}
    return _("Identity of person %(number)s") % {"number": number}


# Choices are made before anybody says in which language they read.
_lazy_words = lazy(part_words, str)


def in_order(parts: Iterable[str]) -> list[str]:
    """Parts as pages list them: those of the case, then those of its people."""
    of_case = [one.value for one in Compartment]
    return sorted(
        parts,
        key=lambda part: (
            of_case.index(part) if part in of_case else len(of_case),
            part,
        ),
    )


# Every part that is about one person, but the first one's identity.
PERSON_PARTS = tuple(
    part
    for base in Base
    for number in _NUMBERS
    if (part := part_of(base, number)) not in Compartment.values
)


def part_choices() -> list[tuple[str, object]]:
    """Every part that a case can have, with words."""
    return [*Compartment.choices, *((part, _lazy_words(part)) for part in PERSON_PARTS)]
