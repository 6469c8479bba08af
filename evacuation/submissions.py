"""What an owner submits for decision: criteria, options, plan and budget, as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from evacuation.currencies import EURO, is_plausible
from evacuation.errors import NotTrusted
from evacuation.workflow import decision, money

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE, WAIVED = "done", "waived"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """`amount`, `pledged`: hundredths of `currency`. `rate`: euro for one of it.

    `rated`: the day of the rate, ISO 8601; "" in euro. Both are signed with the line:
    what was approved is what payments are compared with, whatever the rate becomes.
    Raises ValueError for codes that there are not, a sum below zero or no rate.
    """

    line: str
    amount: int
    currency: str = EURO
    rate: str = "1"
    funder: str = ""
    pledged: int = 0
    paid: str = str(money.Paid.DIRECT)
    payee: str = ""
    rated: str = ""

    def __post_init__(self) -> None:
        money.Line(self.line), money.Paid(self.paid)
        if self.amount < 0 or self.pledged < 0 or self._rate() <= 0:
            raise ValueError(self.line)
        if self.rated:
            date.fromisoformat(self.rated)

    def _rate(self) -> Decimal:
        try:
            rate = Decimal(self.rate)
        except InvalidOperation:
            raise ValueError(self.rate) from None
        if not rate.is_finite() or (self.currency == EURO and rate != 1):
            raise ValueError(self.rate)
        return rate

    @property
    def rated_on(self) -> date | None:
        """The day of the rate."""
        return date.fromisoformat(self.rated) if self.rated else None

    @property
    def is_priced(self) -> bool:
        """Whether approvers can sign it: a known currency, a rate that can be meant
        and its day."""
        dated = self.currency == EURO or bool(self.rated)
        return dated and is_plausible(self.currency, self._rate())

    @property
    def budgeted(self) -> money.Budgeted:
        line, rate = money.Line(self.line), self._rate()
        return money.Budgeted(line, self.currency, self.amount, rate, self.pledged)

    @property
    def cents(self) -> int:
        """What we pay of it, in euro cents."""
        return self.budgeted.cents


@dataclass(frozen=True, slots=True)
class Submission:
    """`criteria`: (answer, note) by code. `options`: what was weighed, and why.

    `deconflicted`: DONE, WAIVED (then with why) or "".
    """

    criteria: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""
    plan: str = ""
    dependants: str = ""
    consent: str = ""
    deconflicted: str = ""
    deconfliction: str = ""
    lines: tuple[BudgetLine, ...] = ()

    @property
    def total(self) -> int:
        """Euro cents."""
        return money.total(tuple(line.budgeted for line in self.lines))

    @property
    def tier(self) -> int:
        return money.tier(self.total)

    @property
    def is_complete(self) -> bool:
        """Whether there is enough to decide on: no budget is needed for advice."""
        answered = {code: said for code, (said, _note) in self.criteria.items()}
        weighed = set(self.options) <= {str(one) for one in decision.Option}
        words = self.plan.strip() and self.consent.strip()
        chosen = bool(self.chosen) and self.chosen in self.options
        priced = all(line.is_priced for line in self.lines)
        whole = decision.complete(answered) and weighed and chosen
        return whole and bool(words) and priced

    @property
    def is_deconflicted(self) -> bool:
        waived = self.deconflicted == WAIVED and bool(self.deconfliction.strip())
        return self.deconflicted == DONE or waived

    def packed(self) -> dict[str, Any]:
        """As it lies in a record."""
        return asdict(self)

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Submission:
        """Raises NotTrusted for another shape."""
        try:
            found = {one.name: kept[one.name] for one in fields(cls)}
            lines = tuple(BudgetLine(**line) for line in found.pop("lines"))
            criteria = {
                str(code): (str(said), str(note))
                for code, (said, note) in found.pop("criteria").items()
            }
            return cls(criteria=criteria, lines=lines, **found)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotTrusted from None
