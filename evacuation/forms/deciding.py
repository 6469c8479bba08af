"""What is written for decision and answered, what is given and what is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.currencies import CURRENCIES, EURO, is_plausible
from evacuation.forms.case import LONGEST, VersionForm
from evacuation.forms.choosing import offer
from evacuation.forms.rows import CountedRows, rows_of, with_more
from evacuation.submissions import DONE, WAIVED, BudgetLine, Submission
from evacuation.workflow.decision import Answer, Criterion, Option
from evacuation.workflow.money import Line, Paid, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK_ROWS = 6
MOST_ROWS = 60
_ROWS = 3
_SHORT = 120
_HUNDRED = Decimal(100)
_CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as GEL."))


def _text(label: Any, hint: Any = "", rows: int = _ROWS) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
    )


def _line(label: Any, hint: Any = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=_SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


def _sum(label: Any, hint: Any = "", *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def hundredths(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * _HUNDRED)


class ProposalForm(VersionForm):
    """Nothing in it is required: it is a draft until it is submitted."""

    chosen = forms.ChoiceField(
        label=_("What we propose"),
        required=False,
        choices=Option.choices(),
        widget=forms.RadioSelect,
    )
    plan = _text(
        _("Plan in outline"), _("What happens, in which order, and who does it.")
    )
    dependants = _text(_("Dependants"), _("Who goes with them, and who stays."), 2)
    consent = _text(_("What the person agreed to"), _("And what they did not."))
    deconflicted = forms.ChoiceField(
        label=_("Does somebody else help with the same?"),
        required=False,
        choices=[
            (DONE, _("Looked for")),
            (WAIVED, _("Not asked, to keep them safe")),
        ],
        widget=forms.RadioSelect,
    )
    deconfliction = _text(_("What came of it, or why nobody was asked"), rows=2)
    why = _text(_("Why a new decision is needed"), rows=2)

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        """`again`: something was approved already."""
        super().__init__(*args, **kwargs)
        for one in Criterion:
            self.fields[f"answer_{one}"] = forms.ChoiceField(
                label=one.label,
                required=False,
                choices=Answer.choices(),
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{one}"] = _line(_("Note"))
        for option in Option:
            self.fields[f"why_{option}"] = _text(option.label, rows=2)
        if not again:
            del self.fields["why"]

    @property
    def criteria(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"answer_{one}"], self[f"note_{one}"]) for one in Criterion]

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[f"why_{one}"] for one in Option]

    def submission(self, lines: Sequence[BudgetLine]) -> Submission:
        said = self.cleaned_data
        return Submission(
            criteria={
                str(one): (said[f"answer_{one}"], said[f"note_{one}"])
                for one in Criterion
                if said[f"answer_{one}"] or said[f"note_{one}"]
            },
            options={
                str(one): said[f"why_{one}"] for one in Option if said[f"why_{one}"]
            },
            lines=tuple(lines),
            **{name: said[name] for name in _SAME},
        )


_SAME = (
    *("chosen", "plan", "dependants", "consent"),
    *("deconflicted", "deconfliction"),
)


def as_initial(written: Submission) -> dict[str, Any]:
    """What the form shows of what was saved."""
    found: dict[str, Any] = {name: getattr(written, name) for name in _SAME}
    for code, (said, note) in written.criteria.items():
        found[f"answer_{code}"], found[f"note_{code}"] = said, note
    for code, why in written.options.items():
        found[f"why_{code}"] = why
    return found


class BudgetLineForm(forms.Form):
    """A row without an amount is no line."""

    line = forms.ChoiceField(
        label=_("For"), required=False, choices=[("", "—"), *Line.choices()]
    )
    amount = _sum(_("Amount"))
    currency = _line(_("Currency"), initial=EURO, validators=[_CURRENCY])
    rate = forms.DecimalField(
        label=_("Euro for one of it"),
        required=False,
        initial=1,
        max_digits=14,
        decimal_places=8,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    rated = forms.DateField(
        label=_("Day of the rate"),
        help_text=_("Empty: today. In euro there is none."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}),
    )
    funder = _line(_("Who pays"))
    pledged = _sum(_("Pledged by others"))
    paid = forms.ChoiceField(
        label=_("How it is paid"),
        required=False,
        choices=Paid.choices(),
        initial=str(Paid.DIRECT),
    )
    payee = _line(_("Paid to"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("amount") or self.errors:
            return said
        if not said["line"]:
            self.add_error("line", _("Say what it is for."))
        if said["pledged"] and said["pledged"] > said["amount"]:
            self.add_error("pledged", _("Others cannot pledge more than it costs."))
        rate, in_euro = said["rate"], said["currency"] in {"", EURO}
        if not rate or rate <= 0 or (in_euro and rate != 1):
            self.add_error("rate", _("More than nothing; one euro is one euro."))
        elif not in_euro:
            self._check_foreign(said)
        return said

    def _check_foreign(self, said: dict[str, Any]) -> None:
        if said["currency"] not in CURRENCIES:
            self.add_error("currency", _("No currency of today has this code."))
        elif not is_plausible(said["currency"], said["rate"]):
            words = _("Write how many euro one of it is; it cannot be this.")
            self.add_error("rate", words)
        if said["rated"] and said["rated"] > timezone.localdate():
            self.add_error("rated", _("Not a day to come."))

    @property
    def found(self) -> BudgetLine | None:
        """Once it is valid."""
        said = self.cleaned_data
        if not said.get("amount"):
            return None
        return BudgetLine(
            line=said["line"],
            amount=hundredths(said["amount"]),
            currency=said["currency"] or EURO,
            rate=str(said["rate"].normalize()),
            rated=self._rated(said),
            funder=said["funder"],
            pledged=hundredths(said["pledged"]),
            paid=said["paid"] or str(Paid.DIRECT),
            payee=said["payee"],
        )

    @staticmethod
    def _rated(said: dict[str, Any]) -> str:
        if said["currency"] in {"", EURO}:
            return ""
        return str((said["rated"] or timezone.localdate()).isoformat())


class _Rows(CountedRows[BudgetLineForm]):
    @property
    def lines(self) -> list[BudgetLine]:
        """Once it is valid."""
        found = (form.found for form in self.forms if form.has_changed())
        return [line for line in found if line]


def rows(
    data: Any = None, lines: Sequence[BudgetLine] = (), *, more: bool = False
) -> _Rows:
    """The budget's rows: those saved and blank ones; `more`: with further blanks."""
    extra = len(lines) + (0 if lines else 1)
    made = rows_of(BudgetLineForm, _Rows, most=MOST_ROWS, extra=extra)
    if more:
        data = with_more(made(data, prefix="line"), BLANK_ROWS)
    initial = [_row(line) for line in lines]
    found: _Rows = made(data, initial=None if data else initial, prefix="line")
    return found


