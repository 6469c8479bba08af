"""What the pages of interim help and of money say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from evacuation.board import case_code
from evacuation.errors import KeyMissing, WrongState
from evacuation.models.choices import Compartment
from evacuation.models.proposal import Action
from evacuation.services import (
    given,
    measures,
    paid,
    proposing,
    spending,
    submitted,
)
from evacuation.services.agreeing import LASTS
from evacuation.services.ceilings import left_in_case
from evacuation.services.changing import may_act
from evacuation.services.verified import level_of
from evacuation.showing.deciding import DecisionPage
from evacuation.showing.submission import code_words, euro
from evacuation.workflow import money
from evacuation.workflow.money import Line, Paid, Receipt

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.submissions import BudgetLine
    from evacuation.workflow.verification import Verified


@dataclass(frozen=True, slots=True)
class ShownHelp:
    """`receipt`: its code; `why`: why it could not wait."""

    record: UUID
    at: datetime
    by: str
    words: Any
    cents: int
    payee: str
    paid: Any
    why: str
    ratified: bool
    receipt: Receipt
    reason: str


@dataclass(frozen=True, slots=True)
class AskedHelp:
    """Help that is given once a second person agreed. `lapsed`: ask anew."""

    help: ShownHelp
    may_agree: bool
    lapsed: bool
    mine: bool


def may_open_help(opened: OpenCase) -> bool:
    """Who could give it and reads the account, or who may ratify and reads it."""
    me = opened.me
    gives = may_act(me) and opened.holds(Compartment.TRIAGE)
    ratifies = me.may(*given.RATIFIERS) and opened.holds(Compartment.DECISION)
    return gives or ratifies


def shown_help(opened: OpenCase, now: datetime) -> dict[str, Any]:
    """Everything that the page of interim help says."""
    level = level_of(opened, now)
    known = given_help(opened)
    asked = proposing.pending(opened, Action.MEASURE)
    return {
        "code": case_code(opened.case.pk),
        "level": level,
        "reads_level": may_read_level(opened),
        "most": euro(money.alone(level)),
        "together": _together(level),
        "ceiling": euro(money.CEILING),
        "left": _left(opened, now),
        "given": known,
        "waits": asked is not None,
        "may_ratify": asked is not None and _is_second(opened, asked),
        "asked": _asked_help(opened, now),
        "late": _is_late(opened, now),
        "may_give": may_act(opened.me) and opened.case.state in measures.GIVEN_IN,
    }


def may_read_level(opened: OpenCase) -> bool:
    """Whether what was verified is theirs to read; else nothing is said of it."""
    made = opened.case.keys.filter(compartment=Compartment.VERIFICATION).exists()
    return opened.holds(Compartment.VERIFICATION) or not made


def given_help(opened: OpenCase) -> list[ShownHelp]:
    """Oldest first; nothing for who does not hold the decision's key."""
    if not opened.holds(Compartment.DECISION):
        return []
    receipts = paid.receipts_of(opened)
    return [_shown(opened, one, receipts) for one in given.measures(opened)]


def _shown(
    opened: OpenCase,
    one: given.Measure,
    receipts: dict[str, tuple[Receipt, str]],
) -> ShownHelp:
    receipt, reason = receipts.get(str(one.record), (Receipt.PENDING, ""))
    return ShownHelp(
        record=one.record,
        at=one.at,
        by=DecisionPage(opened).name_of(one.by),
        words=code_words(Line, one.line.line),
        cents=one.line.cents,
        payee=one.line.payee,
        paid=code_words(Paid, one.line.paid),
        why=one.why,
        ratified=one.ratified,
        receipt=receipt,
        reason=reason,
    )


def _asked_help(opened: OpenCase, now: datetime) -> AskedHelp | None:
    found = given.asked(opened) if opened.holds(Compartment.DECISION) else None
    if found is None:
        return None
    proposal, one = found
    return AskedHelp(
        help=_shown(opened, one, {}),
        may_agree=_is_second(opened, proposal),
        lapsed=now - one.at >= LASTS,
        mine=one.by == opened.me.name,
    )


def _is_second(opened: OpenCase, asked: Proposal) -> bool:
    return opened.me.user.pk not in proposing.barred_from(opened, asked)


def _left(opened: OpenCase, now: datetime) -> dict[str, str]:
    """What is left of the ceilings, for who reads what was given."""
    try:
        case, mine = left_in_case(opened, now)
    except KeyMissing:
        return {}
    return {"case": euro(case), "mine": euro(mine)}


def _together(level: Verified) -> str:
    """What two may give without a decision; "" where that is no more than one may."""
    most = money.together(level)
    return euro(most) if most > money.alone(level) else ""


def _is_late(opened: OpenCase, now: datetime) -> bool:
    try:
        measures.require_ratified(opened, now)
    except measures.Unratified:
        return True
    except KeyMissing:
        return False
    return False


class MoneyPage:
    """An approved budget: committed, pledged and paid, by line and by funder."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case = opened, opened.case
        self.code = case_code(self.case.pk)
        self.may_pay = may_act(opened.me)

    @cached_property
    def lines(self) -> list[spending.Spent]:
        try:
            return spending.spent(self.opened)
        except WrongState:
            return []

    @cached_property
    def shown(self) -> list[tuple[spending.Spent, Any, str]]:
        """(line, what it is for, what others pledged)."""
        return [
            (
                one,
                code_words(Line, one.line.line),
                f"{one.line.currency} {one.line.pledged / 100:,.2f}",
            )
            for one in self.lines
        ]

    @property
    def choices(self) -> list[tuple[int, str]]:
        """For the form: lines that something is left of."""
        return [
            (one.number, f"{one.number}. {words} ({euro(one.left)})")
            for one, words, _pledged in self.shown
            if one.left > 0
        ]

    @property
    def funders(self) -> list[tuple[str, int, int]]:
        """(funder, committed, paid), euro cents."""
        names = sorted({one.line.funder for one in self.lines})
        return [
            (
                name,
                sum(one.committed for one in self.lines if one.line.funder == name),
                sum(one.paid for one in self.lines if one.line.funder == name),
            )
            for name in names
        ]

    @property
    def payments(self) -> list[tuple[paid.Payment, Any, Any]]:
        """(payment, what it was for, its receipt in words), of whatever budget."""
        return [
            (one, self._words_of(one), one.receipt.label)
            for one in paid.payments(self.opened)
        ]

    @property
    def earlier(self) -> list[paid.Payment]:
        """Of budgets before the one that is approved."""
        shown = {one.record for line in self.lines for one in line.payments}
        return [o for o in paid.payments(self.opened) if o.record not in shown]

    def _words_of(self, payment: paid.Payment) -> Any:
        lines = self._budgets.get(payment.proposal, ())
        known = [line.line for line in lines[payment.line - 1 : payment.line]]
        return code_words(Line, known[0]) if known else "—"

    @cached_property
    def _budgets(self) -> dict[str, tuple[BudgetLine, ...]]:
        """Every budget that was submitted, by its proposal."""
        found = submitted.versions(self.opened)
        return {str(one.record): one.submission.lines for one in found}

    @cached_property
    def given(self) -> list[ShownHelp]:
        return given_help(self.opened)
