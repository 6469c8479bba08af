"""Finding places by whatever name, script or spelling a person has for them.

Exact keys come first, then prefixes; then names a few edits away, and names that
sound the same, both found through the distinct tokens. Population breaks ties. Three
queries at most, two more where the name is in a national alphabet that others read in
their own way; nothing is sent anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db import connection
from django.db.models import Case, IntegerField, QuerySet, When

from directory.models.place import Place, PlaceName
from directory.search.edits import one_edit_away
from directory.search.folding import place_key, readings, script_of, sound

Match = Literal["exact", "prefix", "typo", "sound"]

# Of three letters or fewer nearly everything is one edit away.
FEWEST_LETTERS_TO_CORRECT: Final = 4
_LONGEST_QUERY: Final = 100

# By hand: every typed search asks this, and the ORM takes longer than the index.
_NAMED: Final = """
SELECT name.key, name.place_id
  FROM directory_placename AS name
  JOIN directory_place AS place ON place.geonameid = name.place_id
 WHERE name.key = ANY(%s::text[])
 ORDER BY place.population DESC, name.place_id"""

_CORRECTED: Final = """
WITH candidate AS (
    SELECT token, sound FROM directory_placetoken
     WHERE token = ANY (%(one_edit)s) OR sound = ANY (%(one_sound_edit)s)
     UNION
    SELECT token, sound FROM directory_placetoken
     WHERE (token %% %(key)s OR sound %% %(sound)s) AND length(token) <= 100
), near AS (
    SELECT token,
           CASE WHEN token = ANY (%(one_edit)s) THEN 1
                ELSE levenshtein_less_equal(token, %(key)s, 4) END AS edits,
           CASE WHEN sound = ANY (%(one_sound_edit)s) THEN 1
                ELSE levenshtein_less_equal(sound, %(sound)s, 3) END AS sound_edits
      FROM candidate
)
SELECT name.id, near.edits + near.sound_edits AS wrong, place.population
  FROM near
  JOIN directory_placename name ON name.key = near.token
  JOIN directory_place place ON place.geonameid = name.place_id
 WHERE (near.edits <= %(allowed)s OR near.sound_edits <= %(allowed_in_sound)s)
   AND (%(country)s IS NULL OR place.country_id = %(country)s)
   AND place.geonameid <> ALL (%(known)s)
 ORDER BY wrong, place.population DESC, place.geonameid
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place, how it was found, and the name by which, as it is written."""

    place: Place
    match: Match
    name: str
    script: str


def find_places(
    query: str, *, country: str | None = None, limit: int = 10
) -> list[PlaceMatch]:
    """At most `limit` places called `query`, best first; [] when it has no letters.

    `country` is an ISO 3166-1 alpha-2 code.
    """
    keys = _keys(query[:_LONGEST_QUERY])
    if not keys or limit < 1:
        return []
    places: dict[int, PlaceMatch] = {}
    for key in keys:
        for match in _by_key(key, script_of(query), country, limit):
            places.setdefault(match.place.geonameid, match)
    found = list(places.values())[:limit]
    if len(found) < limit and len(keys[0]) >= FEWEST_LETTERS_TO_CORRECT:
        found += _corrected(keys, country, limit - len(found), found)
    return found


def _keys(query: str) -> list[str]:
    """The key of the query, then those of how its alphabet is read elsewhere."""
    keys = map(place_key, [query, *readings(query)])
    return list(dict.fromkeys(key for key in keys if key))


def resolve_places(phrases: Sequence[str]) -> dict[str, list[int]]:
    """The geonameids of the places called exactly so, most people first, by phrase.

    `phrases` are folded keys, with or without spaces; one query. Phrases that name
    no place are left out.
    """
    keys = {phrase: place_key(phrase) for phrase in phrases}
    ids: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [sorted({key for key in keys.values() if key})])
        for key, geonameid in cursor.fetchall():
            ids.setdefault(key, []).append(geonameid)
    return {
        phrase: list(dict.fromkeys(ids[key]))
        for phrase, key in keys.items()
        if key in ids
    }


def _by_key(key: str, script: str, country: str | None, limit: int) -> list[PlaceMatch]:
    """Exact and prefix matches; of a place's names one in the query's own script."""
    exact = Case(When(key=key, then=0), default=1, output_field=IntegerField())
    foreign = Case(When(script=script, then=0), default=1, output_field=IntegerField())
    best = (
        _names(country)
        .filter(key__startswith=key)
        .order_by("place_id", exact, foreign, "-kind", "pk")
        .distinct("place_id")
    )
    names = (
        PlaceName.objects.filter(pk__in=best.values("pk"))
        .annotate(rank=exact)
        .select_related("place__country", "place__region")
        .order_by("rank", "-place__population", "place_id")[:limit]
    )
    return [_match(name, "exact" if name.key == key else "prefix") for name in names]


def _corrected(
    keys: list[str], country: str | None, limit: int, found: Sequence[PlaceMatch]
) -> list[PlaceMatch]:
    """Places with a name a few edits from one of `keys`, or that sounds so."""
    known = [match.place.geonameid for match in found]
    ranked: list[tuple[int, int, int]] = []
    for key in keys:
        ranked += _near(key, country, known, limit)
    ids = list(dict.fromkeys(pk for *_, pk in sorted(ranked)))
    names = _names(None).select_related("place__country", "place__region").in_bulk(ids)
    heard = set(map(sound, keys))
    places: dict[int, PlaceMatch] = {}
    for name in (names[pk] for pk in ids):
        how: Match = "sound" if name.sound in heard else "typo"
        places.setdefault(name.place_id, _match(name, how))
    return list(places.values())[:limit]


def _near(
    key: str, country: str | None, known: list[int], limit: int
) -> list[tuple[int, int, int]]:
    """(edits, minus population, id) of the names nearest to `key`."""
    arguments: dict[str, Any] = {
        "key": key,
        "sound": sound(key),
        "one_edit": one_edit_away(key),
        "one_sound_edit": one_edit_away(sound(key)),
        "allowed": _edits_allowed(key),
        "allowed_in_sound": _edits_allowed(sound(key)),
        "country": country,
        "known": known,
        # A place has several names that are nearly the same.
        "limit": limit * 12,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CORRECTED, arguments)
        return [(wrong, -people, pk) for pk, wrong, people in cursor.fetchall()]


def _edits_allowed(word: str) -> int:
    """How many letters may be wrong before the word is another one."""
    if len(word) < FEWEST_LETTERS_TO_CORRECT:
        return 0
    return 1 if len(word) < 6 else 2


def _names(country: str | None) -> QuerySet[PlaceName]:
    names = PlaceName.objects.all()
    return names.filter(place__country=country) if country else names


def _match(name: PlaceName, how: Match) -> PlaceMatch:
    return PlaceMatch(name.place, how, name.name, name.script)
