"""Names of countries and regions in the reader's language, held for a minute.

They change with a release, not with a request.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from directory.models import Country, Region
from directory.models.place import name_in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

_FRESH_SECONDS = 60


def country_names() -> Mapping[str, str]:
    """Every country of the gazetteer, code to name, by name."""
    return _countries(get_language() or "en", _minute())


def country_name(code: str) -> str:
    return country_names().get(code, code)


def region_names(country: str) -> list[tuple[str, str]]:
    """(ISO 3166-2 code, name) of a country's regions, by name."""
    known = _regions(get_language() or "en", _minute())
    return [row for row in known.items() if row[0].startswith(f"{country}-")]


def region_name(code: str) -> str:
    return _regions(get_language() or "en", _minute()).get(code, code)


def forget_geography() -> None:
    """Read the names anew at the next question (in tests)."""
    _countries.cache_clear()
    _regions.cache_clear()


def _minute() -> int:
    return int(time.monotonic()) // _FRESH_SECONDS


@lru_cache(maxsize=8)
def _countries(_language: str, _minute: int) -> Mapping[str, str]:
    found = [(name_in_language(row), row.code) for row in Country.objects.all()]
    return {code: name for name, code in sorted(found)}


@lru_cache(maxsize=8)
def _regions(_language: str, _minute: int) -> Mapping[str, str]:
    found = [(name_in_language(row), row.code) for row in Region.objects.all()]
    return {code: name for name, code in sorted(found)}
