"""Do invented providers stand among the first, however their names are spelled?

Part of `search_accuracy`. Each is listed under one script alone, without a Latin name,
among thousands of others; the search is the directory's own, filter country. All of it
happens in a transaction that is rolled back. Three tables: spellings of other scripts,
the same with a typing error, and how much stands there that nobody asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction

from directory.models import Provider
from directory.models.choices import Level
from directory.search.criteria import Criteria
from directory.search.folding import fold, tokens
from directory.search.query import find
from directory.viewer import Viewer
from tests.benchmarks.held_out_names import HELD_OUT
from tests.benchmarks.invented_directory import Entry, entries_of, listed, others
from tests.benchmarks.invented_names import INVENTED
from tests.benchmarks.typing_errors import mistyped

if TYPE_CHECKING:
    import random
    from uuid import UUID

    from directory.search.query import Hit

READER: Final = Viewer(level=Level.COORDINATORS, elsewhere=Level.COORDINATORS)
SAMPLE: Final = 300
UNLISTED_ONE_IN: Final = 10
_WHOLE_LIST: Final = 200


@dataclass(frozen=True, slots=True)
class Search:
    """What is typed, and the entry meant by it."""

    language: str
    country: str
    text: str
    meant: UUID


def report(at: int, chance: random.Random, *, misses: bool) -> None:
    """Print hit@`at` for each language and list, then what stands in the way.

    `misses` prints what the tuned list misses; those of the other are never looked at.
    """
    tuned, held_out = entries_of(INVENTED), entries_of(HELD_OUT)
    with transaction.atomic():
        made = list(others([*tuned, *held_out], chance))
        # As like the others as can be, and not in the directory.
        unlisted = [entry for entry in made[::UNLISTED_ONE_IN] if entry.kind == "i"]
        entries = [*tuned, *held_out, *(e for e in made if e not in unlisted)]
        ids = dict(zip(entries, listed(entries), strict=True))
        print(f"{len(ids)} invented providers listed, filter country, hit@{at}")
        _recall("tuned on", _searches(tuned, ids), at, chance, misses=misses)
        _recall("held out", _searches(held_out, ids), at, chance, misses=False)
        _precision(chance.sample(entries, SAMPLE), unlisted, ids, at)
        transaction.set_rollback(True)


def _searches(entries: Sequence[Entry], ids: dict[Entry, UUID]) -> list[Search]:
    return [
        Search(entry.language, entry.country, spelling, ids[entry])
        for entry in entries
        for spelling in entry.spellings
    ]


def _recall(
    title: str,
    searches: Sequence[Search],
    at: int,
    chance: random.Random,
    *,
    misses: bool,
) -> None:
    print(f"\n| {title} | n | as spelled | typo | first | stock | typo |")
    print("|---|---|---|---|---|---|---|")
    rows: dict[str, list[tuple[bool, ...]]] = defaultdict(list)
    for search in searches:
        wrong = mistyped(search.text, chance)
        found = _ours(search.text, search.country, at)
        row = (
            search.meant in found,
            search.meant in _ours(wrong, search.country, at),
            found[:1] == [search.meant],
            search.meant in _stock(search.text, search.country, at),
            search.meant in _stock(wrong, search.country, at),
        )
        if misses and not all(row[:2]):
            print(f"# missed: {search.text if not row[0] else wrong} ({search.text})")
        for group in (search.language, "all"):
            rows[group].append(row)
    for group in sorted(rows, key=lambda name: (name == "all", name)):
        cells = " | ".join(_share(column) for column in zip(*rows[group], strict=True))
        print(f"| {group} | {len(rows[group])} | {cells} |")


def _precision(
    sample: Sequence[Entry],
    unlisted: Sequence[Entry],
    ids: dict[Entry, UUID],
    at: int,
) -> None:
    """What stands above the right one, and how much is offered beside it."""
    print(
        f"\n| {SAMPLE} names as listed | first | hit@{at} | strangers above |", end=""
    )
    print(" hits | by sound alone | corrected |")
    print("|---|---|---|---|---|---|---|")
    people = [entry for entry in sample if entry.kind == "i"]
    _standing("whole name", [(e, e.name) for e in sample], ids, at)
    _standing("one word", [(e, tokens(e.name)[-1]) for e in people], ids, at)
    _standing("not listed", [(e, e.name) for e in unlisted], ids, at)
    alone = [(e, tokens(e.name)[-1]) for e in unlisted]
    _standing("one word, not listed", alone, ids, at)


def _standing(
    title: str, asked: list[tuple[Entry, str]], ids: dict[Entry, UUID], at: int
) -> None:
    names = {pk: entry.name for entry, pk in ids.items()}
    first, hit, strangers = [], [], []
    hits = sounding = corrected = 0
    for entry, text in asked:
        page = find(Criteria(q=text, country=entry.country), READER, size=_WHOLE_LIST)
        found = [h.provider_id for h in page.hits]
        meant = ids.get(entry)
        above = found[: found.index(meant)] if meant in found else found[:at]
        first.append(found[:1] == [meant])
        hit.append(meant in found[:at])
        strangers.append(any(not _bears(names[pk], text) for pk in above))
        hits += len(found)
        sounding += sum(_how("sound", h) for h in page.hits)
        corrected += sum(_how("corrected", h) for h in page.hits)
    shares = " | ".join(map(_share, (first, hit, strangers)))
    each = " | ".join(f"{n / len(asked):.1f}" for n in (hits, sounding, corrected))
    print(f"| {title} | {shares} | {each} |")


def _bears(name: str, text: str) -> bool:
    """Whether every typed word, or one it begins, stands in the name."""
    held = fold(name).split()
    return all(any(h.startswith(word) for h in held) for word in tokens(text))


def _how(how: str, hit: Hit) -> bool:
    return any(match.how == how for match in hit.match)


def _share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f}"


def _ours(text: str, country: str, at: int) -> list[UUID]:
    page = find(Criteria(q=text, country=country), READER, size=at)
    return [hit.provider_id for hit in page.hits]


def _stock(text: str, country: str, at: int) -> list[UUID]:
    near = (
        Provider.objects.filter(home_country=country, status="listed")
        .annotate(near=TrigramSimilarity("display_name", text))
        .filter(near__gt=0.3)
        .order_by("-near", "pk")
    )
    return list(near.values_list("pk", flat=True)[:at])
