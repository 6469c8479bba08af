"""Shifts, and how a member is reached."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.services.duty import may_be_on_duty
from evacuation.services.reaching import Reach

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_DAYS = 31
# Names of Region/City; the rest are old spellings of the same.
_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Pacific")


def zones() -> list[tuple[str, str]]:
    """Time zones as (IANA's name, as it is read)."""
    found = [name for name in available_timezones() if name.startswith(_REGIONS)]
    return [("UTC", "UTC")] + [(n, n.replace("_", " ")) for n in sorted(found)]


class ShiftForm(forms.Form):
    """`people`: who can be on duty. Times are in the time zone of who fills it in."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none())
    stand_in = forms.ModelChoiceField(
        label=_("Stand-in"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Has the shift when the first one cannot; is woken second."),
    )
    day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    start = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    end = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Not later than the start: it ends on the next day."),
    )
    days = forms.IntegerField(
        label=_("For how many days"), min_value=1, max_value=MOST_DAYS, initial=1
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)
        for name in ("user", "stand_in"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (types)
            field.queryset = people_for_duty()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("user") and found.get("user") == found.get("stand_in"):
            self.add_error("stand_in", _("Somebody else must stand in."))
        return found

    def spans(self) -> list[tuple[datetime, datetime]]:
        """(start, end) of each day, at the same time by the clock on the wall."""
        said = self.cleaned_data
        over = timedelta(days=0 if said["end"] > said["start"] else 1)
        days = [said["day"] + timedelta(days=n) for n in range(said["days"])]
        return [
            (self._at(day, said["start"]), self._at(day + over, said["end"]))
            for day in days
        ]

    def _at(self, day: Any, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self._zone)


def people_for_duty() -> QuerySet[User]:
    able = may_be_on_duty(timezone.now())
    return User.objects.filter(member__in=able).order_by("username")


class ReachForm(forms.Form):
    mail = forms.EmailField(
        label=_("Mail address for notices"),
        required=False,
        help_text=_("One that rings on your phone at night."),
    )
    phone = forms.CharField(
        label=_("Phone for notices"),
        required=False,
        max_length=30,
        help_text=_("With the country's code: +995 …"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of notices"), choices=settings.LANGUAGES
    )
    time_zone = forms.ChoiceField(label=_("Your time zone"), choices=zones)

    def clean_phone(self) -> str:
        said: str = self.cleaned_data["phone"]
        if not said:
            return ""
        try:
            number = phonenumbers.parse(said)
        except phonenumbers.NumberParseException:
            raise ValidationError(_not_a_number()) from None
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(_not_a_number())
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def reach(self) -> Reach:
        return Reach(**self.cleaned_data)


def _not_a_number() -> str:
    return str(_("This is no phone number with a country's code."))
