"""When somebody should be heard, what was heard, and the protocol if nothing is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.rows import CountedRows, rows_of
from evacuation.forms.zones import MomentField
from evacuation.journeys.night_card import LONGEST_WORDS, Came
from evacuation.services.journeys.protocols import MOST_STEPS, PLACES, Fault
from evacuation.services.wished import Wish
from evacuation.workflow.movement.check_ins import (
    LONGEST_TOLERANCE,
    WITH_WHOM,
    Deed,
    Heard,
    Step,
    Through,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MINUTE = timedelta(minutes=1)
_MOST_MINUTES = 14 * 24 * 60
LONGEST_WHOM, LONGEST_SAY = 80, 60
BLANK_STEPS = 2


def _radios(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _short(label: Any, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class CheckInForm(VersionForm):
    at = MomentField(_("When they should be heard"))
    tolerance = forms.IntegerField(
        label=_("How many minutes later they are missed"),
        min_value=0,
        max_value=LONGEST_TOLERANCE // _MINUTE,
        initial=30,
    )
    through = _radios(_("Through what"), Through.choices())
    instead = forms.BooleanField(
        label=_("In place of everything that was planned before"), required=False
    )

    def clean_tolerance(self) -> timedelta:
        return int(self.cleaned_data["tolerance"]) * _MINUTE

    def clean_through(self) -> Through:
        return Through(self.cleaned_data["through"])


class HeardForm(VersionForm):
    heard = _radios(_("What was heard"), Heard.choices())
    through = _radios(_("Through what"), Through.choices())

    def clean_heard(self) -> Heard:
        return Heard(self.cleaned_data["heard"])

    def clean_through(self) -> Through:
        return Through(self.cleaned_data["through"])


class WishForm(HeardForm):
    heard = _radios(
        _("What was heard"), [one for one in Heard.choices() if one[0] != Heard.STOP]
    )
    wish = forms.ChoiceField(choices=Wish.choices(), widget=forms.HiddenInput)

    def clean_wish(self) -> Wish:
        return Wish(self.cleaned_data["wish"])


class DepartForm(VersionForm):
    through = _radios(_("Through what they are heard"), Through.choices())
    text = _short(_("Note"), 200)

    def clean_through(self) -> Through:
        return Through(self.cleaned_data["through"])


class ProtocolForm(VersionForm):
    public_agreed = forms.BooleanField(
        label=_("They agreed to a public or urgent appeal"), required=False
    )


class StepRow(forms.Form):
    """A row without a deed is no step."""

    deed = forms.ChoiceField(
        label=_("What is done"), required=False, choices=[("", "—"), *Deed.choices()]
    )
    after = forms.IntegerField(
        label=_("Minutes after they are missed"),
        required=False,
        min_value=0,
        max_value=_MOST_MINUTES,
    )
    whom = _short(_("Whom, and how"), LONGEST_WHOM)
    say = _short(_("What may be said"), LONGEST_SAY)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        lacks = said.get("after") is None and "after" not in self.errors
        if said.get("deed") and lacks:
            self.add_error("after", _("Say how many minutes."))
        if said.get("deed") in WITH_WHOM and not said.get("whom", "").strip():
            self.add_error("whom", Fault.WHOM.label)
        return said

    @property
    def step(self) -> Step | None:
        """Once it is valid."""
        said = self.cleaned_data
        if not said.get("deed"):
            return None
        after = int(said["after"]) * _MINUTE
        return Step(Deed(said["deed"]), after, said["whom"], said["say"])


class _Steps(CountedRows[StepRow]):
    @property
    def steps(self) -> list[Step]:
        """Once it is valid."""
        return [one for form in self._written() if (one := form.step)]

    def say(self, found: Sequence[tuple[Fault, int | None]]) -> bool:
        """Each fault at the field that it is about; False where one is of no step."""
        rows = [form for form in self._written() if form.step]
        if any(number is None for _fault, number in found):
            return False
        for fault, number in found:
            rows[number or 0].add_error(PLACES[fault], fault.label)
        return True

    def _written(self) -> list[StepRow]:
        return [form for form in self.forms if form.has_changed()]


def step_rows(data: Any = None, kept: Sequence[Step] = ()) -> _Steps:
    """`kept`: what the rows begin with."""
    extra = min(len(kept) + BLANK_STEPS, MOST_STEPS)
    made = rows_of(StepRow, _Steps, most=MOST_STEPS, extra=extra)
    initial = [
        {
            "deed": str(one.deed),
            "after": one.after // _MINUTE,
            "whom": one.whom,
            "say": one.say,
        }
        for one in kept
    ]
    found: _Steps = made(data, initial=None if data else initial, prefix="step")
    return found


class NightStepForm(VersionForm):
    """What came of a step. `number`: as the card was shown."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    came = _radios(_("What came of it"), Came.choices())
    words = _short(
        _("In a few words"), LONGEST_WORDS, _("No names. Who holds the keys reads it.")
    )

    def clean_came(self) -> Came:
        return Came(self.cleaned_data["came"])
