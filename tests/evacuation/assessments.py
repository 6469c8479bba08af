"""Assessments with facts that fit the level they are to end with."""

from __future__ import annotations

from uuid import UUID

from evacuation.models import Case
from evacuation.models.choices import Urgency
from evacuation.services.assessing import assess
from evacuation.unlocked import Unlocked
from evacuation.workflow.dangers import Event, Flag, Source
from evacuation.workflow.rubric import Facts, Happened

FITTING = {
    Urgency.CRITICAL: Facts(flags=frozenset({Flag.PURSUED})),
    Urgency.HIGH: Facts(flags=frozenset({Flag.SUICIDE})),
    Urgency.MEDIUM: Facts(
        sources=frozenset({Source.POLICE}), events=(Happened(Event.SEARCH),)
    ),
    Urgency.LOW: Facts(sources=frozenset({Source.UNKNOWN})),
}


def set_level(*, actor: Unlocked, case_id: UUID, level: Urgency, version: int) -> Case:
    """An assessment of which the rubric proposes exactly this level."""
    return assess(
        actor=actor,
        case_id=case_id,
        facts=FITTING[level],
        level=level,
        text="",
        version=version,
    )
