"""Contact values: normalised for comparing, sealed where not everybody may read."""

from __future__ import annotations

from uuid import UUID

import phonenumbers

from directory.models.choices import ChannelKind, Level
from directory.models.contact import Contact
from directory.models.sealed import mark
from directory.services.entry import ContactData

# Channels that are all one phone number.
PHONE_KINDS = frozenset(
    {
        ChannelKind.PHONE,
        ChannelKind.DUTY_PHONE,
        ChannelKind.SIGNAL,
        ChannelKind.WHATSAPP,
        ChannelKind.TELEGRAM,
        ChannelKind.SMS,
    }
)


def contact_row(
    data: ContactData, *, provider_id: UUID, office_id: int | None, country: str
) -> Contact:
    """The unsaved row: in clear only at the public level."""
    public = data.shared == Level.PUBLIC
    return Contact(
        provider_id=provider_id,
        office_id=office_id,
        kind=data.kind,
        shared=data.shared,
        value=data.value if public else "",
        sealed="" if public else data.value,
        mark=contact_mark(data.kind, data.value, country),
        say_first=data.say_first,
        note=data.note,
        available_24_7=data.available_24_7,
    )


def contact_mark(kind: str, value: str, country: str) -> str:
    """The keyed mark of a value, equal for all ways of writing it."""
    family = "phone" if kind in PHONE_KINDS else kind
    return mark(family, normalised(kind, value, country))


def normalised(kind: str, value: str, country: str) -> str:
    """Phones in E.164 where they parse; sites as bare domains; the rest casefolded."""
    if kind in PHONE_KINDS:
        return _phone(value, country)
    if kind == ChannelKind.WEBSITE:
        return domain(value)
    return value.strip().casefold()


def domain(value: str) -> str:
    """The host of a web or mail address, without `www.`."""
    host = value.strip().casefold().split("://")[-1].split("@")[-1]
    return host.split("/")[0].removeprefix("www.")


def _phone(value: str, country: str) -> str:
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return "".join(ch for ch in value.casefold() if ch.isalnum())
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
