"""Medicine of one person: its kind and its days, never a diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.rows import CountedRows, rows_of
from evacuation.workflow.movement.bounds import look_fault
from evacuation.workflow.movement.health import Medicine, MedicineKind

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDS_NONE = _("They were asked, and need no medicine")
BLANK = 2
MOST = 8
MOST_DAYS = 1000


class MedicineForm(forms.Form):
    """A row without a kind is no medicine."""

    kind = forms.ChoiceField(
        label=_("Which medicine"),
        required=False,
        choices=[("", "—"), *MedicineKind.choices()],
    )
    days = forms.IntegerField(
        label=_("Days in hand"), required=False, min_value=0, max_value=MOST_DAYS
    )
    counted_on = forms.DateField(
        label=_("Counted on"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    supplier = forms.BooleanField(
        label=_("Somebody gives more on arrival"), required=False
    )
    letter_needed = forms.BooleanField(
        label=_("A letter is needed on the way"), required=False
    )
    letter = forms.BooleanField(label=_("The letter is there"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("kind"):
            return said
        for name, words in _NEEDED:
            if said.get(name) is None and name not in self.errors:
                self.add_error(name, words)
        counted_on = said.get("counted_on")
        if counted_on and (why := look_fault(counted_on, timezone.now())):
            self.add_error("counted_on", why)
        return said

    @property
    def found(self) -> Medicine | None:
        """Once it is valid."""
        said = self.cleaned_data
        if not said.get("kind"):
            return None
        return Medicine(
            kind=MedicineKind(said["kind"]),
            days=said["days"],
            counted_on=said["counted_on"],
            supplier=said["supplier"],
            letter_needed=said["letter_needed"],
            letter=said["letter"],
        )


_NEEDED = (
    ("days", _("Say for how many days.")),
    ("counted_on", _("Say on which day they were counted.")),
)


class NoneForm(VersionForm):
    """Whether they were asked and need none: rows left empty do not say so."""

    none = forms.BooleanField(label=NEEDS_NONE, required=False)


class _Medicines(CountedRows[MedicineForm]):
    @property
    def medicines(self) -> list[Medicine]:
        """Once it is valid."""
        found = (form.found for form in self.forms if form.has_changed())
        return [one for one in found if one]


def medicine_rows(data: Any = None, kept: Sequence[Medicine] = ()) -> _Medicines:
    extra = min(len(kept) + BLANK, MOST)
    made = rows_of(MedicineForm, _Medicines, most=MOST, extra=extra)
    initial = [
        {
            "kind": str(one.kind),
            "days": one.days,
            "counted_on": one.counted_on,
            "supplier": one.supplier,
            "letter_needed": one.letter_needed,
            "letter": one.letter,
        }
        for one in kept
    ]
    found: _Medicines = made(data, initial=None if data else initial, prefix="medicine")
    return found
