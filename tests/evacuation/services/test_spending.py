"""What is paid of an approved budget: no more than approved, and receipted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotVisible, WrongState
from evacuation.models import Case
from evacuation.services.approving import TierMismatch
from evacuation.services.as_written import SetByHand
from evacuation.services.authority import NobodySigned
from evacuation.services.deciding import submit
from evacuation.services.granting import grant_key
from evacuation.services.measures import Unratified, grant_help
from evacuation.services.moving import StepLacks
from evacuation.services.paid import payments
from evacuation.services.spending import (
    OverBudget,
    ReasonMissing,
    record_payment,
    record_receipt,
    spent,
    take_back_payment,
)
from evacuation.services.submitted import newest
from evacuation.services.under_review import UnderReview
from evacuation.showing.helping import MoneyPage
from evacuation.submissions import BudgetLine
from evacuation.workflow.money import Receipt
from tests.evacuation.decisions import (
    ONE,
    PAYEE,
    approved_case,
    content,
    contradicted,
    in_assessment,
    opened,
    signed,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import Desk

pytestmark = pytest.mark.proof


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


def plans_again(desk: Desk, case: UUID, euro: int) -> None:
    step(desk[ONE], case, "plan", text="Invented plan.")
    written(desk, case, content(euro))
    submit(actor=desk[ONE], case_id=case, version=version(case), why="Invented: more.")


def test_a_budget_in_slices_takes_what_the_whole_takes(desk: Desk) -> None:
    case = approved_case(desk, 3000)
    pays(desk, case, 3000)
    plans_again(desk, case, 250)
    found = newest(opened(desk, case, "approver"))
    assert found is not None
    assert (found.paid, found.whole, found.tier) == (300_000, 325_000, 4)
    assert not signed(desk, case)
    assert signed(desk, case, "finance")
    pays(desk, case, 250)
    page = MoneyPage(opened(desk, case))
    assert [one.cents for one, _for, _words in page.payments] == [300_000, 25_000]
    assert [one.cents for one in page.earlier] == [300_000]


def test_help_that_was_given_counts_for_who_signs(desk: Desk) -> None:
    case = in_assessment(desk, "low", ("channel", "papers", "referred"))
    grant_help(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        line=BudgetLine("transport", 10_000, payee=PAYEE),
        why="Invented: a taxi tonight.",
    )
    written(desk, case, content(3000))
    submit(actor=desk[ONE], case_id=case, version=version(case))
    assert not signed(desk, case)


def test_what_is_paid_while_a_new_decision_waits_counts_for_it(desk: Desk) -> None:
    case = approved_case(desk, 3000)
    plans_again(desk, case, 3000)
    pays(desk, case, 1)
    with pytest.raises(TierMismatch):
        signed(desk, case)
    other = approved_case(desk, 3000)
    plans_again(desk, other, 3000)
    assert signed(desk, other)
    pays(desk, other, 3000)


def test_a_payment_is_taken_back_by_a_counter_entry_with_a_reason(desk: Desk) -> None:
    case = approved_case(desk)
    pays(desk, case, 250)
    [paid] = payments(opened(desk, case))

    def takes_back(reason: str) -> None:
        take_back_payment(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            record=paid.record,
            reason=reason,
        )

    with pytest.raises(ReasonMissing):
        takes_back(" ")
    takes_back("Invented: it was 25.")
    with pytest.raises(WrongState):
        takes_back("Invented: again.")
    pays(desk, case, 25)
    assert [(one.cents, one.counts) for one in payments(opened(desk, case))] == [
        (25_000, 0),
        (2_500, 2_500),
    ]
    [line] = spent(opened(desk, case))
    assert line.left == 22_500


def test_it_is_reconciled_once_every_sum_says_how_it_is_receipted(desk: Desk) -> None:
    case = approved_case(desk)
    pays(desk, case, 10)
    step(desk[ONE], case, "protect", given="Invented help.")
    said = {"reason": "threat_ended", "text": "Invented.", "reconciled": True}
    with pytest.raises(StepLacks) as refused:
        step(desk[ONE], case, "finish", **said)
    assert [str(guard) for guard in refused.value.guards] == ["reconciled"]
    [paid] = payments(opened(desk, case))
    record_receipt(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        record=paid.record,
        receipt=Receipt.DECLARATION,
    )
    assert not step(desk[ONE], case, "finish", **said)


def test_nothing_is_paid_before_it_is_approved(desk: Desk) -> None:
    case = submitted_case(desk)
    with pytest.raises(NobodySigned):
        pays(desk, case, 10)


def test_nothing_is_paid_where_the_state_was_set_by_hand(desk: Desk) -> None:
    case = approved_case(desk)
    Case.objects.filter(pk=case).update(state="follow_up")
    with pytest.raises(SetByHand):
        pays(desk, case, 10)


def test_a_contradiction_stops_the_money(desk: Desk) -> None:
    case = approved_case(desk)
    contradicted(desk, case)
    with pytest.raises(UnderReview):
        pays(desk, case, 10)


def test_who_cannot_read_what_was_found_since_pays_nothing(desk: Desk) -> None:
    case = approved_case(desk)
    user = desk["coordinator_two"].user.pk
    for part in ("triage", "decision"):
        grant_key(actor=desk[ONE], case_id=case, compartment=part, user_id=user)
    contradicted(desk, case)
    with pytest.raises(UnderReview):
        record_payment(
            actor=desk["coordinator_two"],
            case_id=case,
            version=version(case),
            line=1,
            cents=100,
        )


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
