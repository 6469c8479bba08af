"""A submission in words: sums, lines of the budget, and what changed in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from evacuation.workflow import money
from evacuation.workflow.decision import Answer, Criterion, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.services.given import Measure
    from evacuation.submissions import BudgetLine, Submission


def euro(cents: int) -> str:
    """ "€ 1,250.00", as the reader's language writes numbers."""
    return f"€ {hundredths(cents)}"


def hundredths(cents: int) -> str:
    """ "1,250.00", "1 250,00" """
    whole = Decimal(cents) / 100
    return str(number_format(whole, decimal_pos=2, force_grouping=True))


def code_words(codes: Any, code: str) -> Any:
    """A code in words; itself where the list has it not."""
    return next((one.label for one in codes if str(one) == code), code or "—")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`own`: euro cents. `doubled`: others pledged for it, or it was given already."""

    line: BudgetLine
    words: Any
    paid: Any
    own: int
    pledged: bool
    covered: bool
    given: int

    @property
    def amount(self) -> str:
        return f"{self.line.currency} {hundredths(self.line.amount)}"

    @property
    def promised(self) -> str:
        return f"{self.line.currency} {hundredths(self.line.pledged)}"


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that the owner changed since the version before."""

    label: Any
    before: Any
    after: Any


def shown_line(line: BudgetLine, given: Sequence[Measure]) -> ShownLine:
    """`given`: interim help, which may have paid for the same."""
    same = [one.line.cents for one in given if one.line.line == line.line]
    return ShownLine(
        line=line,
        words=code_words(money.Line, line.line),
        paid=code_words(money.Paid, line.paid),
        own=line.cents,
        pledged=line.pledged > 0,
        covered=0 < line.amount <= line.pledged,
        given=sum(same),
    )


def changed(before: Submission, after: Submission) -> list[Changed]:
    """What differs, in the order of the page."""
    pairs = [
        *_texts(before, after),
        *(
            (one.label, _answer(before, str(one)), _answer(after, str(one)))
            for one in Criterion
        ),
        *(
            (one.label, before.options.get(str(one)), after.options.get(str(one)))
            for one in Option
        ),
        (_("Budget"), _budget(before), _budget(after)),
    ]
    return [
        Changed(label, was or "—", now or "—")
        for label, was, now in pairs
        if was != now
    ]


def _texts(before: Submission, after: Submission) -> list[tuple[Any, Any, Any]]:
    fields: list[tuple[str, Any]] = [
        ("plan", _("Plan in outline")),
        ("dependants", _("Dependants")),
        ("consent", _("What the person agreed to")),
        ("deconfliction", _("What came of it, or why nobody was asked")),
    ]
    found = [(words, getattr(before, n), getattr(after, n)) for n, words in fields]
    options = [code_words(Option, one.chosen) for one in (before, after)]
    return [(_("What we propose"), *options), *found]


def _answer(said: Submission, code: str) -> str:
    answer, note = said.criteria.get(code, ("", ""))
    return (
        f"{code_words(Answer, answer)}. {note}"
        if note
        else str(code_words(Answer, answer))
    )


def _rate(line: BudgetLine) -> str:
    """ " × 0.33 (2026-01-15)"; "" in euro."""
    return f" × {line.rate} ({line.rated})" if line.rated else ""


def _budget(said: Submission) -> str:
    lines = [
        f"{code_words(money.Line, one.line)}: {one.currency} {hundredths(one.amount)}"
        f"{_rate(one)} → {euro(one.cents)}, {one.payee or '—'}"
        for one in said.lines
    ]
    return "\n".join([*lines, f"= {euro(said.total)}"])