def _row(line: BudgetLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "amount": Decimal(line.amount) / _HUNDRED,
        "currency": line.currency,
        "rate": Decimal(line.rate),
        "rated": line.rated_on,
        "funder": line.funder,
        "pledged": Decimal(line.pledged) / _HUNDRED if line.pledged else None,
        "paid": line.paid,
        "payee": line.payee,
    }


class ApproveForm(VersionForm):
    conditions = _text(_("Conditions"), _("What has to hold for it."), 2)
    note = _text(_("Note"), rows=2)


class RatifyForm(VersionForm):
    note = _text(_("Note"), rows=2)


class HelpForm(VersionForm):
    """Interim help, in euro."""

    line = forms.ChoiceField(label=_("For"), choices=Line.choices())
    amount = _sum(_("Amount, in euro"), required=True)
    payee = forms.CharField(
        label=_("Paid to"),
        help_text=_(
            "Who receives the money. It is written down here and nowhere else."
        ),
        max_length=_SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    paid = forms.ChoiceField(
        label=_("How it is paid"), choices=Paid.choices(), widget=forms.RadioSelect
    )
    funder = _line(_("Who pays"))
    why = forms.CharField(
        label=_("Why it cannot wait"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    @property
    def found(self) -> BudgetLine:
        said = self.cleaned_data
        return BudgetLine(
            line=said["line"],
            amount=hundredths(said["amount"]),
            funder=said["funder"],
            paid=said["paid"],
            payee=said["payee"],
        )


class PaymentForm(VersionForm):
    """What was paid of a line of the approved budget."""

    line = forms.TypedChoiceField(label=_("Line of the budget"), coerce=int)
    amount = _sum(_("Paid, in euro"), required=True)

    def __init__(self, *args: Any, lines: Sequence[Any] = (), **kwargs: Any) -> None:
        """`lines`: (number, words)."""
        super().__init__(*args, **kwargs)
        offer(self, "line", lines)


class TakeBackForm(VersionForm):
    """A payment that was entered wrongly."""

    record = forms.UUIDField(widget=forms.HiddenInput)
    reason = _line(_("Why it is taken back"))


class ReceiptForm(VersionForm):
    record = forms.UUIDField(widget=forms.HiddenInput)
    receipt = forms.ChoiceField(label=_("Receipt"), choices=Receipt.choices())
    reason = _line(_("Why it is unsafe to obtain"))

    def clean_receipt(self) -> Receipt:
        return Receipt(self.cleaned_data["receipt"])
