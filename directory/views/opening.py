"""Whether somebody answers now, told in two time zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Opening:
    """`until` is when they close, or, where closed, when they open; None: not known.

    `always` says that a 24/7 line answers.
    """

    is_open: bool
    until: datetime | None = None
    always: bool = False


def opening_at(
    hours: Iterable[Mapping[str, Any]], zone: ZoneInfo, now: datetime
) -> Opening | None:
    """Open or closed at `now`, by hours of the provider's own zone; None without any.

    `hours` are objects of the entry's document: ISO `weekday`, `opens`, `closes` as
    HH:MM. Closing at or before opening means the next day.
    """
    spans = sorted(_spans(list(hours), zone, now.astimezone(zone).date()))
    if not spans:
        return None
    running = [end for start, end in spans if start <= now < end]
    if running:
        return Opening(True, _end_of(spans, max(running)))
    coming = [start for start, _ in spans if start > now]
    return Opening(False, coming[0] if coming else None)


def _end_of(spans: list[tuple[datetime, datetime]], end: datetime) -> datetime:
    # Hours that go on at midnight are one opening to whoever calls.
    for start, later in spans:
        if start <= end < later:
            end = later
    return end


def _spans(
    hours: list[Mapping[str, Any]], zone: ZoneInfo, today: date
) -> Iterator[tuple[datetime, datetime]]:
    for offset in range(-1, _WEEK + 1):
        day = today + timedelta(days=offset)
        for row in hours:
            if row["weekday"] == day.isoweekday():
                opens, closes = _clock(row["opens"]), _clock(row["closes"])
                ends = day if closes > opens else day + timedelta(days=1)
                yield (
                    datetime.combine(day, opens, zone),
                    datetime.combine(ends, closes, zone),
                )


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None for no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(country: str) -> ZoneInfo | None:
    """The zone of a country that has only one."""
    names = zones_by_country().get(country, ())
    return zone_named(names[0]) if len(names) == 1 else None


@cache
def zones_by_country() -> Mapping[str, tuple[str, ...]]:
    """IANA names by ISO 3166-1 code, as CLDR has them."""
    found: dict[str, list[str]] = {}
    for name, country in sorted(get_global("zone_territories").items()):
        if "/" in name and not name.startswith("Etc/"):
            found.setdefault(country, []).append(name)
    return {country: tuple(names) for country, names in found.items()}
