"""The questions of a first message. None is asked that domain.md 2.6 forbids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.views.opening import zone_of
from evacuation.answers import (
    ELSEWHERE,
    LONGEST_HANDLE,
    LONGEST_NAME,
    LONGEST_STORY,
    LONGEST_VOUCHER,
    MOST_CONTACTS,
    Answers,
    Asking,
    Consent,
    Contact,
    ContactVia,
    Danger,
    MayWrite,
    Origin,
    SafeNow,
    WhoSees,
)
from evacuation.forms.countries import countries, recognised
from evacuation.forms.zones import zone_choices
from evacuation.spoken import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

# What can be wrong, in one place: the words are reviewed together with the page.
TOO_LONG = _("This is too long: it has %(length)d characters, and %(most)d fit here.")
CHOOSE = _("Please choose one answer.")
CHOOSE_COUNTRY = _("Please choose the country.")
WHICH_COUNTRY = _("Please write which country it is.")
NOT_A_COUNT = _("Please write a number, for example 2, or leave it empty.")
NEEDS_HANDLE = _("Please write the number or name, or choose no way to reach you.")
NEEDS_CHANNEL = _("Please choose what kind of contact this is.")
NOT_A_TIME = _("Please write a time, for example 09:00.")
BOTH_HOURS = _("Please write both times, or none of them.")
NEEDS_ZONE = _("Please choose in the time of which place the hours are.")
NEEDS_CONSENT = _(
    "Without this we may not keep what you write. If you do not want that, do not "
    "send; nothing has been kept."
)
ERRORS = (
    TOO_LONG,
    CHOOSE,
    CHOOSE_COUNTRY,
    WHICH_COUNTRY,
    NOT_A_COUNT,
    NEEDS_HANDLE,
    NEEDS_CHANNEL,
    NOT_A_TIME,
    BOTH_HOURS,
    NEEDS_ZONE,
    NEEDS_CONSENT,
)
BANDS = (
    ("0-5", _("Children, 0 to 5 years")),
    ("6-11", _("Children, 6 to 11 years")),
    ("12-17", _("Children, 12 to 17 years")),
    ("adult", _("Adults who need care")),
)
# The same questions where they are answered for another person.
_OF_ANOTHER = {
    "safe_now": _("Are they safe right now?"),
    "country": _("In which country are they now?"),
    "voucher": _("Is there an organisation or a person who can speak for them?"),
    "medicine_days": _("For how many days does their medicine last?"),
}
_MOST_PEOPLE = 30
_MOST_DAYS = 365
# They mean nothing in a text, and each would take six bytes in a record.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Words(forms.CharField):
    """Free text. Its limit is told; nothing that was typed is cut off silently."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.most = most

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return _CONTROLS.sub("", text)

    def validate(self, value: str) -> None:
        if len(value) > self.most:
            found = {"length": len(value), "most": self.most}
            raise ValidationError(TOO_LONG, params=found)


