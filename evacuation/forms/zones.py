"""Whose clock hours are meant by: chosen by a city that people know."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evacuation.safe_hours import ZONES

if TYPE_CHECKING:
    from datetime import datetime

_NAMES_KEPT = 512
# CLDR names them by what they were called before.
_OLDER = {"Europe/Kyiv": "Europe/Kiev"}
_HOUR, _MINUTE = 3600, 60


def zone_choices() -> list[tuple[str, Any]]:
    """IANA's names, and a city with its hours for each, from west to east."""
    now = timezone.now()
    cities = {zone: city_of(zone) for zone in ZONES}
    ordered = sorted(ZONES, key=lambda zone: (_seconds(zone, now), cities[zone]))
    return [
        ("", _("Please choose")),
        *((zone, _named(cities[zone], _seconds(zone, now))) for zone in ordered),
    ]


def city_of(zone: str) -> str:
    """The city that names the zone, in the language of the page."""
    return _city(zone, get_language() or "en")


@lru_cache(maxsize=_NAMES_KEPT)
def _city(zone: str, language: str) -> str:
    """Where CLDR says nothing the name's own city is right."""
    known = Locale.parse(language, sep="-").time_zones
    said = known.get(zone) or known.get(_OLDER.get(zone, "")) or {}
    return str(said.get("city") or zone.rpartition("/")[2].replace("_", " "))


def _seconds(zone: str, now: datetime) -> float:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _named(city: str, seconds: float) -> str:
    """As in "Almaty (UTC+5)"; UTC is its own name."""
    hours, rest = divmod(abs(int(seconds)), _HOUR)
    if city == "UTC":
        return city
    sign = "-" if seconds < 0 else "+"
    minutes = f":{rest // _MINUTE:02}" if rest else ""
    return f"{city} (UTC{sign}{hours}{minutes})"
