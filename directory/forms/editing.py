"""An entry's own fields as editors write them. Nested parts: editing_parts.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.forms.people import country_choices
from directory.models import Region
from directory.models.choices import (
    ENTRY_LEVEL_CHOICES,
    BarStatus,
    Capability,
    Capacity,
    CostModel,
    CountBand,
    Experience,
    Level,
    Payer,
    ProviderKind,
    Risk,
)
from directory.services.validation import (
    LONGEST_TEXT,
    looked_up_fault,
    time_zone_fault,
)

T = TypeVar("T")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


def yes_no(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def level_choice(label: Any, initial: Level = Level.MONITORS) -> forms.TypedChoiceField:
    """A sharing level; the value is its number."""
    return forms.TypedChoiceField(
        label=label, choices=ENTRY_LEVEL_CHOICES, coerce=int, initial=int(initial)
    )


def with_none(choices: Any) -> list[tuple[str, Any]]:
    return [("", "—"), *choices]


def _unless(fault_of: Callable[[T], str], value: T) -> T:
    """The value, where the service's rule finds no fault in it."""
    if fault := fault_of(value):
        raise forms.ValidationError(fault)
    return value


class ProviderForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    kind = forms.ChoiceField(label=_("Kind"), choices=ProviderKind.choices)
    display_name = forms.CharField(
        label=_("Name, in its own script"),
        max_length=300,
        help_text=_("As people know it. It may be a cover name."),
    )
    latin_name = forms.CharField(
        label=_("Name in Latin letters"), max_length=300, required=False
    )
    legal_name = forms.CharField(label=_("Legal name"), max_length=300, required=False)
    legal_name_shared = level_choice(_("Who sees the legal name"))
    home_country = forms.ChoiceField(label=_("Home country"))
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=500,
        required=False,
        help_text=_("The address or id of its entry, where it has one."),
    )
    say_first = forms.CharField(
        label=_("What to say first"),
        max_length=300,
        required=False,
        help_text=_("From whom to say that one calls."),
    )
    level = level_choice(_("Who sees the entry"), Level.COORDINATORS)

    bar_status = forms.ChoiceField(
        label=_("Standing with the bar"),
        choices=BarStatus.choices,
        initial=BarStatus.UNKNOWN,
    )
    bar_name = forms.CharField(label=_("Chamber"), max_length=200, required=False)
    bar_checked_on = forms.DateField(
        label=_("Looked up on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    licence_number = forms.CharField(
        label=_("Licence number"), max_length=60, required=False
    )
    licence_shared = level_choice(_("Who sees the licence number"))
    state_appointed = forms.TypedChoiceField(
        label=_("Appointed by the state"),
        choices=_YES_NO,
        coerce=yes_no,
        empty_value=None,
        required=False,
    )
    capabilities = forms.MultipleChoiceField(
        label=_("May and can"),
        choices=Capability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    experience = forms.ChoiceField(
        label=_("Experience"), choices=Experience.choices, required=False
    )
    treaty_record = forms.ChoiceField(
        label=_("Communications to treaty bodies"),
        choices=CountBand.choices,
        required=False,
    )
    treaty_shared = level_choice(_("Who sees this record"))

    on_site = forms.BooleanField(label=_("On site"), required=False, initial=True)
    remote = forms.BooleanField(label=_("Remotely"), required=False)
    cross_border = forms.BooleanField(label=_("Across borders"), required=False)
    radius_km = forms.IntegerField(
        label=_("Travels, km"), min_value=1, max_value=5000, required=False
    )
    cities = forms.CharField(
        label=_("Cities served"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("One a line, apart from where the offices are."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    countries = forms.MultipleChoiceField(
        label=_("Other countries served"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    regions = forms.MultipleChoiceField(
        label=_("Regions served"),
        required=False,
        help_text=_("Those of the home country and of the countries ticked, as saved."),
        widget=forms.CheckboxSelectMultiple,
    )

    available_24_7 = forms.BooleanField(
        label=_("Somebody answers day and night"), required=False
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=40, required=False, help_text="Asia/Tbilisi"
    )
    response_hours = forms.IntegerField(
        label=_("Answers within, hours"), min_value=0, max_value=999, required=False
    )
    capacity = forms.ChoiceField(
        label=_("Capacity"), choices=Capacity.choices, initial=Capacity.UNKNOWN
    )
    capacity_until = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    new_cases_per_month = forms.IntegerField(
        label=_("New cases a month"), min_value=0, max_value=999, required=False
    )

    cost = forms.ChoiceField(
        label=_("Cost"), choices=with_none(CostModel.choices), required=False
    )
    payers = forms.MultipleChoiceField(
        label=_("Who pays"),
        choices=Payer.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    means_test = forms.TypedChoiceField(
        label=_("Asks about income"),
        choices=_YES_NO,
        coerce=yes_no,
        empty_value=None,
        required=False,
    )
    no_solicitation = forms.BooleanField(
        label=_("Has promised not to ask for money"), required=False
    )

    friendliness_shared = level_choice(_("Who sees to whom they are friendly"))
    sensitive_practice_shared = level_choice(_("Who sees sensitive practice areas"))
    known_refusals = forms.CharField(
        label=_("Known refusals"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    vetting_notes = forms.CharField(
        label=_("Vetting notes"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    vetting_notes_shared = level_choice(_("Who sees the vetting notes"))
    risk = forms.ChoiceField(
        label=_("Risk to the provider"), choices=Risk.choices, initial=Risk.LOW
    )
    risk_shared = level_choice(_("Who sees the risk"))
    reminders_agreed = forms.BooleanField(
        label=_("Has agreed to be reminded"), required=False
    )

    source = forms.CharField(label=_("Source"), max_length=60, required=False)
    external_id = forms.CharField(
        label=_("Id at the source"), max_length=120, required=False
    )
    honey = forms.BooleanField(
        label=_("Honey entry: nobody real, opening it raises an alert"), required=False
    )

    def __init__(
        self, data: Any = None, *, editor_countries: list[str], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        names = dict(country_choices())
        own = [(code, name) for code, name in names.items() if code in editor_countries]
        regions = self._regions(own[0][0] if own else "")
        column = f"name_{(get_language() or 'en').split('-')[0]}"
        choices: dict[str, Any] = {
            "home_country": own,
            "countries": list(names.items()),
            "regions": [
                (region.code, f"{region.code} {getattr(region, column)}")
                for region in regions
            ],
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the types)
            field.choices = values

    def _regions(self, first: str) -> QuerySet[Region]:
        """Those of the home country and of the others chosen; and what was chosen.

        `first` is the home country that a new form shows as chosen.
        """
        home = self["home_country"].value() or first
        near = [home, *(self["countries"].value() or ())]
        chosen = self["regions"].value() or ()
        found = Region.objects.filter(Q(country__in=near) | Q(code__in=chosen))
        return found.order_by("code")

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        return _unless(time_zone_fault, name)

    def clean_bar_checked_on(self) -> date | None:
        day: date | None = self.cleaned_data["bar_checked_on"]
        return _unless(looked_up_fault, day)

    def clean_organisation(self) -> str:
        text = str(self.cleaned_data["organisation"])
        found = _UUID.search(text)
        if text and not found:
            raise forms.ValidationError(_("Paste the address or id of its entry."))
        return str(UUID(found.group())) if found else ""
