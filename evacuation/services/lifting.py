"""The benefit of the doubt: two people lift a critical case by one level for a day."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, WrongState
from evacuation.models import Proposal
from evacuation.models.choices import RecordKind, Urgency
from evacuation.models.proposal import Action, Decision
from evacuation.services import proposing
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.verification_room import ROOM, VERIFYING, open_room
from evacuation.workflow.verification import LIFT_LASTS

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

LIFT = "lift"


class NotCritical(DeskError):
    """Only a critical case is lifted."""

    code = "not_critical"
    status = 409
    message = _("Only a critical case is lifted, for a day.")


class WhyMissing(DeskError):
    """A lift needs a reason."""

    code = "why_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say why it cannot wait."))


def propose_lift(*, actor: Unlocked, case_id: UUID, version: int, text: str) -> None:
    """Ask a second person for one level more, `text`: why it cannot wait.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NotCritical, WhyMissing,
    KeyMissing, NotTrusted, TooLongText.
    """
    if not text.strip():
        raise WhyMissing
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="verification.lift_proposed",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        _require_critical(change.opened)
        open_room(change)
        record = change.write(ROOM, RecordKind.CHECK, check=LIFT, text=text)
        proposing.propose(change, action=Action.LIFT_LEVEL, record=record, tier=1)


def confirm_lift(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """The second person's word: from its proposal on, it counts for 24 hours.

    Raises as propose_lift, SamePerson.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="verification.lifted",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        _require_critical(change.opened)
        proposal = _waiting(change)
        proposing.approve(
            change, proposal=proposal, decision=Decision.YES, rights=VERIFYING
        )


def refuse_lift(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It is not lifted. Raises NotVisible, NotAllowed, StaleVersion, WrongState."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="verification.lift_refused",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        proposing.withdraw(change, _waiting(change))


def waiting_lift(opened: OpenCase) -> Proposal | None:
    """What waits for a second person, and is not over meanwhile."""
    found = proposing.pending(opened, Action.LIFT_LEVEL)
    if found is None or _ends(opened, found) <= timezone.now():
        return None
    return found


def is_lifted(opened: OpenCase, now: datetime) -> bool:
    until = lifted_until(opened)
    return until is not None and now < until


def lifted_until(opened: OpenCase) -> datetime | None:
    """Until when the newest lift that two people signed counts; None without one.

    The moment is that of the sealed record which both signed: no column moves it.
    """
    if not _is_critical(opened):
        return None
    rows = opened.proposals(Action.LIFT_LEVEL)
    ends = [
        _ends(opened, row)
        for row in rows
        if proposing.holds(opened, row, rights=VERIFYING)
    ]
    return max(ends, default=None)


def why_lifted(opened: OpenCase, proposal: Proposal) -> str:
    """Raises KeyMissing, NotTrusted."""
    row = opened.case.records.get(pk=proposal.pk)
    return str(opened.content(row).get("text", ""))


def _ends(opened: OpenCase, proposal: Proposal) -> datetime:
    row = opened.case.records.get(pk=proposal.pk)
    said = opened.content(row)
    return datetime.fromisoformat(str(said["at"])) + LIFT_LASTS


def _waiting(change: Change) -> Proposal:
    """Raises KeyMissing for who cannot read why, WrongState."""
    if not change.opened.holds(ROOM):
        raise KeyMissing
    found = waiting_lift(change.opened)
    if found is None:
        raise WrongState
    return found


def _is_critical(opened: OpenCase) -> bool:
    """The signed line counts, where it can be read, and the column."""
    line = opened.line()
    signed = line is None or line.level in ("", Urgency.CRITICAL)
    return signed and opened.case.level == Urgency.CRITICAL


def _require_critical(opened: OpenCase) -> None:
    if not _is_critical(opened):
        raise NotCritical
