"""What was done with a case, step by step, as its sealed records say."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.workflow.states import State
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

# Of a record that the case was given to somebody: no step of the table.
ASSIGNED = "assign"
# Where a step may be written down, by who holds which key.
ROOMS = (
    Compartment.TRIAGE,
    Compartment.DECISION,
    Compartment.VERIFICATION,
    Compartment.IDENTITY,
    Compartment.LOGISTICS,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A step that was taken or proposed. `by`: a name of vault/cards.py."""

    record: UUID
    at: str
    by: str
    step: str
    origin: str
    level: str
    said: Content
    two: bool | None = None  # whether it took a second person when it was taken
    version: int = 0  # of the case, before the step
    done: str = ""  # when it happened; "" while it waits for a second person
    second: str = ""  # who that was, as `by`
    led_to: str = ""  # where the table alone does not say

    @property
    def target(self) -> State | None:
        """Where it led; None back to where the case was parked from."""
        if self.led_to:
            return State(self.led_to)
        one = BY_NAME.get(self.step)
        return one.target if one else None


def moves(opened: OpenCase) -> list[Move]:
    """Oldest first, as far as this member's keys open them."""
    said: dict[UUID, Content] = {}
    for room in ROOMS:
        for row in opened.records(room, RecordKind.MOVE):
            with suppress(KeyMissing, NotTrusted):
                said[row.pk] = opened.content(row)
    confirmed = {
        str(one["confirms"]): one for one in said.values() if "confirms" in one
    }
    found = []
    for record, one in said.items():
        with suppress(KeyError):
            found.append(_move(record, one, confirmed.get(str(record), {})))
    return sorted(found, key=lambda move: move.at)


def last_move_into(opened: OpenCase, state: State) -> Move | None:
    """The newest step of the table into this state: no stop that was lifted, which
    leaves who is looked for looked for."""
    into = [
        move
        for move in moves(opened)
        if move.step in BY_NAME and BY_NAME[move.step].target == state
    ]
    return into[-1] if into else None


def last_move(opened: OpenCase, *steps: str) -> Move | None:
    """The newest of these steps that was done; what only waits was not."""
    found = [move for move in moves(opened) if move.step in steps and move.done]
    return max(found, key=lambda move: move.done, default=None)


def _move(record: UUID, said: Content, confirmed: Content) -> Move:
    at = str(confirmed.get("at", ""))
    return Move(
        record=record,
        at=str(said["at"]),
        by=str(said["by"]),
        step=str(said["step"]),
        origin=str(said["origin"]),
        level=str(said["level"]),
        said=dict(said["said"]),
        two=said.get("two"),
        version=int(said.get("version", 0)),
        second=str(confirmed.get("by", "")),
        led_to=str(confirmed.get("led_to", "")),
        done=at or ("" if said.get("two") else str(said["at"])),
    )
