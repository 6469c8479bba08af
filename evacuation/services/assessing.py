"""How urgent it is: the rubric proposes, a person decides, a second one where it must.

Every assessment is kept with the rubric's version, its inputs, who and when.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.errors import DeskError, NotTrusted
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import next_due, relevel_clocks, start_clocks
from evacuation.steps import NEXT, Step, within
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.deadlines import Clock, is_stale
from evacuation.workflow.rubric import Facts, Happened, Proposal, may_choose, propose
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_RECENT = timedelta(hours=72)


class TooFar(DeskError):
    """Another level than the rubric and its red flags allow."""

    code = "level_too_far"

    def __init__(self) -> None:
        super().__init__(
            "level", _("One level up or down of the proposal, never below a red flag.")
        )


class WhyMissing(DeskError):
    """Another level than the proposed one, and nobody said why."""

    code = "why_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say why it is another level than proposed."))


def assess(
    *,
    actor: Unlocked,
    case_id: UUID,
    facts: Facts,
    level: Urgency,
    text: str,
    version: int,
) -> Case:
    """Save an assessment and set the level that a person chose.

    Down from critical takes somebody else than who owns the case. Raises NotVisible,
    NotAllowed, StaleVersion, WrongState, TooFar, WhyMissing, SamePerson, KeyMissing,
    NotTrusted, TooLongText.
    """
    proposed = propose(facts)
    chosen = Level(level.value)
    if not may_choose(proposed.level, chosen, facts.flags):
        raise TooFar
    if (chosen != proposed.level or is_empty(facts)) and not text.strip():
        raise WhyMissing
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.assessed",
        states=OWNED,
    ) as change:
        case, before = change.case, change.case.level
        # The signed line counts, too: a column can be set by hand.
        if Urgency.CRITICAL in {before, change.line().level} - {level.value}:
            _second_person(change)
        change.write(
            Compartment.TRIAGE,
            RecordKind.ASSESSMENT,
            rubric=proposed.version,
            facts=packed(facts),
            score=proposed.score,
            proposed=proposed.level.value,
            level=level.value,
            before=before,
            text=text,
        )
        case.level = level
        change.rewrite_line(level=level.value)
        _set_clocks(change, before)
    return case


def newest(opened: OpenCase) -> Content | None:
    """The last assessment. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.ASSESSMENT)
    said = sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))
    return said[-1] if said else None


def history(opened: OpenCase) -> list[Content]:
    """All of them, newest first; never changed."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.ASSESSMENT)
    said = (opened.content(row) for row in rows)
    return sorted(said, key=lambda one: str(one["at"]), reverse=True)


def is_fresh(opened: OpenCase, now: datetime) -> bool:
    """Not older than its level allows."""
    said = newest(opened)
    return said is not None and not is_stale(Level(said["level"]), said_at(said), now)


def is_recent(opened: OpenCase, now: datetime) -> bool:
    """Not older than 72 hours."""
    said = newest(opened)
    return said is not None and now - said_at(said) <= _RECENT


def is_low(opened: OpenCase) -> bool:
    said = newest(opened)
    return said is not None and said["level"] == Urgency.LOW


def explained(said: Content) -> Proposal:
    """Line by line, from the inputs that were kept. Raises NotTrusted."""
    return propose(unpacked(said["facts"]))


def said_at(said: Content) -> datetime:
    """When an assessment was written."""
    return datetime.fromisoformat(str(said["at"]))


def is_empty(facts: Facts) -> bool:
    """Whether nothing is said of any danger: then words have to say why."""
    said = (facts.sources, facts.events, facts.weaknesses, facts.flags)
    return not any(said) and facts.near == Near.NONE


def packed(facts: Facts) -> dict[str, Any]:
    """As it lies in a record."""
    return {
        "sources": sorted(map(str, facts.sources)),
        "events": [
            {"event": str(one.event), "days": one.days, "ongoing": one.ongoing}
            for one in facts.events
        ],
        "near": str(facts.near),
        "weaknesses": sorted(map(str, facts.weaknesses)),
        "strengths": sorted(map(str, facts.strengths)),
        "flags": sorted(map(str, facts.flags)),
    }


def unpacked(kept: dict[str, Any]) -> Facts:
    """Raises NotTrusted for another shape."""
    try:
        return Facts(
            sources=frozenset(Source(one) for one in kept["sources"]),
            events=tuple(
                Happened(Event(one["event"]), int(one["days"]), bool(one["ongoing"]))
                for one in kept["events"]
            ),
            near=Near(kept["near"]),
            weaknesses=frozenset(Weakness(one) for one in kept["weaknesses"]),
            strengths=frozenset(Strength(one) for one in kept["strengths"]),
            flags=frozenset(Flag(one) for one in kept["flags"]),
        )
    except (KeyError, TypeError, ValueError):
        raise NotTrusted from None


def _set_clocks(change: Change, before: str) -> None:
    case = change.case
    if case.level != before:
        relevel_clocks(case, before)
    start_clocks(case, [Clock.RESCORE])
    step = change.line().next_step
    if step == NEXT[State(case.state)] != Step.CONTACT:
        change.next(step, next_due(case))
    elif case.level != before and case.next_due_at is not None:
        since = case.next_due_at - within(step, before)
        change.next(step, since + within(step, case.level))


def _second_person(change: Change) -> None:
    owners = change.opened.owners
    if not owners or change.opened.me.user.pk in owners:
        raise SamePerson
