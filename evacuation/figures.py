"""Figures: facts counted by quarter and country, small numbers hidden.

Sources: cells under five as "<5", country and quarter as the finest grain (domain
practice after HDX and SDC; docs/desk.md, "Figures").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SMALL = 5
# Not requests for help of their own.
_NOT_COUNTED = frozenset({"duplicate", "spam", "spam_or_hostile"})


@dataclass(frozen=True, slots=True)
class Cell:
    """How many requests of a country were closed in a quarter, as it may be told."""

    quarter: str
    country: str
    shown: str


def quarter_of(moment: datetime) -> str:
    """ "2026Q4", in UTC."""
    return f"{moment.year}Q{(moment.month + 2) // 3}"


def cells(facts: Iterable[tuple[str, dict[str, str]]], *, running: str) -> list[Cell]:
    """Newest quarter first. Without the one that is still running, and without sums.

    A quarter that is over changes no more, so that two downloads do not differ by one
    person; a sum would tell what a hidden cell holds.
    """
    counted = Counter(
        (quarter, codes.get("country", ""))
        for quarter, codes in facts
        if quarter < running and codes.get("outcome") not in _NOT_COUNTED
    )
    by_country = sorted(counted.items(), key=lambda item: item[0][1])
    newest = sorted(by_country, key=lambda item: item[0][0], reverse=True)
    return [
        Cell(quarter, country, str(count) if count >= SMALL else f"<{SMALL}")
        for (quarter, country), count in newest
    ]
