"""The rubric's proposal and the assessments of a case, line by line and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, Urgency
from evacuation.services import assessing
from evacuation.workflow.dangers import EVENTS, Event
from evacuation.workflow.deadlines import is_stale
from evacuation.workflow.rubric import (
    EVENTS_COUNTED,
    FULL_DAYS,
    HALF_DAYS,
    VERSION,
    Line,
    Part,
    Proposal,
    may_choose,
)
from evacuation.workflow.states import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

_PARTS = {
    Part.SOURCES: lazy("Who the danger comes from"),
    Part.EVENTS: lazy("What happened"),
    Part.NEAR: lazy("The next known date"),
    Part.WEAKNESSES: lazy("What makes it worse"),
    Part.STRENGTHS: lazy("What protects them"),
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`points`: with its sign. `note`: why it counts less or not at all."""

    points: str
    words: str
    counted: bool
    note: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """`sum`: of the lines that count; `total`: what is left of it under the cap."""

    label: Any
    lines: list[ShownLine]
    sum: int
    total: int

    @property
    def capped(self) -> bool:
        return self.sum != self.total


@dataclass(frozen=True, slots=True)
class ShownProposal:
    score: int
    level: str
    word: Any
    flags: list[Any]
    floor: Any
    parts: list[ShownPart]
    version: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment of the history. `lines`: None where its rubric is gone."""

    at: datetime
    by: str
    score: int
    level: str
    word: Any
    proposed: Any
    differs: bool
    text: str
    version: int
    lines: ShownProposal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the head of a case says of its urgency. `newest`: None before the first."""

    newest: Assessed | None
    stale: bool


def shown_proposal(found: Proposal) -> ShownProposal:
    return ShownProposal(
        score=found.score,
        level=found.level.value,
        word=_word(found.level),
        flags=[flag.label for flag in found.flags],
        floor=_word(found.floor) if found.floor else "",
        parts=[part for part in (_part(found, one) for one in Part) if part.lines],
        version=found.version,
    )


def choices(found: Proposal) -> list[tuple[str, Any]]:
    """The levels that a person may choose under this proposal."""
    return [
        (level.value, _word(level))
        for level in LEVELS
        if may_choose(found.level, level, found.flags)
    ]


def seen(found: Proposal) -> str:
    """What a person has looked at, so that no other proposal is saved under it."""
    counted = ".".join(str(found.parts[part]) for part in Part)
    flags = "".join(sorted(str(flag) for flag in found.flags))
    return f"{found.version}:{found.level.value}:{counted}:{flags}"


def shown_history(opened: OpenCase, name_of: Callable[[str], str]) -> list[Assessed]:
    """Newest first. Raises KeyMissing, NotTrusted."""
    return [_assessed(said, name_of) for said in assessing.history(opened)]


def standing(
    opened: OpenCase, name_of: Callable[[str], str], now: datetime
) -> Standing | None:
    """None where the member cannot read it."""
    if not opened.holds(Compartment.TRIAGE):
        return None
    try:
        said = assessing.newest(opened)
        found = _assessed(said, name_of) if said else None
    except (KeyMissing, NotTrusted):
        return None
    stale = found is not None and is_stale(Level(found.level), found.at, now)
    return Standing(found, stale)


def _assessed(said: Content, name_of: Callable[[str], str]) -> Assessed:
    version = int(said["rubric"])
    known = version == VERSION
    return Assessed(
        at=datetime.fromisoformat(str(said["at"])),
        by=name_of(str(said["by"])),
        score=int(said["score"]),
        level=str(said["level"]),
        word=_word(said["level"]),
        proposed=_word(said["proposed"]),
        differs=said["level"] != said["proposed"],
        text=str(said["text"]),
        version=version,
        lines=shown_proposal(assessing.explained(said)) if known else None,
    )


def _part(found: Proposal, part: Part) -> ShownPart:
    lines = [line for line in found.lines if line.part == part]
    return ShownPart(
        label=_PARTS[part],
        lines=[_line(line) for line in lines],
        sum=sum(line.points for line in lines if line.counted),
        total=found.parts[part],
    )


def _line(line: Line) -> ShownLine:
    points = f"+{line.points}" if line.points >= 0 else f"−{-line.points}"
    when = _when(line)
    words = f"{line.code.label}, {when}" if when else str(line.code.label)
    return ShownLine(points, words, line.counted, _note(line))


def _when(line: Line) -> str:
    if line.days is None:
        return ""
    if line.ongoing:
        return _("it goes on")
    if line.days == 0:
        return _("today")
    return ngettext("%d day ago", "%d days ago", line.days) % line.days


def _note(line: Line) -> str:
    if not line.counted and line.part == Part.STRENGTHS:
        return _("counts for nothing under a red flag")
    if not line.counted:
        return _("only the %d largest count") % EVENTS_COUNTED
    if isinstance(line.code, Event) and line.points < EVENTS[line.code]:
        older = line.days is not None and line.days > HALF_DAYS
        if older:
            return _("a quarter: more than %d days ago") % HALF_DAYS
        return _("half: more than %d days ago") % FULL_DAYS
    return ""


def _word(level: str) -> Any:
    return Urgency(str(level)).label
