"""What was done with a case: its steps, newest first, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacuation.models.choices import State
from evacuation.services.moves import moves
from evacuation.services.proposing import all_pending, holds
from evacuation.showing.steps import said_words
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.moves import Move


@dataclass(frozen=True, slots=True)
class Done:
    """A step, taken or proposed; `said`: (words of the field, what was said).

    `waits`: for a second person. `dropped`: no second person said it. `confirmed`: when
    one did, None where one took it alone.
    """

    at: datetime
    by: str
    label: Any
    origin: Any
    said: list[tuple[Any, Any]]
    waits: bool
    dropped: bool
    confirmed: datetime | None


def timeline(opened: OpenCase, name_of: Callable[[str], str]) -> list[Done]:
    """As far as the member's keys open it. `name_of`: of vault/cards.py, in words."""
    waiting = {proposal.pk for proposal in all_pending(opened)}
    return [
        Done(
            at=datetime.fromisoformat(move.at),
            by=name_of(move.by),
            label=BY_NAME[move.step].label,
            origin=State(move.origin).label,
            said=said_words(BY_NAME[move.step], move),
            waits=move.record in waiting,
            dropped=move.record not in waiting and not _was_done(opened, move),
            confirmed=_confirmed(move),
        )
        for move in reversed(moves(opened))
        if move.step in BY_NAME
    ]


def _was_done(opened: OpenCase, move: Move) -> bool:
    """The second word may lie where this member reads nothing; signatures do not."""
    if move.done:
        return True
    asked = opened.case.proposals.filter(pk=move.record).first()
    return asked is not None and holds(opened, asked)


def _confirmed(move: Move) -> datetime | None:
    return datetime.fromisoformat(move.done) if move.two and move.done else None
