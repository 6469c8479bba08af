"""The parts of an entry that there can be several of: one form for each row.

A row left blank is no row: every choice has an initial value, which a browser sends
unasked, and a row that holds nothing else counts as blank. "Add another" posts the page
and comes back with one row more and everything else as it was typed: nothing here needs
JavaScript.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.forms.editing import level_choice, with_none
from directory.gazetteer.places import find_places
from directory.models import Place
from directory.models.choices import (
    ChannelKind,
    FriendlyTo,
    Interpreter,
    Level,
    NameKind,
    ServiceLevel,
)
from directory.models.taxonomy import Scheme
from directory.services.contact_rules import contact_fault
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    HoursData,
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
)
from directory.taxonomy.labels import labels

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
_TIME = {"type": "time"}


class TermChoiceField(forms.ChoiceField):
    """One term of a scheme, named in the reader's language."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: with_none(labels(scheme, get_language() or "en").items()),
            **kwargs,
        )


class PartForm(forms.Form):
    """A row; `home_country` is where a city without a country is looked for."""

    # Where the row's main value stands: for headings.
    main: ClassVar[str] = ""

    def __init__(self, *args: Any, home_country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home_country = home_country

    def part(self) -> Any:
        """The row as services take it. For valid rows."""
        raise NotImplementedError


class NameForm(PartForm):
    text = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(
        label=_("What it is"), choices=NameKind.choices, initial=NameKind.ALIAS
    )
    shared = level_choice(_("Who sees it"), Level.PUBLIC)

    def part(self) -> NameData:
        row = self.cleaned_data
        return NameData(row["text"], row["kind"], row["shared"])


class PracticeForm(PartForm):
    area = TermChoiceField(Scheme.PRACTICE_AREA, label=_("Practice area"))
    service_level = forms.ChoiceField(
        label=_("What they do in it"),
        choices=ServiceLevel.choices,
        initial=ServiceLevel.PRIMARY_LEGAL,
    )

    def part(self) -> PracticeData:
        return PracticeData(
            self.cleaned_data["area"], self.cleaned_data["service_level"]
        )


class LanguageForm(PartForm):
    language = TermChoiceField(Scheme.LANGUAGE, label=_("Language"))
    interpreter = forms.ChoiceField(
        label=_("How"), choices=Interpreter.choices, initial=Interpreter.NONE
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def part(self) -> LanguageData:
        row = self.cleaned_data
        return LanguageData(row["language"], row["interpreter"], row["note"])


class FriendlinessForm(PartForm):
    group = forms.ChoiceField(label=_("To whom"), choices=with_none(FriendlyTo.choices))
    attested_by = forms.IntegerField(
        label=_("Attested by, people"), min_value=1, max_value=99, initial=1
    )
    trained_by = forms.CharField(label=_("Trained by"), max_length=120, required=False)
    trained_on = forms.DateField(
        label=_("Trained on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def part(self) -> FriendlinessData:
        row = self.cleaned_data
        return FriendlinessData(
            row["group"], row["attested_by"], row["trained_by"], row["trained_on"]
        )


class HoursForm(PartForm):
    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=with_none(WEEKDAYS), coerce=int
    )
    opens = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M")
    )

    def part(self) -> HoursData:
        row = self.cleaned_data
        return HoursData(row["weekday"], row["opens"], row["closes"])


class OfficeForm(PartForm):
    label = forms.CharField(
        label=_("Name of the office"), max_length=120, required=False
    )
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    place = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"), min_value=-90, max_value=90, required=False
    )
    longitude = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=False
    )
    shared = level_choice(_("Who sees more than the city"), Level.PUBLIC)
    region = forms.CharField(
        label=_("Region"), widget=forms.HiddenInput, max_length=6, required=False
    )
    external_id = forms.CharField(
        label=_("Id of the office"),
        widget=forms.HiddenInput,
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        row = self.cleaned_data
        kept = Place.objects.filter(
            pk=row.get("place") or 0, name=row.get("city") or ""
        )
        if not kept.exists():
            row["place"] = None
            row["region"] = ""
            if row.get("city"):
                self._look_up(row)
        return row

    def _look_up(self, row: dict[str, Any]) -> None:
        try:
            row["place"] = place_called(row["city"], self.home_country)
        except forms.ValidationError as unknown:
            self.add_error("city", unknown)

    def part(self) -> OfficeData:
        row = {
            k: v for k, v in self.cleaned_data.items() if k not in ("city", "DELETE")
        }
        return OfficeData(**row)


class ContactForm(PartForm):
    kind = forms.ChoiceField(label=_("Channel"), choices=with_none(ChannelKind.choices))
    value = forms.CharField(label=_("Number or address"), max_length=300)
    shared = forms.TypedChoiceField(
        label=_("Who sees it"),
        choices=Level.choices,
        coerce=int,
        initial=int(Level.MONITORS),
    )
    office = forms.IntegerField(
        label=_("Office no."), min_value=1, max_value=99, required=False
    )
    say_first = forms.CharField(
        label=_("What to say first"), max_length=300, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    available_24_7 = forms.BooleanField(label=_("Day and night"), required=False)

    def clean(self) -> dict[str, Any]:
        row = self.cleaned_data
        kind, value = row.get("kind", ""), row.get("value", "")
        fault = contact_fault(kind, value, self.home_country) if value else ""
        if fault:
            self.add_error("value", fault)
        return row

    def part(self) -> ContactData:
        row = {k: v for k, v in self.cleaned_data.items() if k != "DELETE"}
        if row["office"] is not None:
            row["office"] -= 1
        return ContactData(**row)


# Prefix (the field of ProviderData), heading, form of a row.
PARTS: list[tuple[str, Any, type[PartForm]]] = [
    ("names", _("Other names"), NameForm),
    ("practices", _("Practice areas"), PracticeForm),
    ("languages", _("Languages"), LanguageForm),
    ("friendliness", _("Attested as friendly to"), FriendlinessForm),
    ("hours", _("Hours"), HoursForm),
    ("offices", _("Offices"), OfficeForm),
    ("contacts", _("Contacts"), ContactForm),
]


def place_called(name: str, country: str) -> int:
    """The geonameid of the city called so. Raises ValidationError with guesses."""
    found = find_places(name, country=country or None, limit=5)
    if found and found[0].match == "exact":
        return found[0].place.geonameid
    if not found:
        raise forms.ValidationError(_("No city of this name is known there."))
    guesses = ", ".join(dict.fromkeys(match.place.name for match in found))
    raise forms.ValidationError(
        _("Not found as written. Do you mean: %(guesses)s?") % {"guesses": guesses}
    )
