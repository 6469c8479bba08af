"""Who is away and what that leaves open, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.models import Member
from evacuation.services.absences import nobody_left

if TYPE_CHECKING:
    from datetime import datetime

_ROLES = {str(code): words for code, words in Member.Role.choices}


@dataclass(frozen=True, slots=True)
class ShownNobody:
    """Everybody with this role is away, until the first of them is back."""

    role: str
    since: datetime
    until: datetime


def shown_nobody_left() -> list[ShownNobody]:
    """Of each role that the desk needs: the next stretch in which nobody is there."""
    return [
        ShownNobody(str(_ROLES[one.role]), one.since, one.until)
        for one in nobody_left()
    ]
