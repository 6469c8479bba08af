"""Reading phones, mail addresses and sites out of a cell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import phonenumbers

from directory.services.contact_rules import contact_fault

if TYPE_CHECKING:
    from collections.abc import Callable

# "01632 960 001/2" is one number with a hint; "01632 960001 / 01632 960002" are two.
_PHONES: Final = re.compile(r"[;,|]|/(?=\s*[+(]?\d[\d\s()-]{5,})")
_HINT: Final = re.compile(r"/\s*\d{1,3}$")
_OTHERS: Final = re.compile(r"[;,|\s]+")


def read_channel(kind: str, cell: str, country: str) -> tuple[list[str], list[str]]:
    """(values, parts that cannot be read) of a cell with contacts of one kind.

    Phones come out in international form; `country` is where a number without a
    country code is dialled.
    """
    reader = _READERS.get(kind, _phone)
    pattern = _PHONES if reader is _phone or kind == "telegram" else _OTHERS
    values, unread = [], []
    for part in pattern.split(cell):
        if not part.strip():
            continue
        value = reader(part.strip(), country)
        if value and not contact_fault(kind, value, country):
            values.append(value)
        else:
            unread.append(part.strip())
    return list(dict.fromkeys(values)), unread


def _phone(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(_HINT.sub("", text), country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def _as_written(text: str, country: str) -> str:
    return text


def _telegram(text: str, country: str) -> str:
    name = text.removeprefix("https://").removeprefix("t.me/").removeprefix("@")
    if re.fullmatch(r"[A-Za-z]\w{3,31}", name):
        return f"@{name}"
    return _phone(text, country)


_READERS: Final[dict[str, Callable[[str, str], str]]] = {
    "email": _as_written,
    "website": _as_written,
    "telegram": _telegram,
}
