"""What was paid of approved budgets and how it is receipted, as it lies in a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.errors import NotTrusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.given import measures
from evacuation.workflow.money import Receipt

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

PAYMENT, RECEIPT, TAKEN_BACK = "payment", "receipt", "taken_back"


@dataclass(frozen=True, slots=True)
class Payment:
    """`cents`: euro. `receipt`, `reason`: the last word on it.

    `taken_back`: why it counts no more; "" while it does.
    """

    record: UUID
    at: datetime
    by: str
    proposal: str
    line: int
    cents: int
    receipt: Receipt = Receipt.PENDING
    reason: str = ""
    taken_back: str = ""

    @property
    def counts(self) -> int:
        """Euro cents; 0 once it was taken back."""
        return 0 if self.taken_back else self.cents


def payments(opened: OpenCase) -> list[Payment]:
    """Of every approved budget, oldest first. Raises KeyMissing, NotTrusted."""
    said = _said(opened)
    receipts = receipts_of(opened)
    back = {
        str(one["of"]): str(one["reason"])
        for one in said.values()
        if one.get("what") == TAKEN_BACK
    }
    found = [
        replace(
            _payment(record, one, receipts.get(str(record), (Receipt.PENDING, ""))),
            taken_back=back.get(str(record), ""),
        )
        for record, one in said.items()
        if one.get("what") == PAYMENT
    ]
    return sorted(found, key=lambda one: one.at)


def paid_so_far(opened: OpenCase) -> int:
    """Of whatever budget of this case, euro cents. Raises KeyMissing, NotTrusted."""
    return sum(one.counts for one in payments(opened))


def given_so_far(opened: OpenCase) -> int:
    """Interim help, euro cents. Raises KeyMissing, NotTrusted."""
    return sum(one.line.cents for one in measures(opened))


def is_reconciled(opened: OpenCase) -> bool:
    """Whether it is said of every payment and of all help how it is receipted.

    Raises KeyMissing, NotTrusted.
    """
    receipts = receipts_of(opened)
    owed = [one.record for one in payments(opened) if one.counts]
    owed += [one.record for one in measures(opened)]
    said = (receipts.get(str(one), (Receipt.PENDING, ""))[0] for one in owed)
    return Receipt.PENDING not in said


def receipts_of(opened: OpenCase) -> dict[str, tuple[Receipt, str]]:
    """The last word on each, by the record that it is about."""
    said = (one for one in _said(opened).values() if one.get("what") == RECEIPT)
    return {
        str(one["of"]): (Receipt(one["receipt"]), str(one["reason"]))
        for one in sorted(said, key=lambda one: str(one["at"]))
    }


def _said(opened: OpenCase) -> dict[UUID, Content]:
    rows = opened.records(Compartment.DECISION, RecordKind.MEASURE)
    return {row.pk: opened.content(row) for row in rows}


def _payment(record: UUID, said: Content, receipt: tuple[Receipt, str]) -> Payment:
    try:
        return Payment(
            record=record,
            at=datetime.fromisoformat(str(said["at"])),
            by=str(said["by"]),
            proposal=str(said["proposal"]),
            line=int(said["line"]),
            cents=int(said["cents"]),
            receipt=receipt[0],
            reason=receipt[1],
        )
    except (KeyError, TypeError, ValueError):
        raise NotTrusted from None
