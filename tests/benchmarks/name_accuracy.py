"""Do invented providers stand among the first five, however their names are spelled?

Part of `search_accuracy`. Each is listed under its own script alone, without a Latin
name, among distractors from the same word lists; the search is the directory's own.
All of it happens in a transaction that is rolled back.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.utils import timezone

from directory.models import Monitor, Provider
from directory.models.choices import Level, ProviderKind, VettingMethod
from directory.search.criteria import Criteria
from directory.search.query import find
from directory.services.consent import record_consent
from directory.services.entry import ProviderData
from directory.services.providers import create_provider
from directory.services.vetting import list_provider, verify_provider
from directory.viewer import Viewer
from tests.benchmarks.invented_names import INVENTED

if TYPE_CHECKING:
    from collections.abc import Iterable

DISTRACTORS: Final = 500
READER: Final = Viewer(level=Level.COORDINATORS, elsewhere=Level.COORDINATORS)
_KINDS: Final = {
    "i": ProviderKind.INDIVIDUAL_ADVOCATE,
    "o": ProviderKind.NGO_LEGAL_SERVICE,
}


@dataclass(frozen=True, slots=True)
class Entry:
    language: str
    country: str
    kind: str
    name: str
    spellings: tuple[str, ...]


def report(at: int, chance: random.Random) -> None:
    """Print hit@`at` for each language, ours and by trigrams over the names."""
    entries = [_entry(line) for line in INVENTED.strip().splitlines()]
    with transaction.atomic():
        editor = _editor({entry.country for entry in entries})
        ids = [_listed(editor, entry) for entry in entries]
        for entry in _distractors(entries, chance):
            _listed(editor, entry)
        _print(at, list(zip(entries, ids, strict=True)))
        transaction.set_rollback(True)


def _print(at: int, listed: list[tuple[Entry, UUID]]) -> None:
    print(f"\n{len(listed)} invented providers among {DISTRACTORS} others, hit@{at}\n")
    print(f"{'language':<22}{'n':>5}  {'ours':>6}   {'stock':>6}")
    ours: dict[str, list[bool]] = defaultdict(list)
    stock: dict[str, list[bool]] = defaultdict(list)
    for entry, pk in listed:
        for spelling in entry.spellings:
            hit = pk in _ours(spelling, entry.country, at)
            if not hit:
                print(f"# missed: {spelling} for {entry.name}")
            for group in (entry.language, "all"):
                ours[group].append(hit)
                stock[group].append(pk in _stock(spelling, entry.country, at))
    for group in sorted(ours, key=lambda name: (name == "all", name)):
        size = len(ours[group])
        print(
            f"{group:<22}{size:>5}  {sum(ours[group]) / size:>6.3f}"
            f"   {sum(stock[group]) / size:>6.3f}"
        )


def _entry(line: str) -> Entry:
    language, country, kind, name, *spellings = line.split("|")
    return Entry(language, country, kind, name, tuple(spellings))


def _distractors(entries: list[Entry], chance: random.Random) -> Iterable[Entry]:
    """Names put together from the words of two others of the same language."""
    for _ in range(DISTRACTORS):
        one = chance.choice(entries)
        others = [e for e in entries if e.language == one.language and e != one]
        other = chance.choice(others)
        name = f"{one.name.split()[0]} {other.name.split()[-1]}"
        yield Entry(one.language, one.country, one.kind, name, ())


def _editor(countries: set[str]) -> User:
    now = timezone.now()
    editor = User.objects.create(username="benchmark-editor")
    Monitor.objects.create(
        user=editor,
        role=Monitor.Role.EDITOR,
        countries=sorted(countries),
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    return editor


def _listed(editor: User, entry: Entry) -> UUID:
    data = ProviderData(
        kind=_KINDS[entry.kind],
        display_name=entry.name,
        home_country=entry.country,
        level=Level.COORDINATORS,
    )
    provider = create_provider(actor=editor, data=data)
    record_consent(
        actor=editor,
        provider_id=provider.id,
        level=Level.COORDINATORS,
        method="written",
    )
    verify_provider(
        actor=editor, provider_id=provider.id, how=VettingMethod.PHONE, level=2
    )
    list_provider(actor=editor, provider_id=provider.id)
    return provider.id


def _ours(text: str, country: str, at: int) -> list[UUID]:
    page = find(Criteria(q=text, country=country), READER, size=at)
    return [hit.provider_id for hit in page.hits]


def _stock(text: str, country: str, at: int) -> list[UUID]:
    near = (
        Provider.objects.filter(home_country=country)
        .annotate(near=TrigramSimilarity("display_name", text))
        .filter(near__gt=0.3)
        .order_by("-near", "pk")
    )
    return list(near.values_list("pk", flat=True)[:at])
