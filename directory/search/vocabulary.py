"""Words that mean a code: taxonomy labels and synonyms, countries and regions.

Small enough to hold in each process (a few thousand words); read anew every minute,
so that an editor's new synonym is found without a restart.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from directory.models import Country, Region, TermLabel
from directory.models.choices import ProviderKind
from directory.models.taxonomy import Scheme
from directory.search import lexemes as lex
from directory.search.folding import fold, script_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRESH_SECONDS = 60
# Reading takes a quarter of a second: not in every thread of a process at once.
_one_reader = Lock()
_PREFIXES = {
    Scheme.PRACTICE_AREA: lex.AREA,
    Scheme.LANGUAGE: lex.LANGUAGE,
    Scheme.PROVIDER_KIND: lex.KIND,
    Scheme.SERVICE_LEVEL: lex.SERVICE_LEVEL,
    Scheme.COST_MODEL: lex.COST,
    Scheme.PAYER: lex.PAYER,
    Scheme.FRIENDLY_GROUP: lex.FRIENDLY,
    Scheme.CAPABILITY: lex.CAPABILITY,
}

# In speech a jurist is an advocate, and both work in every other kind of provider.
_LAWYERS = frozenset({ProviderKind.INDIVIDUAL_ADVOCATE, ProviderKind.INDIVIDUAL_JURIST})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for, and the very word that said so.

    `anybody` is true of words for a lawyer: they say of everybody here what one looks
    for at all. They put those first whom they name, and leave nobody out.
    """

    lexemes: tuple[str, ...]
    field: str
    code: str
    original: str
    script: str
    anybody: bool = False


def meanings(phrase: str) -> tuple[Meaning, ...]:
    """What a folded phrase may mean; () for an ordinary word."""
    with _one_reader:
        known = _vocabulary(int(time.monotonic()) // _FRESH_SECONDS)
    return known.get(phrase, ())


def forget_vocabulary() -> None:
    """Read the vocabulary anew at the next question (after an edit, in tests)."""
    _vocabulary.cache_clear()


@lru_cache(maxsize=1)
def _vocabulary(_minute: int) -> dict[str, tuple[Meaning, ...]]:
    found: defaultdict[str, dict[Meaning, None]] = defaultdict(dict)
    for key, meaning in (*_terms(), *_areas()):
        if key:
            found[key].setdefault(meaning)
    return {key: tuple(choices) for key, choices in found.items()}


def _terms() -> Iterator[tuple[str, Meaning]]:
    labels = TermLabel.objects.values_list(
        "key", "text", "term__scheme", "term__code", named=True
    )
    for row in labels:
        prefix = _PREFIXES.get(Scheme(row.term__scheme))
        words = (lex.lexeme(prefix, row.term__code),) if prefix else _plain(row)
        if words:
            yield (
                row.key,
                Meaning(
                    words,
                    row.term__scheme,
                    row.term__code,
                    row.text,
                    script_of(row.text),
                    anybody=row.term__code in _LAWYERS,
                ),
            )


def _plain(row: object) -> tuple[str, ...]:
    """Availability terms are flags of their own name."""
    flags = {
        "remote": lex.REMOTE,
        "available_24_7": lex.ROUND_THE_CLOCK,
        "cross_border": lex.CROSS_BORDER,
        "on_site": lex.ON_SITE,
    }
    code = flags.get(row.term__code)  # type: ignore[attr-defined]
    return (code,) if code else ()


def _areas() -> Iterator[tuple[str, Meaning]]:
    for model, field in ((Country, "country"), (Region, "region")):
        for row in model.objects.all():
            names = (row.name_en, row.name_ru, row.name_uk, row.name_local)
            words = (lex.lexeme(lex.LOCATED, row.pk), lex.lexeme(lex.SERVES, row.pk))
            for name in dict.fromkeys(names):
                meaning = Meaning(words, field, row.pk, name, script_of(name))
                yield fold(name), meaning
