"""What is asked for: a few addresses of each kind, in turn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from directory.data.demo.countries import read_countries
from directory.models import Listing
from directory.models.choices import Level
from tests.benchmarks.speed.templates import largest_cities

LIST: Final = "/api/v1/providers/"
ADDRESSES: Final = 8
_SEED: Final = 7
# What the key reads as a partner; elsewhere it reads what the public reads.
KEY_COUNTRIES: Final = ("AM", "GE", "KG", "KZ", "MD", "PL", "RU", "TR", "UA", "UZ")
_COUNTRIES: Final = ("UA", "KZ", "GE", "PL", "TR", "AM", "UZ", "MD")


@dataclass(frozen=True, slots=True)
class Case:
    """Addresses asked in turn, ours and as the stock way spells them.

    `aim` is the share of the floor that ours should reach.
    """

    name: str
    ours: tuple[str, ...]
    stock: tuple[str, ...]
    aim: float
    conditional: bool = False


def cases() -> list[Case]:
    """The six of docs/performance.md, over what is loaded."""
    chance = random.Random(_SEED)
    by_country = [{"country": code} for code in _COUNTRIES]
    filtered = [
        {"country": code, "practice_area": area, "language": language}
        for code, area, language in _filters()
    ]
    words = [{"q": name} for name in listed_names(chance, ADDRESSES)]
    points = [largest_cities(code)[0] for code in _COUNTRIES]
    near = [
        {"near": f"{p.latitude:.4f},{p.longitude:.4f}", "within_km": "50"}
        for p in points
    ]
    box = [_box(p.latitude, p.longitude) for p in points]
    ids = [f"{LIST}{pk}/" for pk in _readable(chance, ADDRESSES)]
    lists = _addresses(by_country)
    return [
        Case("list by country", lists, _stock(by_country), 0.4),
        Case("filtered list", _addresses(filtered), _stock(filtered), 0.4),
        Case("text search", _addresses(words), _stock(words), 0.5),
        Case("near-search", _addresses(near), _stock(box), 0.5),
        Case("detail", tuple(ids), tuple(_stock_address(i) for i in ids), 0.35),
        Case("list, 304", lists, _stock(by_country), 0.5, conditional=True),
    ]


def listed_names(chance: random.Random, count: int) -> list[str]:
    """Names of entries that the key reads, each in the script it is written in."""
    chosen = Listing.objects.filter(
        level=Level.PARTNERS, provider__in=_readable(chance, count)
    )
    return [row.names[0][2] for row in chosen.order_by("provider_id")]


def _readable(chance: random.Random, count: int) -> list[UUID]:
    known = Listing.objects.filter(level=Level.PARTNERS, country__in=KEY_COUNTRIES)
    ids = known.order_by("provider_id").values_list("provider_id", flat=True)
    return chance.sample(list(ids), count)


def _filters() -> list[tuple[str, str, str]]:
    """A country, a common practice area and the country's own language."""
    languages = {c.code: c.language for c in read_countries()}
    areas = ("asylum_refugee", "administrative_offences", "criminal_defence", "housing")
    return [
        (code, areas[number % len(areas)], languages[code])
        for number, code in enumerate(_COUNTRIES)
    ]


def _box(latitude: float, longitude: float) -> dict[str, str]:
    """What the stock way has for a radius: a box of degrees, 50 km to each side."""
    return {
        "south": f"{latitude - 0.45:.4f}",
        "north": f"{latitude + 0.45:.4f}",
        "west": f"{longitude - 0.65:.4f}",
        "east": f"{longitude + 0.65:.4f}",
    }


def _addresses(asked: Sequence[dict[str, str]]) -> tuple[str, ...]:
    return tuple(f"{LIST}?{urlencode(words)}" for words in asked)


def _stock(asked: Sequence[dict[str, str]]) -> tuple[str, ...]:
    renamed = [{_STOCK_NAMES.get(k, k): v for k, v in a.items()} for a in asked]
    return tuple(_stock_address(address) for address in _addresses(renamed))


def _stock_address(address: str) -> str:
    return address.replace(LIST, "/stock/providers/")


_STOCK_NAMES: Final = {"q": "search"}
