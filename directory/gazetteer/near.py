"""Reading "near": a point in degrees, a geonameid, or a place's name.

Distance is measured from whatever is read here, so a name is taken as typed, or
guessed only where it can hardly mean anything else; and the answer says which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from directory.gazetteer.places import find_places
from directory.models.place import Place
from directory.search.criteria import Near
from directory.search.edits import one_edit_away
from directory.search.folding import place_key

if TYPE_CHECKING:
    from directory.gazetteer.places import PlaceMatch

_POINT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
# One letter in four makes another town of most names.
FEWEST_LETTERS_TO_GUESS: Final = 5
_MOST_GUESSES: Final = 10


def read_near(text: str, country: str = "") -> Near | None:
    """The point meant by "41.72,44.79", "611717" or "Тбилиси"; None for none.

    Of several places of a name the one with most people is meant. Those of `country`
    come first; a name that is exactly that of a place elsewhere gives that place, with
    its own country. A guess (one letter wrong, or the larger part of a name; five
    letters at least) is made inside `country` alone.
    """
    point = _POINT.match(text)
    if point:
        return _on_earth(float(point[1]), float(point[2]))
    if text.strip().isdecimal():
        return _by_id(text.strip())
    return _by_name(text, country)


def _on_earth(latitude: float, longitude: float) -> Near | None:
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Near(latitude, longitude, match="point")


def _by_id(digits: str) -> Near | None:
    if len(digits) > 9:
        return None
    place = Place.objects.filter(pk=int(digits)).first()
    return None if place is None else _near(place, "id", place.name)


def _by_name(text: str, country: str) -> Near | None:
    if not any(character.isalpha() for character in text):
        return None
    found = _exact(text, country)
    if found is None and country:
        found = _exact(text, "")
    found = found or _guessed(text, country)
    return _near(found.place, found.match, found.name) if found else None


def _exact(text: str, country: str) -> PlaceMatch | None:
    best = find_places(text, country=country or None, limit=1)
    return best[0] if best and best[0].match == "exact" else None


def _guessed(text: str, country: str) -> PlaceMatch | None:
    key = place_key(text)
    if len(key) < FEWEST_LETTERS_TO_GUESS:
        return None
    nearly = {key, *one_edit_away(key)}
    found = find_places(text, country=country or None, limit=_MOST_GUESSES)
    return next((match for match in found if _close(key, nearly, match)), None)


def _close(key: str, nearly: set[str], match: PlaceMatch) -> bool:
    name = place_key(match.name)
    return name in nearly or (name.startswith(key) and len(name) < 2 * len(key))


def _near(place: Place, match: str, matched: str) -> Near:
    return Near(
        latitude=place.latitude,
        longitude=place.longitude,
        geonameid=place.geonameid,
        name=place.name,
        country=place.country_id,
        region=place.region_id or "",
        match=match,
        matched=matched,
    )
