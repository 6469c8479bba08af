"""The urgency rubric, version 1: additive integers, explained line by line.

It proposes a level, a person decides. Integers alone, so that what is shown is what is
compared. Never a reason to refuse anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from evacuation.workflow.dangers import (
    EVENTS,
    FLOORS,
    NEAR,
    SOURCES,
    STRENGTHS,
    WEAKNESSES,
    Event,
    Flag,
    Near,
    Source,
    Strength,
    Weakness,
)
from evacuation.workflow.states import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evacuation.workflow.codes import Coded

VERSION = 1
SOURCES_CAP, FURTHER, FURTHER_CAP = 25, 3, 5
EVENTS_CAP, EVENTS_COUNTED = 45, 4
WEAKNESSES_CAP, STRENGTHS_CAP = 25, 15
FULL_DAYS, HALF_DAYS = 30, 90
_HIGHEST = 100
# The least score of each level.
FROM = {Level.CRITICAL: 70, Level.HIGH: 50, Level.MEDIUM: 30, Level.LOW: 0}


@unique
class Part(StrEnum):
    SOURCES = "sources"
    EVENTS = "events"
    NEAR = "near"
    WEAKNESSES = "weaknesses"
    STRENGTHS = "strengths"


@dataclass(frozen=True, slots=True, order=True)
class Happened:
    """`days`: how long ago. `ongoing`: it goes on, or who did it still has access."""

    event: Event
    days: int = 0
    ongoing: bool = False

    @property
    def points(self) -> int:
        whole = EVENTS[self.event]
        if self.ongoing or self.days <= FULL_DAYS:
            return whole
        return whole // 2 if self.days <= HALF_DAYS else whole // 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the danger. The order of anything says nothing."""

    sources: frozenset[Source] = frozenset()
    events: tuple[Happened, ...] = ()
    near: Near = Near.NONE
    weaknesses: frozenset[Weakness] = frozenset()
    strengths: frozenset[Strength] = frozenset()
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation. `counted`: False where a cap or a flag took it."""

    part: Part
    code: Coded
    points: int
    days: int | None = None
    ongoing: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """`parts`: the points of each part after its cap; their sum, clamped, is `score`.

    `level` is the higher of what the score and the red flags say.
    """

    score: int
    level: Level
    parts: Mapping[Part, int]
    lines: tuple[Line, ...]
    flags: tuple[Flag, ...]
    version: int = VERSION
    floor: Level | None = field(default=None)


def propose(facts: Facts) -> Proposal:
    """Score, level and why."""
    lines = [*_source_lines(facts), *_event_lines(facts), *_other_lines(facts)]
    parts = _parts(facts, lines)
    score = max(0, min(_HIGHEST, sum(parts.values())))
    flags = tuple(flag for flag in Flag if flag in facts.flags)
    floor = highest(FLOORS[flag] for flag in flags)
    level = highest([level_of(score), *([floor] if floor else [])])
    return Proposal(
        score=score,
        level=level or Level.LOW,
        parts=parts,
        lines=tuple(lines),
        flags=flags,
        floor=floor,
    )


def level_of(score: int) -> Level:
    return next(level for level in LEVELS if score >= FROM[level])


def highest(levels: Iterable[Level]) -> Level | None:
    """The most urgent; None of none."""
    return min(levels, key=LEVELS.index, default=None)


def may_choose(proposed: Level, chosen: Level, flags: Iterable[Flag] = ()) -> bool:
    """One level up or down of what is proposed, and never below a red flag's floor."""
    floor = highest(FLOORS[flag] for flag in flags)
    if floor is not None and LEVELS.index(chosen) > LEVELS.index(floor):
        return False
    return abs(LEVELS.index(proposed) - LEVELS.index(chosen)) <= 1


def _source_lines(facts: Facts) -> list[Line]:
    """The largest whole, the others three each."""
    found = sorted(facts.sources, key=lambda one: (-SOURCES[one], str(one)))
    return [
        Line(Part.SOURCES, one, SOURCES[one] if at == 0 else FURTHER)
        for at, one in enumerate(found)
    ]


def _event_lines(facts: Facts) -> list[Line]:
    found = sorted(
        facts.events,
        key=lambda one: (-one.points, str(one.event), one.days, one.ongoing),
    )
    return [
        Line(
            Part.EVENTS,
            one.event,
            one.points,
            days=one.days,
            ongoing=one.ongoing,
            counted=at < EVENTS_COUNTED,
        )
        for at, one in enumerate(found)
    ]


def _other_lines(facts: Facts) -> list[Line]:
    near = [Line(Part.NEAR, facts.near, NEAR[facts.near])] if NEAR[facts.near] else []
    weak = [
        Line(Part.WEAKNESSES, one, WEAKNESSES[one])
        for one in Weakness
        if one in facts.weaknesses
    ]
    strong = [
        Line(Part.STRENGTHS, one, -STRENGTHS[one], counted=not facts.flags)
        for one in Strength
        if one in facts.strengths
    ]
    return [*near, *weak, *strong]


def _parts(facts: Facts, lines: list[Line]) -> dict[Part, int]:
    plain = dict.fromkeys(Part, 0)
    for line in lines:
        if line.counted:
            plain[line.part] += line.points
    largest = max((SOURCES[one] for one in facts.sources), default=0)
    further = min(plain[Part.SOURCES] - largest, FURTHER_CAP)
    return {
        Part.SOURCES: min(largest + further, SOURCES_CAP),
        Part.EVENTS: min(plain[Part.EVENTS], EVENTS_CAP),
        Part.NEAR: plain[Part.NEAR],
        Part.WEAKNESSES: min(plain[Part.WEAKNESSES], WEAKNESSES_CAP),
        Part.STRENGTHS: max(plain[Part.STRENGTHS], -STRENGTHS_CAP),
    }
