"""What was done with a case: its steps, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacuation.models.choices import State
from evacuation.services.moves import moves
from evacuation.showing.steps import said_words
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase


@dataclass(frozen=True, slots=True)
class Done:
    """A step, taken or proposed; `said`: (words of the field, what was said)."""

    at: datetime
    by: str
    label: Any
    origin: Any
    said: list[tuple[Any, Any]]


def timeline(opened: OpenCase, name_of: Callable[[str], str]) -> list[Done]:
    """As far as the member's keys open it. `name_of`: of vault/cards.py, in words."""
    return [
        Done(
            at=datetime.fromisoformat(move.at),
            by=name_of(move.by),
            label=BY_NAME[move.step].label,
            origin=State(move.origin).label,
            said=said_words(BY_NAME[move.step], move),
        )
        for move in reversed(moves(opened))
        if move.step in BY_NAME
    ]
