"""A directory of invented providers: the lists' own, and thousands of others.

The others' surnames are made of towns: «Кутаисис» and a family's ending sound like the
country's own names and belong to nobody. One entry goes through the services; the
others are its copies under other names, so that thousands take seconds.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from directory.models import Monitor, Provider
from directory.models.choices import Level, ProviderKind, VettingMethod
from directory.models.place import PlaceName
from directory.services.consent import record_consent
from directory.services.entry import ProviderData
from directory.services.listing import refresh_listings
from directory.services.providers import create_provider
from directory.services.vetting import list_provider, verify_provider

if TYPE_CHECKING:
    import random

OTHERS_PER_LANGUAGE: Final = 350
_SHARE_OF_ORGANISATIONS: Final = 0.2
_FEWEST_LETTERS: Final = 5
_KINDS: Final = {
    "i": ProviderKind.INDIVIDUAL_ADVOCATE,
    "o": ProviderKind.NGO_LEGAL_SERVICE,
}
# By language: country of the towns, their script, endings of family names.
_FAMILIES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "ru": ("RU", "Cyrillic", ("ов", "ин", "ский", "цев")),
    "uk": ("UA", "Cyrillic", ("енко", "чук", "ський", "ів")),
    "be": ("BY", "Cyrillic", ("овіч", "чык", "скі", "енка")),
    "kk": ("KZ", "Cyrillic", ("баев", "бекова", "ұлы", "ов")),
    "ky": ("KG", "Cyrillic", ("баев", "алиева", "ов", "бекова")),
    "tg": ("TJ", "Cyrillic", ("зода", "ов", "иён", "ӣ")),
    "uz": ("UZ", "Latin", ("ov", "boyev", "xoʻjayev", "ova")),
    "az": ("AZ", "Latin", ("zadə", "ov", "li", "yeva")),
    "hy": ("AM", "Armenian", ("յան", "ունի", "ունց")),
    "ka": ("GE", "Georgian", ("ძე", "შვილი", "ია", "ელი")),
    "ro": ("MD", "Latin", ("escu", "eanu", "aru", "iuc")),
    "tk": ("TM", "Latin", ("ow", "yýew", "owa", "gulyýew")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: `spellings` are what it is searched for by."""

    language: str
    country: str
    kind: str
    name: str
    spellings: tuple[str, ...] = ()


def entries_of(text: str) -> list[Entry]:
    """The entries of a list in the format of `invented_names`."""
    return [_entry(line) for line in text.strip().splitlines()]


def others(known: Sequence[Entry], chance: random.Random) -> Iterator[Entry]:
    """Invented names: given names of `known` before surnames made of towns."""
    for language, (country, script, endings) in _FAMILIES.items():
        given = _given_names(known, language)
        stems = _stems(country, script)
        made: set[str] = set()
        while len(made) < OTHERS_PER_LANGUAGE:
            kind = "o" if chance.random() < _SHARE_OF_ORGANISATIONS else "i"
            last = chance.choice(stems) + chance.choice(endings)
            first = chance.choice(stems if kind == "o" else given)
            name = f"{first} {last}"
            if name not in made:
                made.add(name)
                yield Entry(language, country, kind, name)


def listed(entries: Sequence[Entry]) -> list[UUID]:
    """Write `entries` into the directory; their ids in the same order."""
    pattern = _pattern(_editor({entry.country for entry in entries}), entries[0])
    providers = [_copied(pattern, entry) for entry in entries]
    Provider.objects.bulk_create(providers, batch_size=500)
    Provider.objects.filter(pk=pattern.pk).update(status="withdrawn")
    ids = [provider.id for provider in providers]
    refresh_listings([pattern.id, *ids])
    # As autovacuum would have done after so many new rows.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_listing, directory_token, directory_provider")
    return ids


def _entry(line: str) -> Entry:
    language, country, kind, name, *spellings = line.split("|")
    return Entry(language, country, kind, name, tuple(spellings))


def _given_names(known: Sequence[Entry], language: str) -> list[str]:
    people = [e for e in known if e.language == language and e.kind == "i"]
    return sorted({entry.name.split()[0] for entry in people})


def _stems(country: str, script: str) -> list[str]:
    """Names of towns of one word, without the vowels they end in."""
    names = PlaceName.objects.filter(place__country=country, script=script)
    words = {
        name.rstrip("аеёиоуыэюяіїйьӣӯұүәөաեիոაეიოუaeiouyəıüöăâîý").capitalize()
        for name in names.values_list("name", flat=True)
        if name.isalpha()
    }
    return sorted(word for word in words if len(word) >= _FEWEST_LETTERS)


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


def _pattern(editor: User, entry: Entry) -> Provider:
    """One entry listed the way all entries are."""
    data = ProviderData(
        kind=_KINDS[entry.kind],
        display_name=entry.name,
        home_country=entry.country,
        level=Level.COORDINATORS,
    )
    pk = create_provider(actor=editor, data=data).id
    record_consent(
        actor=editor, provider_id=pk, level=Level.COORDINATORS, method="written"
    )
    verify_provider(actor=editor, provider_id=pk, how=VettingMethod.PHONE, level=2)
    list_provider(actor=editor, provider_id=pk)
    return Provider.objects.get(pk=pk)


def _copied(pattern: Provider, entry: Entry) -> Provider:
    provider = copy.copy(pattern)
    provider.pk = uuid4()
    provider.kind = _KINDS[entry.kind]
    provider.display_name = entry.name
    provider.home_country_id = entry.country
    return provider
