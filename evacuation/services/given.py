"""Interim help as it lies in a case: what was given, asked for, and ratified.

Believed are signatures: what nobody signed is neither agreed to nor ratified.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.errors import NotTrusted
from evacuation.models import Proposal
from evacuation.models.choices import Compartment, RecordKind
from evacuation.models.proposal import Action
from evacuation.services import proposing
from evacuation.submissions import BudgetLine
from evacuation.vault.cards import Right, member_name

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

HELP, ASKED = "help", "asked"
AGAIN = "again"  # what waits still is put to another person; nothing is given
RATIFIERS = frozenset(
    {
        Right.COORDINATOR,
        Right.LEAD,
        Right.APPROVER_PROGRAMME,
        Right.APPROVER_FINANCE,
    }
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Interim help as it lies in the case. `by`: a name of vault/cards.py.

    `facts`: what was verified when it was asked for, for who agrees and reads it not.
    """

    record: UUID
    at: datetime
    by: str
    line: BudgetLine
    why: str
    ratified: bool = False
    facts: Content = field(default_factory=dict)


def measures(opened: OpenCase) -> list[Measure]:
    """Interim help that was given, oldest first. Raises KeyMissing, NotTrusted."""
    said = _said(opened)
    known = {pk: one for pk, one in said.items() if one.get("what") == HELP}
    ratified = _ratified(opened, said)
    given = [measure_of(pk, one, ratified=pk in ratified) for pk, one in known.items()]
    given += [
        measure_of(pk, one, ratified=True)
        for pk, one in said.items()
        if one.get("what") == ASKED and is_agreed(opened, pk)
    ]
    return sorted(given, key=lambda one: one.at)


def asked(opened: OpenCase) -> tuple[Proposal, Measure] | None:
    """Help that waits for a second person's word before it is given."""
    proposal = proposing.pending(opened, Action.HELP)
    said = _said(opened).get(proposal.pk) if proposal else None
    if proposal is None or said is None or said.get("what") != ASKED:
        return None
    return proposal, measure_of(proposal.pk, said, ratified=False)


def unratified(opened: OpenCase) -> list[Measure]:
    return [one for one in measures(opened) if not one.ratified]


def _ratified(opened: OpenCase, said: dict[UUID, Content]) -> set[UUID]:
    """By signatures: each that another person signed, and what it covers.

    Nobody ratifies what they gave themselves, beside another's gift neither.
    """
    found: set[UUID] = set()
    for asked in opened.proposals(Action.MEASURE):
        if asked.pk not in said:
            continue
        users = proposing.approvers_of(opened, asked, rights=RATIFIERS)
        by = {member_name(user) for user in users}
        covered = {asked.pk, *(UUID(str(o)) for o in said[asked.pk].get("covers", []))}
        found |= {one for one in covered if by - {said.get(one, {}).get("by")}}
    return found


def is_agreed(opened: OpenCase, record: UUID) -> bool:
    """By the signature of a second person."""
    row = opened.proposal(record, Action.HELP)
    return row is not None and proposing.holds(opened, row, rights=RATIFIERS)


def _said(opened: OpenCase) -> dict[UUID, Content]:
    rows = opened.records(Compartment.DECISION, RecordKind.MEASURE)
    return {row.pk: opened.content(row) for row in rows}


def measure_of(record: UUID, said: Content, *, ratified: bool) -> Measure:
    """Raises NotTrusted for another shape."""
    try:
        return Measure(
            record=record,
            at=datetime.fromisoformat(str(said["at"])),
            by=str(said["by"]),
            line=BudgetLine(**said["line"]),
            why=str(said["why"]),
            ratified=ratified,
            facts=dict(said.get("facts", {})),
        )
    except (KeyError, TypeError, ValueError):
        raise NotTrusted from None
