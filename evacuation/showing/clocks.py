"""Every clock of a case, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacuation.due_times import clock_words

if TYPE_CHECKING:
    from evacuation.models import Case


@dataclass(frozen=True, slots=True)
class ShownClock:
    """`rests`: it waits for somebody else, and goes on with what was left."""

    words: Any
    due_at: datetime
    late: bool
    rests: bool


def shown_clocks(case: Case, now: datetime) -> list[ShownClock]:
    """What runs first, by when; then what rests."""
    rows = case.deadlines.order_by("due_at", "clock")
    found = [
        ShownClock(
            words=clock_words(
                row.clock, late=row.due_at < now, owned=case.owner_id is not None
            ),
            due_at=row.due_at,
            late=row.due_at < now,
            rests=row.rests_since is not None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.rests)
