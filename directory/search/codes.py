"""Codes that may be asked for; held in each process for a minute."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from directory.models import Country, Place, Region, Term

if TYPE_CHECKING:
    from collections.abc import Collection

_FRESH_SECONDS = 60


def known_codes(scheme: str) -> Collection[str]:
    """The codes of one taxonomy."""
    return _codes(_minute()).get(scheme, frozenset())


def known_countries() -> Collection[str]:
    """ISO 3166-1 codes of the countries that the gazetteer holds."""
    return _codes(_minute())["country"]


def known_regions() -> Collection[str]:
    """ISO 3166-2 codes."""
    return _codes(_minute())["region"]


class _Areas:
    """Countries, regions and, by geonameid, places: asked of the database."""

    def __contains__(self, code: object) -> bool:
        text = str(code)
        if text in known_countries() or text in known_regions():
            return True
        # More digits than a geonameid has cannot be one (and would not fit).
        if not text.isdecimal() or len(text) > 9:
            return False
        return Place.objects.filter(pk=int(text)).exists()


def known_areas() -> _Areas:
    """A country, a region or a geonameid as text."""
    return _Areas()


def forget_codes() -> None:
    """Read the codes anew at the next question (after an edit, in tests)."""
    _codes.cache_clear()


def _minute() -> int:
    return int(time.monotonic()) // _FRESH_SECONDS


@lru_cache(maxsize=1)
def _codes(_minute: int) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {
        "country": set(Country.objects.values_list("pk", flat=True)),
        "region": set(Region.objects.values_list("pk", flat=True)),
    }
    for scheme, code in Term.objects.values_list("scheme", "code"):
        found.setdefault(scheme, set()).add(code)
    return {scheme: frozenset(codes) for scheme, codes in found.items()}
