"""Does the right place stand among the first five? Measured, and against the stock way.

    python -m tests.benchmarks.search_accuracy [--queries 200] [--seed 1]

Draws native-script names of places from the gazetteer and searches for each with that
very name left out of the tables, as if GeoNames had never heard of it; then with one
typing error in it. Then names of invented organisations and people, in two or more
spellings each, among distractors. Nothing is written to the database for good. Needs
DATABASE_URL or starts the embedded PostgreSQL in var/bench-postgres.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

AT: Final = 5
FEWEST_LETTERS: Final = 4
# A dropped letter must leave what the search corrects at all.
FEWEST_LETTERS_MISTYPED: Final = 5

# Letters only one language among the country's has; the first that fits counts.
ALPHABETS: Final = {
    "uk": "іїєґ",
    "be": "ў",
    "kk": "әғқңұһі",
    "tg": "ғӣқӯҳҷ",
    "ky": "ңөү",
}
LANGUAGES: Final = {
    "UA": ("uk",),
    "BY": ("be",),
    "KZ": ("kk",),
    "TJ": ("tg",),
    "KG": ("ky",),
}
LATIN_COUNTRIES: Final = ("AZ", "UZ", "TM", "MD", "LT", "LV", "PL", "RO", "TR")
CYRILLIC_COUNTRIES: Final = (
    *("AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "RU", "TJ", "TM", "UA", "UZ"),
)


@dataclass(frozen=True, slots=True)
class Query:
    """A name of a place to look for, and the row that holds it."""

    group: str
    name_id: int
    place_id: int
    country: str
    text: str


Search = Callable[[str, str], Sequence[int]]


def main() -> None:
    options = _options()
    with _database():
        _report(options.queries, random.Random(options.seed))
        from tests.benchmarks import name_accuracy

        name_accuracy.report(AT, random.Random(options.seed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=200, help="a script or language")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[None]:
    """Django over a migrated database with the gazetteer in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("WAYMARK_MODE", "test")
    if os.environ.get("DATABASE_URL"):
        _prepare()
        yield
        return
    from config.database import EmbeddedPostgres

    with EmbeddedPostgres(Path("var/bench-postgres"), durable=False) as server:
        server.ensure_database("search_accuracy")
        os.environ["DATABASE_URL"] = server.url("search_accuracy")
        _prepare()
        yield


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from directory.models.place import Place

    if not Place.objects.exists():
        call_command("load_places")


def _report(count: int, chance: random.Random) -> None:
    queries = _drawn(count, chance)
    mistyped = [
        _mistyped(query, chance)
        for query in queries
        if sum(map(str.isalpha, query.text)) >= FEWEST_LETTERS_MISTYPED
    ]
    print(f"hit@{AT}, filter country, the name searched for left out of the tables\n")
    print(f"{'names':<22}{'n':>5}  {'exact':>6}{'typo':>7}   {'stock':>6}{'typo':>7}")
    ours = _hits(queries, _ours), _hits(mistyped, _ours)
    stock = _hits(queries, _stock), _hits(mistyped, _stock)
    groups = {query.group for query in queries}
    for group in sorted(groups | {group.split()[0] for group in groups}):
        figures = [_share(hits, group) for hits in (*ours, *stock)]
        size = sum(_belongs(query.group, group) for query in queries)
        print(
            f"{group:<22}{size:>5}  {figures[0]:>6.3f}{figures[1]:>7.3f}"
            f"   {figures[2]:>6.3f}{figures[3]:>7.3f}"
        )