class OneOf(forms.ChoiceField):
    """One of a list that all forms share: Django would copy it for each of them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo[id(self.choices)] = self.choices
        return super().__deepcopy__(memo)


def _choice(
    label: Any, choices: Any, *, required: bool = True, **options: Any
) -> forms.ChoiceField:
    wrong = {"required": CHOOSE, "invalid_choice": CHOOSE}
    wrong |= options.pop("error_messages", {})
    return OneOf(
        label=label,
        choices=choices,
        required=required,
        error_messages=wrong,
        **options,
    )


def _count(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), NOT_A_COUNT
        ),
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        # As phones send it, and as a hand types it where there is no such field.
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M", "%H"],
        error_messages={"invalid": NOT_A_TIME},
    )


def zone_field() -> forms.ChoiceField:
    return _choice(_("In the time of"), zone_choices, required=False)


class ContactForm(forms.Form):
    """One way to reach somebody. Left empty, it is none."""

    channel = _choice(
        _("Where"), [("", _("Please choose")), *ContactVia.choices], required=False
    )
    handle = Words(label=_("Number, name or address there"), most=LONGEST_HANDLE)
    may_write_first = _choice(
        _("May we write first?"),
        MayWrite.choices,
        required=False,
        initial=MayWrite.NO.value,
    )
    who_sees = _choice(
        _("Who else sees the device?"),
        [("", _("Please choose")), *WhoSees.choices],
        required=False,
    )
    name_we_use = Words(
        label=_("Which name do we use there? It need not be the real one."),
        most=LONGEST_NAME,
    )
    safe_from = _hour(_("Safe from"))
    safe_until = _hour(_("Safe until"))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("channel") and not found.get("handle", "-"):
            self.add_error("handle", NEEDS_HANDLE)
        if found.get("handle") and not found.get("channel", "-"):
            self.add_error("channel", NEEDS_CHANNEL)
        hours = [found.get("safe_from"), found.get("safe_until")]
        if None in hours and any(hour is not None for hour in hours):
            self.add_error("safe_until", BOTH_HOURS)
        return found

    @property
    def has_hours(self) -> bool:
        """Whether safe hours were said, so that their zone matters."""
        return self.cleaned_data.get("safe_from") is not None

    def contact(self, zone: str = "") -> Contact | None:
        """After is_valid(). `zone`: IANA's name, of the hours where there are any."""
        found = self.cleaned_data
        if not found["channel"]:
            return None
        return Contact(
            channel=found["channel"],
            handle=found["handle"],
            may_write_first=found["may_write_first"] or MayWrite.NO.value,
            who_sees=found["who_sees"] or WhoSees.UNKNOWN.value,
            name_we_use=found["name_we_use"],
            **(self._hours(zone) if self.has_hours else {}),
        )

    def _hours(self, zone: str) -> dict[str, str]:
        found = self.cleaned_data
        return {
            "safe_from": found["safe_from"].isoformat(timespec="minutes"),
            "safe_until": found["safe_until"].isoformat(timespec="minutes"),
            "time_zone": zone,
        }


