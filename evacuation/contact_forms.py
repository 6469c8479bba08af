"""One contact in one form, however it was typed: what two cases are compared by.

The rules are few and closed, since whoever changes them parts new marks from old ones
(docs/vault.md, "Duplicate mark").
"""

from __future__ import annotations

import re
import unicodedata

from evacuation.answers import ContactVia
from evacuation.vault.marks import normalised_contact

PHONE, MAIL = "phone", "mail"
# ITU-T E.164 allows 15 digits; shorter ones than seven are no numbers of a person.
_DIGITS = range(7, 16)
# Shorter ones are words such as "no".
_SHORTEST = 4
# What is typed here in words is no address: "my sister" is everybody's sister.
_IN_WORDS = frozenset({ContactVia.PERSON, ContactVia.OTHER})
_LINK = re.compile(r"^(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+/(?P<rest>.*)$", re.I)
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_TRUNK = re.compile(r"\(0\)")
_BETWEEN_DIGITS = re.compile(r"[\s().\-‐-―/]")


def comparable(channel: str, handle: str) -> tuple[str, str] | None:
    """(kind, contact) as `duplicate_mark` takes them; None for what proves nothing.

    Numbers and mail addresses are the same whatever the channel; any other name is
    one of its channel. A link such as t.me/name is the name at its end.
    """
    typed = _end_of_link(_visible(handle))
    digits = _digits(typed)
    if digits is not None:
        return PHONE, digits
    kind = MAIL if _MAIL.match(typed) else channel
    contact = normalised_contact(typed)
    if kind in _IN_WORDS or len(contact) < _SHORTEST:
        return None
    return kind, contact


def _visible(handle: str) -> str:
    """NFKC without what a messenger pastes invisibly."""
    folded = unicodedata.normalize("NFKC", handle)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").strip()


def _end_of_link(typed: str) -> str:
    found = _LINK.match(typed)
    if found is None:
        return typed
    path = found["rest"].partition("?")[0].rstrip("/")
    return path.rpartition("/")[2] or typed


def _digits(typed: str) -> str | None:
    """A number as its digits: no plus, no 00 in its place, no (0) inside."""
    bare = _BETWEEN_DIGITS.sub("", _TRUNK.sub("", typed))
    bare = bare.removeprefix("+")
    if not bare.isdecimal():
        return None
    plain = "".join(str(unicodedata.decimal(c)) for c in bare).removeprefix("00")
    return plain if len(plain) in _DIGITS else None
