"""Who answers day and night, as everybody may read it in the directory."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from directory.models import Listing
from directory.models.choices import ChannelKind
from directory.search.criteria import Criteria
from directory.search.query import find
from directory.viewer import PUBLIC_VIEWER
from directory.views.channels import Channel, channels_of
from directory.views.entries import Entry
from directory.views.geography import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

_CHANNELS_SHOWN = 3
# What somebody answers within minutes; the rest is read when there is time.
_ANSWERED_AT_ONCE = frozenset(
    {
        ChannelKind.DUTY_PHONE,
        ChannelKind.PHONE,
        ChannelKind.SMS,
        ChannelKind.SIGNAL,
        ChannelKind.THREEMA,
        ChannelKind.SESSION,
        ChannelKind.ELEMENT,
        ChannelKind.DELTA_CHAT,
        ChannelKind.WHATSAPP,
        ChannelKind.TELEGRAM,
    }
)
_BY_MAIL = frozenset({ChannelKind.EMAIL, ChannelKind.PROTON, ChannelKind.TUTA})
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One provider with what stands open of its contacts.

    `name` is the one that the reader can read, `other_name` that in its own letters.
    `at_once`: by phone or messenger; else by mail alone. What to say first is left
    out: it is written for those who refer somebody, in one language.
    """

    name: str
    other_name: str
    country: str
    channels: list[Channel]
    at_once: bool


def public_lines(country: str = "", *, most: int = 5) -> list[Line]:
    """Lines open day and night for people in `country` (ISO 3166-1), "" for any.

    Those by phone or messenger first. Those without a contact that everybody may read
    are left out.
    """
    criteria = Criteria(country=country, available_24_7=True)
    page = find(criteria, PUBLIC_VIEWER, size=most * 2)
    lines = _lines([hit.provider_id for hit in page.hits])
    open_now = [line for line in lines if line.channels]
    return sorted(open_now, key=lambda line: not line.at_once)[:most]


def _lines(providers: list[UUID]) -> Iterable[Line]:
    seen = Listing.objects.visible_to(PUBLIC_VIEWER, on=timezone.localdate())
    rows = seen.filter(provider__in=providers).values_list("provider_id", "detail")
    details = dict(rows)
    return [_line(Entry(json.loads(details[p]))) for p in providers if p in details]


def _line(entry: Entry) -> Line:
    channels = channels_of(entry.part("contacts") or (), {})
    at_once = _answered_at_once(channels)
    by_mail = [c for c in channels if c.value and c.kind in _BY_MAIL]
    name, other_name = _names(entry.name, entry.latin_name)
    return Line(
        name=name,
        other_name=other_name,
        country=country_name(str(entry.part("country") or "")),
        channels=(at_once or by_mail)[:_CHANNELS_SHOWN],
        at_once=bool(at_once),
    )


def _answered_at_once(channels: list[Channel]) -> list[Channel]:
    """Where some are marked for day and night only those: another rings in vain."""
    marked = [c for c in channels if c.always or c.kind == ChannelKind.DUTY_PHONE]
    return [
        channel
        for channel in marked or channels
        if channel.value and channel.kind in _ANSWERED_AT_ONCE
    ]


def _names(name: str, latin: str) -> tuple[str, str]:
    reads_cyrillic = translation.get_language() in ("ru", "uk")
    if not latin or (reads_cyrillic and _CYRILLIC.search(name)):
        return name, latin
    return latin, name
