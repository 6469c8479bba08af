"""Telling the way, hearing that they are there, and the first 72 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.zones import MomentField
from evacuation.journeys.reception import Company, Item
from evacuation.journeys.told import Told, ToWhom
from evacuation.services.journeys.disclosing import LONGEST_TEXT, Telling
from evacuation.services.journeys.first_days import LONGEST_WHO, SeenTo
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.journeys.travellers import Person


class TellForm(VersionForm):
    """To one, for one window. What is said aloud is not written here."""

    what = forms.ChoiceField(
        label=_("What is told"), choices=Told.choices(), widget=forms.RadioSelect
    )
    to = forms.ChoiceField(
        label=_("Who is told"), choices=ToWhom.choices(), widget=forms.RadioSelect
    )
    person = forms.ChoiceField(label=_("Who of them"), required=False)
    opens = MomentField(_("From"))
    until = MomentField(
        _("Until"), help_text=_("At most 72 hours; it goes at the end of that hour.")
    )
    text = forms.CharField(
        label=_("What the person reads"),
        help_text=_("Only for the mailbox. Empty for what is said by word of mouth."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, fellows: Iterable[Person] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = [(one.number, f"{one.number}: {one.called}") for one in fellows]
        field = cast("forms.ChoiceField", self.fields["person"])
        field.choices = [("", _("Nobody of them")), *names]
        if not names:
            del self.fields["person"]
            to = cast("forms.ChoiceField", self.fields["to"])
            to.choices = [one for one in ToWhom.choices() if one[0] != ToWhom.FELLOW]

    @property
    def said(self) -> dict[str, Any]:
        """For the service, once it is valid."""
        found = self.cleaned_data
        telling = Telling(
            what=Told(found["what"]),
            to=ToWhom(found["to"]),
            opens=found["opens"],
            until=found["until"],
            text=found["text"],
            person=found.get("person", ""),
        )
        return {"version": found["version"], "telling": telling}


class PressForm(VersionForm):
    """A button alone."""

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HeardForm(VersionForm):
    """Somebody heard from where they arrive."""

    through = forms.ChoiceField(
        label=_("How it was heard"),
        choices=Through.choices(),
        widget=forms.RadioSelect,
    )
    heard = forms.ChoiceField(
        label=_("What was heard"),
        choices=[(str(one), one.label) for one in (Heard.PHRASE, Heard.WRONG)],
        widget=forms.RadioSelect,
    )
    company = forms.ChoiceField(
        label=_("Who came"), choices=Company.choices(), widget=forms.RadioSelect
    )

    @property
    def said(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "version": found["version"],
            "through": Through(found["through"]),
            "heard": Heard(found["heard"]),
            "company": Company(found["company"]),
        }


class FirstDaysForm(VersionForm):
    """Each item: who sees to it, and whether it is done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in Item:
            self.fields[f"{item}_who"] = forms.CharField(
                label=item.label, required=False, max_length=LONGEST_WHO
            )
            self.fields[f"{item}_done"] = forms.BooleanField(required=False)

    @property
    def rows(self) -> list[tuple[Item, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"{one}_who"], self[f"{one}_done"]) for one in Item]

    @property
    def said(self) -> dict[str, Any]:
        found = self.cleaned_data
        seen_to = {
            one: SeenTo(found[f"{one}_who"].strip(), found[f"{one}_done"])
            for one in Item
        }
        return {"version": found["version"], "seen_to": seen_to}


def first_days_initial(seen_to: dict[Item, SeenTo]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item, one in seen_to.items():
        found |= {f"{item}_who": one.who, f"{item}_done": one.done}
    return found
