"""What may stand as the value of a contact, by its kind.

One place for the page, the import and proposals: what is kept here becomes a link or
is read aloud on the worst day, so that nothing else than a number, an address or a
handle gets in.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext

from directory.models.choices import ChannelKind

LONGEST: Final = 300
_NUMBERS: Final = frozenset(
    {ChannelKind.PHONE, ChannelKind.DUTY_PHONE, ChannelKind.SMS}
)
_NUMBERS_OR_HANDLES: Final = frozenset(
    {ChannelKind.SIGNAL, ChannelKind.WHATSAPP, ChannelKind.TELEGRAM}
)
_MAILBOXES: Final = frozenset({ChannelKind.EMAIL, ChannelKind.PROTON, ChannelKind.TUTA})
# Controls, invisible characters and those that turn the direction of writing: a number
# must read as it is dialled.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff]"
)
# An extension may follow, as phonenumbers writes it.
_NUMBER: Final = re.compile(r"\+?[\d\s().\-/]+(?:(?:ext\.?|x|доб\.?|#)\s*\d{1,7})?")
_SHORT_CODE: Final = re.compile(r"\d{3,6}")
_HANDLE: Final = re.compile(r"@?(?=[\w.\-]*[^\W\d_])[\w.\-]{3,64}")
# Django's rule lets through what mail programs read as headers of a mailto: link.
_MAILBOX: Final = re.compile(r"[^\s?&%#\"'<>(),;:\\]+")
_in_the_web = URLValidator(schemes=["http", "https"])


def contact_fault(kind: str, value: str, country: str) -> str:
    """What is wrong with a contact's value, in the reader's language; "" for nothing.

    `country` is where a number without a country code is dialled. Unknown kinds are
    for whoever checks the kind.
    """
    text = value.strip()
    if not text:
        return gettext("A contact needs a value.")
    if len(text) > LONGEST:
        return gettext("This contact is too long.")
    if _UNSEEN.search(text):
        return gettext("This contact holds characters that nobody sees: type it anew.")
    return _fault_of_kind(kind, text, country) % {"value": text[:80]}


def _fault_of_kind(kind: str, text: str, country: str) -> str:
    if kind in _NUMBERS and not is_number(text, country):
        return gettext(
            "“%(value)s” is no phone number: write it with the country code."
        )
    if kind in _NUMBERS_OR_HANDLES and not (
        is_number(text, country) or _HANDLE.fullmatch(text)
    ):
        return gettext("“%(value)s” is neither a number nor a name there.")
    if kind in _MAILBOXES and not is_mailbox(text):
        return gettext("“%(value)s” is no e-mail address.")
    if kind == ChannelKind.WEBSITE and not is_site(text):
        return gettext("“%(value)s” is no address of a site: it begins with https://.")
    return ""


def is_number(text: str, country: str) -> bool:
    """Whether somebody could dial it: a possible number or a short code."""
    if not _NUMBER.fullmatch(text):
        return False
    if _SHORT_CODE.fullmatch(re.sub(r"[\s\-]", "", text)):
        return True
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))


def is_mailbox(text: str) -> bool:
    """Whether it is a plain address and nothing that a mail program would obey."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return _MAILBOX.fullmatch(text) is not None


def is_site(text: str) -> bool:
    """Whether it leads to a host in the web. A site may stand without its scheme."""
    whole = text if "://" in text else f"http://{text}"
    try:
        _in_the_web(whole)
    except ValidationError:
        return False
    named = "@" not in urlsplit(whole).netloc
    return named and re.search(r"[\s\"'<>\\]", text) is None
