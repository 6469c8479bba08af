"""Whose word a decided case rests on: signatures alone, never the column.

A case is approved, planned or followed up because as many as the budget asks for signed
the proposal that the last approving step names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, State
from evacuation.models.proposal import Action
from evacuation.services import proposing, submitted
from evacuation.services.destroyed import decision_is_gone
from evacuation.services.moves import Move, moves
from evacuation.workflow import money
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.people import APPROVERS
from evacuation.workflow.states import Level
from evacuation.workflow.states import State as Main
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.services.submitted import Written

MOVED = (State.READY, State.IN_TRANSIT, State.ARRIVED)
DECIDED = frozenset({State.APPROVED, State.PLANNING, *MOVED, State.FOLLOW_UP})
ASKED = frozenset({State.DECISION_PENDING, State.WAITLISTED, State.APPEAL})
# From here on an earlier decision counts no more.
ANEW = frozenset({Main.TRIAGE, Main.ASSESSMENT, Main.DECLINED, Main.CLOSED})


class NobodySigned(DeskError):
    """The case stands as decided, or as asked of approvers, without signatures."""

    code = "nobody_signed"
    status = 409
    message = _(
        "Nobody signed this decision. Nothing goes on until a lead has looked into it."
    )


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved, when, and whether enough have signed by now."""

    proposal: Proposal
    written: Written
    at: datetime
    full: bool

    @property
    def ratify_by(self) -> datetime:
        """One approver alone is enough in a critical case, until then."""
        return self.at + (within(Clock.RATIFY, Level.CRITICAL) or timedelta())

    def may_spend(self, now: datetime) -> bool:
        return self.full or now < self.ratify_by


def decision_holds(opened: OpenCase) -> bool:
    """Whether the state rests on signatures, as far as it must.

    A case whose decision two people destroyed goes on; nothing is paid on it any more.
    """
    if opened.case.state not in ASKED | DECIDED:
        return True
    return _rests_on_signatures(opened) or decision_is_gone(opened)


def _rests_on_signatures(opened: OpenCase) -> bool:
    if opened.case.state in ASKED:
        return _asked_here(opened)
    if not opened.holds(Compartment.DECISION):
        return _some_quorum(opened)
    return approved(opened) is not None


def _asked_here(opened: OpenCase) -> bool:
    if not opened.holds(Compartment.DECISION):
        return proposing.pending(opened, Action.DECIDE) is not None
    try:
        return submitted.stands_as_asked(opened)
    except (KeyMissing, NotTrusted, KeyError, ValueError):
        return False


def require_signed(opened: OpenCase) -> None:
    """Raises NobodySigned."""
    if not decision_holds(opened):
        raise NobodySigned


def approved(opened: OpenCase) -> Approved | None:
    """The decision that counts, where its signatures do."""
    try:
        move = _approving_move(opened)
        return _believed(opened, move) if move else None
    except (KeyMissing, NotTrusted, KeyError, ValueError):
        return None


def quorum(opened: OpenCase, proposal: Proposal) -> bool:
    """Whether different people with the rights that its tier asks for said yes."""
    return money.quorum(proposal.tier, proposing.signed_rights(opened, proposal))


def may_alone(opened: OpenCase, proposal: Proposal, level: str) -> bool:
    """Whether one approver is enough for now: in a critical case.

    Once: not while an earlier decision of one alone was never ratified.
    """
    if level != Level.CRITICAL or one_alone_before(opened, proposal):
        return False
    signed = proposing.signed_rights(opened, proposal).values()
    return any(rights & APPROVERS for rights in signed)


def one_alone_before(opened: OpenCase, proposal: Proposal) -> bool:
    """Whether the decision before this one has one signature still.

    A full one stands for what was spent before it, too.
    """
    alone = False
    for move in moves(opened):
        named = str(move.said.get("proposal"))
        if move.step != "approve" or not _took_place(opened, move):
            continue
        if named == str(proposal.pk):
            break
        earlier = opened.proposal(named)
        alone = earlier is None or not quorum(opened, earlier)
    return alone


def _approving_move(opened: OpenCase) -> Move | None:
    found: Move | None = None
    for move in moves(opened):
        if move.step not in BY_NAME or not _took_place(opened, move):
            continue
        if move.step == "approve":
            found = move
        elif move.target in ANEW:
            found = None
    return found


def _took_place(opened: OpenCase, move: Move) -> bool:
    """A step for two that nobody confirmed did not."""
    asked = opened.proposal(move.record)
    return asked is None or proposing.holds(opened, asked)


def _believed(opened: OpenCase, move: Move) -> Approved | None:
    proposal = opened.proposal(move.said["proposal"], Action.DECIDE)
    if proposal is None:
        return None
    by_record = {one.record: one for one in submitted.versions(opened)}
    written = by_record[proposal.pk]
    full = quorum(opened, proposal)
    if written.tier != proposal.tier:
        return None
    if not full and not may_alone(opened, proposal, move.level):
        return None
    return Approved(proposal, written, datetime.fromisoformat(move.at), full)


def _some_quorum(opened: OpenCase) -> bool:
    """For who cannot read which proposal it was: any that was decided."""
    rows, level = opened.proposals(Action.DECIDE), opened.case.level
    return any(quorum(opened, row) or may_alone(opened, row, level) for row in rows)


def may_spend(opened: OpenCase) -> bool:
    """Whether there is a decision, and it is ratified or still may be."""
    found = approved(opened)
    return found is not None and found.may_spend(timezone.now())
