"""What is handed over at the end of a shift: next step, due time, risks, as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evacuation.access import OpenCase
from evacuation.duty_board import Row, Show, rows
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import State
from evacuation.services import assessing, contacting
from evacuation.showing.urgency import standing
from evacuation.workflow.dangers import Flag

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class OwnCase:
    """`flags`: red flags of the last assessment; `unsafe`: against direct contact.

    `sound`: False where the sealed parts do not open or are not what was written.
    """

    row: Row
    flags: list[Any]
    unsafe: list[Any]
    stale: bool
    sound: bool

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to watch out for."""
        marks = self.row.line.marks if self.row.line else ()
        risks = (self.flags, self.unsafe, marks, self.row.has_message, self.stale)
        return self.sound and not any(risks)


def own_cases(me: Unlocked, now: datetime) -> list[OwnCase]:
    """Every open case of this member, as the board sorts them."""
    mine = rows(me, show=Show.MINE)
    return [_own(me, row, now) for row in mine if row.case.state != State.CLOSED]


def _own(me: Unlocked, row: Row, now: datetime) -> OwnCase:
    opened = OpenCase(me, row.case)
    try:
        said = assessing.newest(opened)
        flags = assessing.unpacked(said["facts"]).flags if said else frozenset()
        unsafe = [one.label for one in contacting.unsafe_now(opened, now)]
    except (KeyMissing, NotTrusted):
        return OwnCase(row, [], [], stale=False, sound=False)
    found = standing(opened, str, now)
    return OwnCase(
        row=row,
        flags=[flag.label for flag in Flag if flag in flags],
        unsafe=unsafe,
        stale=found is not None and (found.stale or found.newest is None),
        sound=not row.false,
    )
