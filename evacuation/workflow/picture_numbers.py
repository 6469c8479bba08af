"""The numbers of the rules as Markdown: points, times, sums, days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from evacuation.workflow import money, retention, rubric
from evacuation.workflow.codes import Coded
from evacuation.workflow.dangers import (
    EVENTS,
    FLOORS,
    NEAR,
    SOURCES,
    STRENGTHS,
    WEAKNESSES,
)
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.picture_tables import listed, table
from evacuation.workflow.reasons import Ending
from evacuation.workflow.states import LEVELS
from evacuation.workflow.verification import Verified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Code = TypeVar("_Code", bound=Coded)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def points() -> str:
    """The rubric's points, its caps, and the least score of each level."""
    least = ", ".join(f"{level} from {rubric.FROM[level]}" for level in LEVELS)
    return "\n\n".join(
        [
            f"Who it comes from: the largest counts whole, each further one "
            f"{rubric.FURTHER} (at most {rubric.FURTHER_CAP}), together at most "
            f"{rubric.SOURCES_CAP}.",
            _points(SOURCES),
            f"What happened: the {rubric.EVENTS_COUNTED} largest, together at most "
            f"{rubric.EVENTS_CAP}. Whole for {rubric.FULL_DAYS} days and while it goes "
            f"on, half for {rubric.HALF_DAYS} days, then a quarter, each rounded down.",
            _points(EVENTS),
            "A date that comes nearer:",
            _points(NEAR),
            f"What makes it worse, together at most {rubric.WEAKNESSES_CAP}:",
            _points(WEAKNESSES),
            f"What protects, subtracted, together at most {rubric.STRENGTHS_CAP}, and "
            f"not at all under a red flag:",
            _points(STRENGTHS),
            f"The sum, between 0 and 100, is {least}.",
        ]
    )


def flags() -> str:
    rows = [(flag.label, level) for flag, level in FLOORS.items()]
    return table(("red flag", "never below"), rows)


def times() -> str:
    """What is owed by when, a column for each level."""
    rows = [
        (f"`{clock}`", clock.label, *(_time(within(clock, level)) for level in LEVELS))
        for clock in Clock
    ]
    return table(("clock", "what is due", *LEVELS), rows)


def gates() -> str:
    rows = [
        (
            level,
            level.label,
            _euro(money.alone(level)),
            _euro(money.together(level)),
            _euro(money.most(level)),
        )
        for level in Verified
    ]
    heads = (
        "level",
        "what it means",
        "alone on interim help",
        "on it with a second person",
        "with a decision",
    )
    return table(heads, rows)


def tiers() -> str:
    limits = [f"up to {_euro(most)}" for most in money.UP_TO.values()]
    rows = [
        (at, limit, " and ".join(_place(place) for place in money.signers(at)))
        for at, limit in enumerate([*limits, "above"], start=1)
    ]
    return table(("tier", "sum", "who signs, each another person"), rows)


def kept() -> str:
    rows = [
        ("a closed case", _time(retention.CLOSED)),
        (f"a case closed as `{Ending.SPAM}`", _time(retention.SPAM)),
        ("warning to the leads, before", _time(retention.WARNED_BEFORE)),
        ("a hold, at most", _time(retention.LONGEST_HOLD)),
        ("a hold is looked at again after", _time(retention.HOLD_REVIEWED)),
        ("backups of what is sealed", _time(retention.BACKUPS)),
        ("backups of the keys that shredding deletes", _time(retention.SHRED_BACKUPS)),
    ]
    return table(("what", "how long"), rows)


NUMBERS: dict[str, Callable[[], str]] = {
    "points": points,
    "flags": flags,
    "times": times,
    "gates": gates,
    "tiers": tiers,
    "kept": kept,
}


def _points(counted: Mapping[_Code, int]) -> str:
    rows = [(code.label, count) for code, count in counted.items()]
    return table(("", "points"), rows)


def _place(rights: frozenset[str]) -> str:
    return listed(sorted(rights)).replace("_", " ").replace(", ", " or ")


def _euro(cents: int | None) -> str:
    return "no end" if cents is None else f"€{cents // 100:,}".replace(",", "\u202f")


def _time(allowed: timedelta | None) -> str:
    if allowed is None:
        return "–"
    if allowed % _HOUR:
        return f"{allowed // timedelta(minutes=1)} min"
    if allowed % _DAY or allowed <= 3 * _DAY:
        return f"{allowed // _HOUR} h"
    return f"{allowed // _DAY} days"
