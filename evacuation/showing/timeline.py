"""What was done with a case, newest first, and what became of each step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.models.choices import State
from evacuation.services.moves import moves
from evacuation.services.proposing import all_pending, holds
from evacuation.showing.deeds import Done, deeds
from evacuation.showing.steps import said_words
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.moves import Move


def timeline(opened: OpenCase, name_of: Callable[[str], str]) -> list[Done]:
    """As far as the member's keys open it. `name_of`: of vault/cards.py, in words."""
    waiting = {proposal.pk for proposal in all_pending(opened)}
    steps = [
        Done(
            at=datetime.fromisoformat(move.at),
            by=name_of(move.by),
            label=BY_NAME[move.step].label,
            origin=State(move.origin).label,
            said=(*said_words(BY_NAME[move.step], move), *_to(move, name_of)),
            waits=move.record in waiting,
            dropped=move.record not in waiting and not _was_done(opened, move),
            confirmed=_confirmed(move),
            second=name_of(move.second) if move.second else "",
        )
        for move in moves(opened)
        if move.step in BY_NAME
    ]
    found = [*steps, *deeds(opened, name_of)]
    return sorted(found, key=lambda done: done.at, reverse=True)


def _to(move: Move, name_of: Callable[[str], str]) -> list[tuple[Any, Any]]:
    """Whose it is, where somebody else took it over for them."""
    to = str(move.said.get("to", ""))
    return [(_("Owner"), name_of(to))] if to not in {"", move.by} else []


def _was_done(opened: OpenCase, move: Move) -> bool:
    """The second word may lie where this member reads nothing; signatures do not."""
    if move.done:
        return True
    asked = opened.proposal(move.record)
    return asked is not None and holds(opened, asked)


def _confirmed(move: Move) -> datetime | None:
    return datetime.fromisoformat(move.done) if move.two and move.done else None
