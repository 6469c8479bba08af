"""How long one question takes when nobody else asks, by kind of question."""

from __future__ import annotations

import http.client
import random
import time
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from directory.data.demo.countries import read_countries
from tests.benchmarks.speed.cases import LIST, listed_names
from tests.benchmarks.speed.templates import largest_cities

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = ("exact", "prefix", "typo", "near", "filter")
# A typed surname after so many letters.
_PREFIX: Final = 6
_SEED: Final = 11
_AREAS: Final = ("asylum_refugee", "housing", "criminal_defence", "ecthr", "labour")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    median: float
    p95: float


def questions(count: int) -> dict[str, list[str]]:
    """`count` addresses of each kind, over what Django points at."""
    chance = random.Random(_SEED)
    names = listed_names(chance, count)
    countries = [country.code for country in read_countries()]
    drawn = [chance.choice(countries) for _ in range(count)]
    points = [chance.choice(largest_cities(code)) for code in drawn]
    asked = {
        "exact": [{"q": name} for name in names],
        "prefix": [{"q": _unfinished(name)} for name in names],
        "typo": [{"q": _mistyped(name, chance)} for name in names],
        "near": [
            {"near": f"{p.latitude:.4f},{p.longitude:.4f}", "within_km": "50"}
            for p in points
        ],
        "filter": [
            {"country": code, "practice_area": chance.choice(_AREAS), "language": "ru"}
            for code in drawn
        ],
    }
    return {
        kind: [f"{LIST}?{urlencode(words)}" for words in found]
        for kind, found in asked.items()
    }


def latency(server: str, addresses: Sequence[str], key: str) -> Latency:
    """Ask one after the other on one connection, each twice; the second counts.

    Raises RuntimeError when an answer is no success.
    """
    line = http.client.HTTPConnection(urlsplit(server).netloc)
    taken = []
    for address in addresses:
        for _ in range(2):
            started = time.perf_counter()
            line.request("GET", address, headers={"Authorization": f"Bearer {key}"})
            answer = line.getresponse()
            body = answer.read()
            last = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {address}: {body!r}")
        taken.append(last)
    line.close()
    return Latency(median(taken), quantiles(taken, n=20)[-1])


def _unfinished(name: str) -> str:
    """The longest word of a name, as far as it is typed."""
    return max(name.split(), key=len).strip('«»“”„"')[:_PREFIX]


def _mistyped(name: str, chance: random.Random) -> str:
    """The name with one letter of its longest word left out."""
    word = max(name.split(), key=len)
    at = chance.randrange(2, len(word) - 2)
    return name.replace(word, word[:at] + word[at + 1 :])
