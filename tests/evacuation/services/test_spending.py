"""What is paid of an approved budget: no more than approved, and receipted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotVisible
from evacuation.services.authority import NobodySigned
from evacuation.services.measures import Unratified
from evacuation.services.paid import payments
from evacuation.services.spending import (
    OverBudget,
    ReasonMissing,
    record_payment,
    record_receipt,
    spent,
)
from evacuation.workflow.money import Receipt
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    opened,
    signed,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk


def pays(desk: Desk, case: UUID, euro: int, line: int = 1) -> None:
    record_payment(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        line=line,
        cents=euro * 100,
    )


def test_no_more_is_paid_than_was_approved(desk: Desk) -> None:
    case = approved_case(desk)
    pays(desk, case, 100)
    pays(desk, case, 100)
    with pytest.raises(OverBudget):
        pays(desk, case, 51)
    with pytest.raises(OverBudget):
        pays(desk, case, 1, line=2)
    [line] = spent(opened(desk, case))
    assert (line.committed, line.paid, line.left) == (25000, 20000, 5000)


def test_nothing_is_paid_before_it_is_approved(desk: Desk) -> None:
    case = submitted_case(desk)
    with pytest.raises(NobodySigned):
        pays(desk, case, 10)


def test_each_payment_has_the_last_word_on_its_receipt(desk: Desk) -> None:
    case = approved_case(desk)
    pays(desk, case, 100)
    [paid] = payments(opened(desk, case))
    assert paid.receipt == Receipt.PENDING

    def says(receipt: Receipt, reason: str = "", record: UUID = paid.record) -> None:
        record_receipt(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            record=record,
            receipt=receipt,
            reason=reason,
        )

    with pytest.raises(ReasonMissing):
        says(Receipt.UNSAFE)
    says(Receipt.UNSAFE, "Invented: the landlord asks who pays.")
    says(Receipt.DECLARATION)
    [paid] = payments(opened(desk, case))
    assert paid.receipt == Receipt.DECLARATION
    with pytest.raises(NotVisible):
        says(Receipt.RECEIPT, record=case)


def test_a_decision_that_nobody_ratified_in_a_day_pays_nothing_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = submitted_case(desk, 4000, "critical")
    signed(desk, case)
    pays(desk, case, 100)
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Unratified):
        pays(desk, case, 100)
