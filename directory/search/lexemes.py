"""The words by which the read model is filtered and found.

One vocabulary for writing listings and for asking: a lexeme is a short prefix that
says what it is about, a dot and a code. Everything a level may not see is simply not
among its listing's lexemes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from directory import sharing
from directory.documents import regions_of
from directory.models.choices import BarStatus, Capability, Level
from directory.search.folding import (
    fold,
    given_name_class,
    index_tokens,
    sound,
    sounds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from directory.models.provider import Provider

LOCATED, SERVES = "in", "sv"
KIND, AREA, AREA_LEVEL, SERVICE_LEVEL = "k", "p", "pl", "s"
LANGUAGE, COST, PAYER, FRIENDLY, CAPABILITY = "l", "c", "y", "f", "a"
NAME, SOUND = "n", "z"
REMOTE, ON_SITE, CROSS_BORDER = "remote", "on_site", "cross_border"
ROUND_THE_CLOCK, BAR_ADMITTED, ENTERS_POLICE = "247", "bar", "police"


def lexeme(prefix: str, code: object) -> str:
    return f"{prefix}.{code}"


def scope(level: int, country: str) -> str:
    """The one lexeme that says level and home country together."""
    return f"o.{level}{country}"


def facts_of(provider: Provider, level: Level) -> set[str]:
    """Every lexeme of the entry as the level sees it, names apart."""
    return {
        scope(level, provider.home_country_id),
        lexeme(KIND, provider.kind),
        *_flags(provider),
        *_where(provider),
        *_what(provider, level),
        *(lexeme(LANGUAGE, r.language.code) for r in provider.languages.all()),
        *(lexeme(PAYER, payer) for payer in provider.payers),
        *(lexeme(CAPABILITY, code) for code in provider.capabilities),
        *([lexeme(COST, provider.cost)] if provider.cost else []),
    }


def _flags(provider: Provider) -> Iterator[str]:
    if provider.remote:
        yield REMOTE
    if provider.on_site:
        yield ON_SITE
    if provider.cross_border:
        yield CROSS_BORDER
    if provider.available_24_7:
        yield ROUND_THE_CLOCK
    if provider.bar_status == BarStatus.ADMITTED:
        yield BAR_ADMITTED
    if Capability.POLICE_STATION in provider.capabilities:
        yield ENTERS_POLICE


def _where(provider: Provider) -> Iterator[str]:
    located: set[object] = {*regions_of(provider)}
    for office in provider.offices.all():
        if office.place is not None:
            located |= {office.place.geonameid, office.place.country_id}
    served: set[object] = {c.code for c in provider.countries.all()}
    served |= {r.code for r in provider.regions.all()}
    for place in provider.cities.all():
        served |= {place.geonameid, place.region_id or ""}
    yield from (lexeme(LOCATED, code) for code in located)
    yield from (lexeme(SERVES, code) for code in served if code)


def _what(provider: Provider, level: Level) -> Iterator[str]:
    for row in provider.practices.all():
        if sharing.sees_practice(provider, row, level):
            yield lexeme(AREA, row.area.code)
            yield lexeme(AREA_LEVEL, f"{row.area.code}.{row.service_level}")
            yield lexeme(SERVICE_LEVEL, row.service_level)
    if sharing.sees_friendliness(provider, level):
        for attested in provider.friendliness.all():
            yield lexeme(FRIENDLY, attested.group)


def names_of(provider: Provider, level: Level) -> list[tuple[str, str]]:
    """(field, text) of each name that the level may find the entry by."""
    found = [("name", provider.display_name), ("name", provider.latin_name)]
    found += [("alias", n.text) for n in provider.names.all() if level >= n.shared]
    if sharing.sees_legal_name(provider, level):
        found.append(("legal_name", provider.legal_name))
    if provider.organisation and sharing.sees_organisation(provider, level):
        found.append(("organisation", provider.organisation.display_name))
        found.append(("organisation", provider.organisation.latin_name))
    return [(field, text) for field, text in dict.fromkeys(found) if text]


@lru_cache(maxsize=4096)
def name_words(text: str) -> tuple[str, ...]:
    """The words of a name as they are stored: each level of an entry asks again."""
    return tuple(index_tokens(text))


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """The whole folded name, by which an exact match ranks first."""
    return fold(text)


def name_lexemes(text: str) -> set[str]:
    """The name's own words, and what they sound like."""
    words = name_words(text)
    return {lexeme(NAME, w) for w in words} | {
        lexeme(SOUND, sound_class(w)) for w in words
    }


def sound_class(word: str) -> str:
    """One sound for all spellings of a given name; else the word's own sound."""
    return sound(given_name_class(word) or word)


def sound_classes(word: str) -> list[str]:
    """Every sound a typed word may have: letters are read in more than one way."""
    known = given_name_class(word)
    return [sound(known)] if known != word else sounds(word)
