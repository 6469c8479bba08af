"""Parts of a case that two people destroyed: what, when, by whom, what still holds it.

Believed are the signatures of who asked and of the lead who confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment
from evacuation.models.proposal import Action, Decision
from evacuation.services import proposing
from evacuation.vault.cards import Right
from evacuation.workflow.retention import BACKUPS, SHRED_BACKUPS

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.services.writing import Content

LEADS = frozenset({Right.LEAD})


@dataclass(frozen=True, slots=True)
class Destroyed:
    """`asked`, `confirmed`: users. `readable_until`: by who keeps a backup of the shred
    keys; `rows_until`: until its sealed rows leave the last backup.
    """

    part: str
    at: datetime
    asked: int
    confirmed: int
    text: str
    readable_until: datetime
    rows_until: datetime


def destroyed(opened: OpenCase) -> list[Destroyed]:
    """Oldest first, as far as this member reads what was asked."""
    rows = opened.proposals(Action.SHRED_PART)
    return [one for row in rows for one in _signed(opened, row)]


def decision_is_gone(opened: OpenCase) -> bool:
    """Whether two people destroyed it, and no other was asked for since."""
    gone = [one.at for one in destroyed(opened) if one.part == Compartment.DECISION]
    if not gone:
        return False
    asked = (row.made_at for row in opened.proposals(Action.DECIDE))
    return not any(at > max(gone) for at in asked)


def shredded_parts(opened: OpenCase) -> frozenset[str]:
    """Parts that two people destroyed: nobody took them away."""
    return frozenset(one.part for one in destroyed(opened))


def destroyed_unread(opened: OpenCase) -> bool:
    """Whether two people destroyed some part, and this member cannot read which."""
    rows = opened.proposals(Action.SHRED_PART)
    return any(
        not said_of(opened, row)
        and len(proposing.approvers_of(opened, row, rights=LEADS)) >= row.tier
        for row in rows
    )


def said_of(opened: OpenCase, proposal: Proposal) -> Content:
    """What was asked; {} where this member does not read it."""
    row = opened.record(proposal.pk)
    if row is None:
        return {}
    try:
        return opened.content(row)
    except (KeyMissing, NotTrusted):
        return {}


def _signed(opened: OpenCase, row: Proposal) -> list[Destroyed]:
    users = proposing.approvers_of(opened, row, rights=LEADS)
    said = said_of(opened, row)
    if len(users) < row.tier or not said.get("shreds"):
        return []
    word = row.approvals.get(approver=users[-1], decision=Decision.YES)
    return [
        Destroyed(
            part=str(said["shreds"]),
            at=word.at,
            asked=row.proposer_id,
            confirmed=word.approver_id,
            text=str(said.get("text", "")),
            readable_until=word.at + SHRED_BACKUPS,
            rows_until=word.at + BACKUPS,
        )
    ]
