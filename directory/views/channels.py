"""Ways to reach a provider, as a page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from phonenumbers import normalize_digits_only

from directory.models.choices import ChannelKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CALLED = (ChannelKind.DUTY_PHONE, ChannelKind.PHONE)
_SCHEMES = {
    ChannelKind.DUTY_PHONE: "tel:",
    ChannelKind.PHONE: "tel:",
    ChannelKind.SMS: "sms:",
    ChannelKind.EMAIL: "mailto:",
    ChannelKind.PROTON: "mailto:",
    ChannelKind.TUTA: "mailto:",
}
# As services/contact_rules.py lets it be written.
_EXTENSION = re.compile(r"(?:ext\.?|x|доб\.?|#)\s*(?=\d{1,7}\s*$)")
_WEB = re.compile(r"https?://[^\s\"'<>]+")


@dataclass(frozen=True, slots=True)
class Channel:
    """One contact. `value` is "" until it is opened; `link` is "" for no link."""

    id: UUID
    kind: str
    value: str
    link: str
    say_first: str
    note: str
    always: bool

    @property
    def label(self) -> str:
        return str(ChannelKind(self.kind).label)

    @property
    def is_called(self) -> bool:
        """Whether reaching it is a phone call."""
        return self.kind in _CALLED

    @property
    def is_web(self) -> bool:
        return self.link.startswith("http")


def channels_of(
    contacts: Iterable[Mapping[str, Any]], opened: Mapping[UUID, str]
) -> list[Channel]:
    """Phones first, since somebody may be waiting; then as the entry has them."""
    channels = [_channel(contact, opened) for contact in contacts]
    return sorted(channels, key=_rank)


def _channel(contact: Mapping[str, Any], opened: Mapping[UUID, str]) -> Channel:
    key = UUID(contact["id"])
    value = contact.get("value") or opened.get(key, "")
    return Channel(
        id=key,
        kind=contact["kind"],
        value=value,
        link=link_to(contact["kind"], value) if value else "",
        say_first=contact.get("say_first", ""),
        note=contact.get("note", ""),
        always=bool(contact.get("available_24_7")),
    )


def link_to(kind: str, value: str) -> str:
    """The address that a tap opens: tel:, sms:, mailto:, http(s) or "".

    What could be read as more than the recipient is percent-encoded (RFC 6068); a
    site's address stands as it was written, for it is one already.
    """
    if kind == ChannelKind.WEBSITE:
        return value if _WEB.fullmatch(value) else ""
    scheme = _SCHEMES.get(ChannelKind(kind), "")
    if scheme in ("tel:", "sms:"):
        return _dialled(scheme, value)
    return scheme + quote(value.strip(), safe="@") if scheme and "@" in value else ""


def _dialled(scheme: str, value: str) -> str:
    """ASCII digits; an extension apart (RFC 3966), or another number would be called.

    "" when there is nothing to dial.
    """
    number, *extension = _EXTENSION.split(value, maxsplit=1)
    digits = normalize_digits_only(number)
    if not digits:
        return ""
    plus = "+" if "+" in number else ""
    # No message can be sent to an extension.
    after = f";ext={normalize_digits_only(extension[0])}" if extension else ""
    return f"{scheme}{plus}{digits}{after if scheme == 'tel:' else ''}"


def _rank(channel: Channel) -> tuple[int, int]:
    order = {ChannelKind.DUTY_PHONE: 0, ChannelKind.PHONE: 1}
    return order.get(ChannelKind(channel.kind), 2), 0 if channel.value else 1


def phone_to_open(channels: Iterable[Channel]) -> Channel | None:
    """The phone to open first; None when a phone stands open already."""
    phones = [channel for channel in channels if channel.is_called]
    if any(phone.value for phone in phones):
        return None
    return phones[0] if phones else None
