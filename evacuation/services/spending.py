"""What was paid of an approved budget, line by line, and how it is receipted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotVisible, WrongState
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services import authority, measures, submitted
from evacuation.services.as_written import require_as_written
from evacuation.services.changing import changing
from evacuation.services.given import measures as given_measures
from evacuation.services.paid import PAYMENT, RECEIPT, TAKEN_BACK, payments
from evacuation.services.under_review import require_no_review
from evacuation.workflow.money import Receipt

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.paid import Payment
    from evacuation.submissions import BudgetLine
    from evacuation.unlocked import Unlocked

_PAID_IN = (
    *(State.APPROVED, State.PLANNING, State.READY, State.IN_TRANSIT),
    *(State.ARRIVED, State.FOLLOW_UP, State.DECISION_PENDING),
)


class OverBudget(DeskError):
    """More than was approved for this line."""

    code = "over_budget"

    def __init__(self) -> None:
        super().__init__("amount", _("More than was approved for this line."))


class ReasonMissing(DeskError):
    """No receipt, or a payment taken back, and nobody said why."""

    code = "reason_missing"

    def __init__(self, words: Any = "") -> None:
        words = words or _("Say why no receipt can be had safely.")
        super().__init__("reason", words)


@dataclass(frozen=True, slots=True)
class Spent:
    """A line of the approved budget: what we pay of it, and what was paid."""

    number: int
    line: BudgetLine
    committed: int
    paid: int
    payments: tuple[Payment, ...]

    @property
    def left(self) -> int:
        return self.committed - self.paid


def record_payment(
    *, actor: Unlocked, case_id: UUID, version: int, line: int, cents: int
) -> None:
    """So much, euro cents, was paid of this line (from 1) of what was approved.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NobodySigned, Unratified,
    UnderReview, OverBudget, SetByHand, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="payment.recorded",
        states=_PAID_IN,
    ) as change:
        opened = change.opened
        require_as_written(opened)
        found = authority.approved(opened)
        if found is None:
            raise authority.NobodySigned
        measures.require_ratified(opened, timezone.now())
        require_no_review(opened, submitted.facts(opened))
        lines = {one.number: one for one in spent(opened)}
        if line not in lines or not 0 < cents <= lines[line].left:
            raise OverBudget
        change.write(
            Compartment.DECISION,
            RecordKind.MEASURE,
            what=PAYMENT,
            proposal=str(found.proposal.pk),
            line=line,
            cents=cents,
        )


def take_back_payment(
    *, actor: Unlocked, case_id: UUID, version: int, record: UUID, reason: str
) -> None:
    """It was entered wrongly: a counter-entry says why, and it counts no more.

    Both stay to be read. Raises NotVisible, NotAllowed, StaleVersion, WrongState,
    ReasonMissing, KeyMissing, NotTrusted.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why it is taken back."))
    with changing(
        actor=actor, case_id=case_id, version=version, verb="payment.taken_back"
    ) as change:
        known = {one.record: one for one in payments(change.opened)}
        if record not in known:
            raise NotVisible
        if known[record].taken_back:
            raise WrongState
        change.write(
            Compartment.DECISION,
            RecordKind.MEASURE,
            what=TAKEN_BACK,
            of=str(record),
            reason=reason,
        )


def record_receipt(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    record: UUID,
    receipt: Receipt,
    reason: str = "",
) -> None:
    """How a payment or interim help is receipted; `reason` where it is unsafe.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, ReasonMissing, KeyMissing,
    NotTrusted.
    """
    if receipt == Receipt.UNSAFE and not reason.strip():
        raise ReasonMissing
    with changing(
        actor=actor, case_id=case_id, version=version, verb="receipt.recorded"
    ) as change:
        known = {one.record for one in payments(change.opened)}
        known |= {one.record for one in given_measures(change.opened)}
        if record not in known:
            raise NotVisible
        change.write(
            Compartment.DECISION,
            RecordKind.MEASURE,
            what=RECEIPT,
            of=str(record),
            receipt=receipt.value,
            reason=reason,
        )


def spent(opened: OpenCase) -> list[Spent]:
    """The approved budget, line by line. Raises WrongState where nothing is."""
    found = authority.approved(opened)
    if found is None:
        raise WrongState
    proposal, paid = str(found.proposal.pk), payments(opened)
    return [
        _spent(number, line, [one for one in paid if _is_of(one, proposal, number)])
        for number, line in enumerate(found.written.submission.lines, start=1)
    ]


def _is_of(one: Payment, proposal: str, number: int) -> bool:
    return (one.proposal, one.line) == (proposal, number)


def _spent(number: int, line: BudgetLine, paid: list[Payment]) -> Spent:
    whole = sum(one.counts for one in paid)
    return Spent(number, line, line.cents, whole, tuple(paid))
