"""Names of countries and regions in the reader's language, held for a minute.

They change with a release, not with a request.
"""

from __future__ import annotations

import time
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import get_language

from directory.models import Country, PlaceName, Region
from directory.models.place import name_in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

_FRESH_SECONDS = 60
# Letters where code points leave the alphabet. Only these two languages need it.
_ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


def country_names() -> Mapping[str, str]:
    """Every country of the gazetteer, code to name, by name."""
    return _countries(_language(), _minute())


def country_name(code: str) -> str:
    return country_names().get(code, code)


def region_names(country: str) -> list[tuple[str, str]]:
    """(ISO 3166-2 code, name) of a country's regions, by name."""
    known = _regions(_language(), _minute())
    return [row for row in known.items() if row[0].startswith(f"{country}-")]


def region_name(code: str) -> str:
    return _regions(_language(), _minute()).get(code, code)


def city_name(place: Mapping[str, Any]) -> str:
    """The city of a document's place, with its region where that says more.

    Names of places carry no language. A city that is a region of its own (Tbilisi,
    Baku) is named as the region is: in the reader's language, and once.
    """
    name, code = str(place["name"]), place.get("region")
    if not code:
        return name
    region = region_name(code)
    if place.get("geonameid") in _cities_named_as_regions(_language(), _minute()):
        return region
    return name if region == name else f"{name} ({region})"


def alphabetical(text: str) -> list[tuple[int, int]]:
    """A key that sorts by the alphabet of the reader's language.

    Cyrillic and Latin letters do not mix: each script keeps its place.
    """
    alphabet = _ALPHABETS.get(_language(), _ALPHABETS["ru"])
    lowered = text.casefold()
    return [pair for letter in lowered for pair in _rank(letter, alphabet)]


def _rank(letter: str, alphabet: str) -> list[tuple[int, int]]:
    place = alphabet.find(letter)
    if place >= 0:
        return [(ord("а"), place)]
    plain = unicodedata.normalize("NFD", letter)[0]
    return [(ord(plain), 0)]


def _by_name(row: tuple[str, str]) -> tuple[list[tuple[int, int]], str]:
    name, code = row
    return alphabetical(name), code


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def forget_geography() -> None:
    """Read the names anew at the next question (in tests)."""
    _countries.cache_clear()
    _regions.cache_clear()
    _cities_named_as_regions.cache_clear()


def _minute() -> int:
    return int(time.monotonic()) // _FRESH_SECONDS


@lru_cache(maxsize=8)
def _countries(language: str, _minute: int) -> Mapping[str, str]:
    found = [(name_in_language(row), row.code) for row in Country.objects.all()]
    return {code: name for name, code in sorted(found, key=_by_name)}


@lru_cache(maxsize=8)
def _regions(language: str, _minute: int) -> Mapping[str, str]:
    found = [(name_in_language(row), row.code) for row in Region.objects.all()]
    return {code: name for name, code in sorted(found, key=_by_name)}


@lru_cache(maxsize=8)
def _cities_named_as_regions(language: str, _minute: int) -> frozenset[int]:
    """Places one of whose names is their region's in this language (a few dozen)."""
    column = f"place__region__name_{language if language in ('ru', 'uk') else 'en'}"
    same = PlaceName.objects.filter(name=F(column)).values_list("place_id", flat=True)
    return frozenset(same)
