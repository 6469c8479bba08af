"""Places: hit@n for names of each script and language, and for the same mistyped.

Part of `search_accuracy`. "All" is every name of four letters or more; "clear" leaves
out those that more places of the country bear than the list looked at is long: of two
hundred villages called Василівка no search can put the one meant among five.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Count

from directory.gazetteer.places import find_places
from directory.models.place import Place, PlaceName
from tests.benchmarks.typing_errors import long_enough, mistyped

if TYPE_CHECKING:
    import random

# Letters that one language of the country has and Russian has not.
LETTERS: Final = {
    "UA": ("uk", "іїєґ"),
    "BY": ("be", "ўі"),
    "TJ": ("tg", "ғӣқӯҳҷ"),
    "KG": ("ky KG", "ңөү"),
    "MN": ("ky MN", "ңөү"),
}
KAZAKH_ALONE: Final = "әғқұһі"
KYRGYZ: Final = "ңөү"
LATIN_COUNTRIES: Final = ("AZ", "UZ", "TM", "MD", "LT", "LV", "PL", "RO", "TR")
CYRILLIC_COUNTRIES: Final = (
    *("AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "RU", "TJ", "TM", "UA", "UZ"),
)
_NAMED_APART: Final = {"AZ": "Latin az", "RO": "Latin ro", "MD": "Latin ro"}


@dataclass(frozen=True, slots=True)
class Query:
    """A name of a place to look for, and the row that holds it."""

    group: str
    name_id: int
    place_id: int
    country: str
    text: str
    clear: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    query: Query
    hit: bool


Search = Callable[[str, str, int], Sequence[int]]


def report(at: int, count: int, chance: random.Random) -> None:
    """Print hit@`at` of `count` names of each group."""
    queries = _drawn(at, count, chance)
    wrong = [replace(query, text=mistyped(query.text, chance)) for query in queries]
    ours = _outcomes(queries, at, _ours), _outcomes(wrong, at, _ours)
    stock = _outcomes(queries, at, _stock), _outcomes(wrong, at, _stock)
    print("| names | all | exact | typo | clear | exact | typo | stock | typo |")
    print("|---|---|---|---|---|---|---|---|---|")
    groups = {query.group for query in queries}
    for group in sorted(
        groups | {" ".join(g.split()[:n]) for g in groups for n in (1, 2)}
    ):
        clear = [_of(group, outcomes, clear=True) for outcomes in ours]
        cells = [_of(group, outcomes, clear=False) for outcomes in (*ours, *stock)]
        figures = [str(len(cells[0])), *map(_share, cells[:2])]
        figures += [str(len(clear[0])), *map(_share, clear), *map(_share, cells[2:])]
        print(f"| {group} | {' | '.join(figures)} |")


def _drawn(at: int, count: int, chance: random.Random) -> list[Query]:
    """`count` names of each group, each from another place."""
    groups: dict[str, list[Query]] = defaultdict(list)
    for query in _all(_crowded(at)):
        groups[query.group].append(query)
    drawn: list[Query] = []
    for group in sorted(groups):
        one_each = {query.place_id: query for query in _shuffled(groups[group], chance)}
        drawn.extend(_shuffled(list(one_each.values()), chance)[:count])
    return drawn


def _all(crowded: set[tuple[str, str]]) -> Iterator[Query]:
    names = (
        PlaceName.objects.filter(kind=PlaceName.Kind.ALIAS)
        .order_by("place_id", "name")
        .values_list("pk", "place_id", "place__country_id", "name", "script", "key")
    )
    for name_id, place_id, country, name, script, key in names.iterator():
        group = _group(country, name, script)
        if group is not None and long_enough(name):
            clear = (country, key) not in crowded
            yield Query(group, name_id, place_id, country, name, clear)


def _crowded(at: int) -> set[tuple[str, str]]:
    """Keys that more places of one country bear than the list looked at is long."""
    return set(
        PlaceName.objects.values("place__country_id", "key")
        .annotate(places=Count("place_id", distinct=True))
        .filter(places__gt=at)
        .values_list("place__country_id", "key")
    )


def _shuffled(queries: list[Query], chance: random.Random) -> list[Query]:
    return chance.sample(queries, len(queries))


def _group(country: str, name: str, script: str) -> str | None:
    """The group a name is measured in; None when it is foreign to its country."""
    if (script, country) in {("Georgian", "GE"), ("Armenian", "AM")}:
        return script
    if script == "Cyrillic":
        return _cyrillic(country, set(name.lower()))
    if script == "Latin" and country in LATIN_COUNTRIES and not name.isascii():
        return _NAMED_APART.get(country, "Latin other")
    return None


def _cyrillic(country: str, letters: set[str]) -> str | None:
    if country == "KZ" and letters & set(KAZAKH_ALONE):
        return "Cyrillic kk"
    if country == "KZ" and letters & set(KYRGYZ):
        return "Cyrillic ky KZ"
    language, own = LETTERS.get(country, ("", ""))
    if letters & set(own):
        return f"Cyrillic {language}"
    return "Cyrillic ru" if country in CYRILLIC_COUNTRIES else None


def _outcomes(queries: list[Query], at: int, search: Search) -> list[Outcome]:
    started = time.perf_counter()
    outcomes = [Outcome(query, _found(query, at, search)) for query in queries]
    each = 1000 * (time.perf_counter() - started) / len(queries)
    print(f"# {search.__name__}: {each:.1f} ms a query")
    return outcomes


def _found(query: Query, at: int, search: Search) -> bool:
    """Search with the row of the very name taken out, then put it back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM directory_placename WHERE id = %s", [query.name_id]
            )
        ids = search(query.text, query.country, at)
        transaction.set_rollback(True)
    return query.place_id in list(ids)[:at]


def _of(group: str, outcomes: list[Outcome], *, clear: bool) -> list[bool]:
    """The hits of `group` and of what it is divided into."""
    return [
        outcome.hit
        for outcome in outcomes
        if f"{outcome.query.group} ".startswith(f"{group} ")
        and (outcome.query.clear or not clear)
    ]


def _share(hits: list[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f}" if hits else "–"


def _ours(text: str, country: str, at: int) -> list[int]:
    found = find_places(text, country=country, limit=at)
    return [match.place.geonameid for match in found]


def _stock(text: str, country: str, at: int) -> list[int]:
    """What every peer has: trigram similarity of the text with the places' names."""
    near = (
        Place.objects.filter(country=country)
        .annotate(near=TrigramSimilarity("name", text))
        .filter(near__gt=0.3)
        .order_by("-near", "-population")
    )
    return list(near.values_list("geonameid", flat=True)[:at])
