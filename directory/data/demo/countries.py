"""The word lists in words/: what an invented provider of a country is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

WORDS: Final = Path(__file__).parent / "words"

# Individuals of these stay out of public (the default of WAYMARK_CEILING_COUNTRIES),
# and bars under pressure are verified every 90 days.
CEILING: Final = frozenset({"BY", "RU", "TJ", "TM", "UZ", "AZ"})
AT_RISK_BARS: Final = frozenset({"BY", "RU", "TJ", "AZ"})
# English is what strangers share outside these.
RUSSIAN_IS_SHARED: Final = frozenset(
    {"AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "RU", "TJ", "TM", "UZ"}
)


@dataclass(frozen=True, slots=True)
class City:
    """A real city by its GeoNames id; `region` is an ISO 3166-2 code."""

    name: str
    geonameid: int
    region: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Name:
    """One invented name in its own script, in Latin letters and in Russian."""

    own: str
    latin: str
    russian: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country's word list; `phone` begins a number that no plan assigns."""

    code: str
    language: str
    also: tuple[str, ...]
    phone: str
    digits: int
    chamber: str
    cities: tuple[City, ...]
    streets: tuple[str, ...]
    people: tuple[Name, ...]
    words: tuple[Name, ...]
    patterns: dict[str, str]

    @property
    def under_ceiling(self) -> bool:
        return self.code in CEILING

    @property
    def bar_at_risk(self) -> bool:
        return self.code in AT_RISK_BARS


def read_countries() -> list[Country]:
    """Every country of words/, by code."""
    return [_country(path) for path in sorted(WORDS.glob("*.json"))]


def _country(path: Path) -> Country:
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Country(
        code=path.stem,
        language=raw["language"],
        also=tuple(raw["also"]),
        phone=raw["phone"],
        digits=raw["digits"],
        chamber=raw["chamber"],
        cities=tuple(_city(row, raw["time_zone"]) for row in raw["cities"]),
        streets=tuple(raw["streets"]),
        people=tuple(Name(*name) for name in raw["people"]),
        words=tuple(Name(*name) for name in raw["words"]),
        patterns=raw["patterns"],
    )


def _city(row: list[Any], usual_zone: str) -> City:
    name, geonameid, region, *zone = row
    return City(name, geonameid, region, zone[0] if zone else usual_zone)