def _drawn(count: int, chance: random.Random) -> list[Query]:
    """`count` names of each group, each from another place."""
    from directory.models.place import PlaceName

    groups: dict[str, list[Query]] = defaultdict(list)
    crowded = _crowded()
    left_out = 0
    names = (
        PlaceName.objects.filter(kind=PlaceName.Kind.ALIAS)
        .order_by("pk")
        .values_list("pk", "place_id", "place__country_id", "name", "script", "key")
    )
    for name_id, place_id, country, name, script, key in names.iterator():
        group = _group(country, name, script)
        if group is None or sum(map(str.isalpha, name)) < FEWEST_LETTERS:
            continue
        if (country, key) in crowded:
            left_out += 1
        else:
            groups[group].append(Query(group, name_id, place_id, country, name))
    print(f"# {left_out} names that more than {AT} places of a country bear: left out")
    drawn: list[Query] = []
    for group in sorted(groups):
        one_each = {query.place_id: query for query in _shuffled(groups[group], chance)}
        drawn.extend(_shuffled(list(one_each.values()), chance)[:count])
    return drawn


def _crowded() -> set[tuple[str, str]]:
    """Keys that more places of one country bear than the list looked at is long."""
    from django.db.models import Count

    from directory.models.place import PlaceName

    return set(
        PlaceName.objects.values("place__country_id", "key")
        .annotate(places=Count("place_id", distinct=True))
        .filter(places__gt=AT)
        .values_list("place__country_id", "key")
    )


def _shuffled(queries: list[Query], chance: random.Random) -> list[Query]:
    return chance.sample(queries, len(queries))


def _group(country: str, name: str, script: str) -> str | None:
    """The group a name is measured in; None when it is foreign to its country."""
    if (script, country) in {("Georgian", "GE"), ("Armenian", "AM")}:
        return script
    if script == "Cyrillic" and country in CYRILLIC_COUNTRIES:
        for language in LANGUAGES.get(country, ()):
            if set(name.lower()) & set(ALPHABETS[language]):
                return f"Cyrillic {language}"
        return "Cyrillic ru and other"
    if script == "Latin" and country in LATIN_COUNTRIES and not name.isascii():
        return "Latin"
    return None


def _mistyped(query: Query, chance: random.Random) -> Query:
    """The query with one letter, not the first, dropped, added, swapped, replaced."""
    text = query.text
    places = [n for n in range(1, len(text) - 1) if text[n].isalpha()]
    at = chance.choice(places or [0])
    letters = [letter for letter in text.lower() if letter.isalpha()]
    wrong = (
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice(letters) + text[at + 1 :],
        text[:at] + chance.choice(letters) + text[at:],
        text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    )
    changed = [spelling for spelling in wrong if spelling != text]
    return Query(
        query.group,
        query.name_id,
        query.place_id,
        query.country,
        chance.choice(changed),
    )


def _hits(queries: list[Query], search: Search) -> list[tuple[str, bool]]:
    started = time.perf_counter()
    found = [(query.group, _found(query, search)) for query in queries]
    seconds = time.perf_counter() - started
    print(f"# {search.__name__}: {1000 * seconds / len(queries):.1f} ms a query")
    return found


def _found(query: Query, search: Search) -> bool:
    """Search with the row of the very name taken out, then put it back."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM directory_placename WHERE id = %s", [query.name_id]
            )
        ids = search(query.text, query.country)
        transaction.set_rollback(True)
    return query.place_id in list(ids)[:AT]


def _belongs(name: str, group: str) -> bool:
    """Whether group `name` is `group` or a language of the script `group`."""
    return name == group or name.startswith(f"{group} ")


def _share(hits: list[tuple[str, bool]], group: str) -> float:
    mine = [hit for name, hit in hits if _belongs(name, group)]
    return sum(mine) / len(mine)


def _ours(text: str, country: str) -> list[int]:
    from directory.gazetteer.places import find_places

    found = find_places(text, country=country, limit=AT)
    return [match.place.geonameid for match in found]


def _stock(text: str, country: str) -> list[int]:
    """What every peer has: trigram similarity of the text with the places' names."""
    from django.contrib.postgres.search import TrigramSimilarity

    from directory.models.place import Place

    near = (
        Place.objects.filter(country=country)
        .annotate(near=TrigramSimilarity("name", text))
        .filter(near__gt=0.3)
        .order_by("-near", "-population")
    )
    return list(near.values_list("geonameid", flat=True)[:AT])


if __name__ == "__main__":
    main()
