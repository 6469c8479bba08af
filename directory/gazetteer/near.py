"""Reading "near": a point in degrees, a geonameid, or a place's name."""

from __future__ import annotations

import re

from directory.gazetteer.places import find_places
from directory.models.place import Place
from directory.search.criteria import Near

_POINT = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$")


def read_near(text: str, country: str = "") -> Near | None:
    """The point meant by "41.72,44.79", "611717" or "Тбилиси"; None for none.

    Of several places of a name the one with most people is meant; `country`
    narrows them.
    """
    point = _POINT.match(text)
    if point:
        return _on_earth(float(point[1]), float(point[2]))
    if text.strip().isdecimal():
        return _by_id(text.strip())
    found = find_places(text, country=country or None, limit=1)
    return _near(found[0].place) if found else None


def _on_earth(latitude: float, longitude: float) -> Near | None:
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Near(latitude, longitude)


def _by_id(digits: str) -> Near | None:
    if len(digits) > 9:
        return None
    place = Place.objects.filter(pk=int(digits)).first()
    return None if place is None else _near(place)


def _near(place: Place) -> Near:
    return Near(
        latitude=place.latitude,
        longitude=place.longitude,
        geonameid=place.geonameid,
        name=place.name,
        country=place.country_id,
        region=place.region_id or "",
    )