class AskForm(forms.Form):
    """Five answers are needed; the language stands as it is on the page."""

    safe_now = _choice(_("Are you safe right now?"), SafeNow.choices)
    danger = _choice(_("When may something happen?"), Danger.choices)
    country_words = Words(label=_("If it is another country: which one?"), most=60)
    language = _choice(_("In which language should we answer?"), SPOKEN)
    story = Words(label=_("What happened, and what do you need?"), most=LONGEST_STORY)
    asking = _choice(
        _("For whom do you write?"), Asking.choices, initial=Asking.SELF.value
    )
    do_not_contact = forms.BooleanField(
        label=_(
            "Do not contact the person this is about. Contact somebody else, who has "
            "agreed: the contacts below are theirs."
        ),
        required=False,
    )
    voucher = Words(
        label=_("Is there an organisation or a person who can speak for you?"),
        most=LONGEST_VOUCHER,
    )
    medicine_days = _count(_("For how many days does it last?"), _MOST_DAYS)
    website = forms.CharField(required=False)
    # Asked only where hours were said and the country does not tell it.
    time_zone = zone_field()

    def __init__(self, *args: Any, assisted: bool = False, **kwargs: Any) -> None:
        """`assisted`: by somebody who helps, so never for themselves."""
        super().__init__(*args, **kwargs)
        self.fields["country"] = _country_field()
        asked = self.data if self.is_bound else self.initial
        others = (Asking.AGREED, Asking.UNAWARE)
        self.about_another = assisted or asked.get("asking") in others
        if assisted:
            asking = cast("forms.ChoiceField", self.fields["asking"])
            asking.choices = [(one.value, one.label) for one in others]
        if self.about_another:
            for name, label in _OF_ANOTHER.items():
                self.fields[name].label = label
        for band, label in BANDS:
            self.fields[f"people_{band}"] = _count(label, _MOST_PEOPLE)
        for code, label in Consent.choices:
            self.fields[f"consent_{code}"] = forms.BooleanField(
                label=label, required=False
            )
        self.contacts = [
            ContactForm(self.data if self.is_bound else None, prefix=f"contact{number}")
            for number in range(1, MOST_CONTACTS + 1)
        ]

    @classmethod
    def carrying(cls, data: Mapping[str, str], *, assisted: bool = False) -> AskForm:
        """What was typed, not judged: for a page in another language or a fresh key."""
        form = cls(initial=dict(data.items()), assisted=assisted)
        for contact in form.contacts:
            contact.initial = {
                name: data.get(contact.add_prefix(name)) for name in contact.fields
            }
        return form

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("country") == ELSEWHERE and not found.get("country_words", "-"):
            self.add_error("country_words", WHICH_COUNTRY)
        given = found.get(f"consent_{Consent.ASSESS}")
        # Somebody who cannot be asked is heard all the same (vital interest).
        if not given and found.get("asking") != Asking.UNAWARE:
            self.add_error(f"consent_{Consent.ASSESS}", NEEDS_CONSENT)
        return found

    def is_valid(self) -> bool:
        # All are looked at, so that all that is wrong is said at once.
        found = [form.is_valid() for form in self.contacts]
        itself = super().is_valid()
        hours = self.is_bound and any(form.has_hours for form in self.contacts)
        if hours and not self.zone:
            self.add_error("time_zone", NEEDS_ZONE)
            return False
        return itself and all(found)

    @property
    def zone(self) -> str:
        """Of the safe hours: as it was chosen, else the only one of the country."""
        found = self.cleaned_data
        only = zone_of(found.get("country", ""))
        return str(found.get("time_zone") or (only.key if only else ""))

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(id to jump to, label, what is wrong) of each wrong answer, down the page."""
        asked = [self[name] for name in self.fields if not name.startswith("consent_")]
        reached = [bound for contact in self.contacts for bound in contact]
        return [
            (bound.auto_id, str(bound.label), str(error))
            for bound in (*asked, *reached, *self.consents)
            for error in bound.errors
        ]

    @property
    def contacts_used(self) -> bool:
        """Whether that part of the page is open: something stands in it."""
        return (
            bool(self["do_not_contact"].value())
            or any(
                contact.errors
                or contact["channel"].value()
                or contact["handle"].value()
                for contact in self.contacts
            )
            or self.zone_asked
        )

    @property
    def zone_asked(self) -> bool:
        return bool(self["time_zone"].value() or self["time_zone"].errors)

    @property
    def more_used(self) -> bool:
        fields = [*self.people, self["medicine_days"], self["voucher"]]
        return any(bound.value() or bound.errors for bound in fields)

    @property
    def people(self) -> list[forms.BoundField]:
        return [self[f"people_{band}"] for band, _label in BANDS]

    @property
    def consents(self) -> list[forms.BoundField]:
        return [self[f"consent_{code}"] for code in Consent.values]

    @property
    def trapped(self) -> bool:
        """Whether the field was filled that people do not see."""
        return bool(self.cleaned_data.get("website"))

    def answers(self, *, text_version: str, origin: str = Origin.FORM) -> Answers:
        """After is_valid(). `origin`: by which door it came."""
        found = self.cleaned_data
        country, words = recognised(found["country"], found["country_words"])
        contacts = [form.contact(self.zone) for form in self.contacts]
        return Answers(
            language=found["language"],
            country=country,
            country_words=words,
            safe_now=found["safe_now"],
            danger=found["danger"],
            asking=found["asking"],
            contacts=tuple(contact for contact in contacts if contact),
            do_not_contact=found["do_not_contact"],
            story=found["story"],
            voucher=found["voucher"],
            dependants=tuple(
                (band, found[f"people_{band}"])
                for band, _label in BANDS
                if found[f"people_{band}"]
            ),
            medicine_days=found["medicine_days"],
            consents=tuple(c for c in Consent.values if found[f"consent_{c}"]),
            origin=origin,
            method=origin,
            text_version=text_version,
        )


def _country_field() -> forms.ChoiceField:
    return _choice(
        _("In which country are you now?"),
        countries(),
        error_messages=dict.fromkeys(("required", "invalid_choice"), CHOOSE_COUNTRY),
    )
