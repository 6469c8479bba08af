"""Who answers day and night, as everybody may read it in the directory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models import Listing
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


@dataclass(frozen=True, slots=True)
class Line:
    """One provider with what stands open of its contacts."""

    name: str
    latin_name: str
    country: str
    say_first: str
    channels: list[Channel]


def public_lines(country: str = "", *, most: int = 5) -> list[Line]:
    """Lines open day and night for people in `country` (ISO 3166-1), "" for any.

    Those without a contact that everybody may read are left out.
    """
    criteria = Criteria(country=country, available_24_7=True)
    page = find(criteria, PUBLIC_VIEWER, size=most * 2)
    lines = _lines([hit.provider_id for hit in page.hits])
    return [line for line in lines if line.channels][:most]


def _lines(providers: list[UUID]) -> Iterable[Line]:
    seen = Listing.objects.visible_to(PUBLIC_VIEWER, on=timezone.localdate())
    rows = seen.filter(provider__in=providers).values_list("provider_id", "detail")
    details = dict(rows)
    return [_line(Entry(json.loads(details[p]))) for p in providers if p in details]


def _line(entry: Entry) -> Line:
    channels = channels_of(entry.part("contacts") or (), {})
    return Line(
        name=entry.name,
        latin_name=entry.latin_name,
        country=country_name(str(entry.part("country") or "")),
        say_first=str(entry.part("say_first") or ""),
        channels=[c for c in channels if c.value][:_CHANNELS_SHOWN],
    )
