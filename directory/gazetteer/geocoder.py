"""A geopy geocoder over our own tables: nothing a person types leaves the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from directory.gazetteer.places import PlaceMatch, find_places
from directory.models.place import Country, Place
from directory.search.folding import compact

ATTRIBUTION: Final = "GeoNames, CC BY 4.0"
_KM_PER_DEGREE: Final = 111.0
_WIDEST_BOX: Final = 180.0


class GazetteerGeocoder(Geocoder):  # type: ignore[misc] # geopy has no types
    """Answers geopy's questions from Place and PlaceName.

    `raw` of each Location holds geonameid, name, country, region, admin1, population
    and, from geocode, the kind of match and the name matched.
    """

    def __init__(self, *, user_agent: str | None = None) -> None:
        super().__init__(user_agent=user_agent)

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int = 10,
        country: str | None = None,
    ) -> Location | list[Location] | None:
        """Places called `query`: "Tbilisi", "Тбилиси, Грузия" or
        {"city": …, "country": …}. None when there is none. `timeout` is ignored.

        Raises GeocoderQueryError for a mapping without a city.
        """
        city, named_country = _city_and_country(query)
        found = find_places(
            city,
            country=country or named_country,
            limit=1 if exactly_one else limit,
        )
        locations = [_matched_location(match) for match in found]
        if not locations:
            return None
        return locations[0] if exactly_one else locations

    def reverse(
        self,
        query: Point | str | tuple[float, float],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int = 10,
        within_km: float = 50.0,
    ) -> Location | list[Location] | None:
        """The places nearest to a point, at most `within_km` away; None for none."""
        point = Point(query)
        near = [
            (geodesic(point, (place.latitude, place.longitude)).km, place)
            for place in _in_box(point, within_km)
        ]
        near.sort(key=lambda pair: (pair[0], pair[1].geonameid))
        locations = [_location(place) for km, place in near[:limit] if km <= within_km]
        if not locations:
            return None
        return locations[0] if exactly_one else locations


def _city_and_country(query: str | Mapping[str, str]) -> tuple[str, str | None]:
    """The words that name the place and the code of the country named after them."""
    if not isinstance(query, str):
        if not query.get("city"):
            raise GeocoderQueryError("A structured query needs a city.")
        return query["city"], _country_code(query.get("country", ""))
    city, comma, rest = query.rpartition(",")
    code = _country_code(rest) if comma else None
    if code is None:
        return query, None
    return city, code


def _country_code(text: str) -> str | None:
    """The ISO code of a country given by code or by name in any of its languages."""
    if len(text.strip()) == 2:
        return text.strip().upper()
    key = compact(text)
    names = Country.objects.values_list(
        "code", "name_en", "name_ru", "name_uk", "name_local"
    )
    return next(
        (code for code, *spelled in names if key and key in map(compact, spelled)), None
    )


def _in_box(point: Point, within_km: float) -> list[Place]:
    """Places in the box of degrees around a circle; past a pole or 180° it is cut."""
    latitude_span = within_km / _KM_PER_DEGREE
    shrinking = max(0.01, geodesic((point[0], 0), (point[0], 1)).km)
    longitude_span = min(_WIDEST_BOX, within_km / shrinking)
    return list(
        Place.objects.filter(
            latitude__range=(point[0] - latitude_span, point[0] + latitude_span),
            longitude__range=(point[1] - longitude_span, point[1] + longitude_span),
        ).select_related("country", "region")
    )


def _matched_location(match: PlaceMatch) -> Location:
    location = _location(match.place)
    location.raw.update(match=match.match, matched=match.name)
    return location


def _location(place: Place) -> Location:
    region = place.region.name_en if place.region else None
    parts = [place.name, region, place.country.name_en]
    raw = {
        "geonameid": place.geonameid,
        "name": place.name,
        "country": place.country_id,
        "region": place.region_id,
        "admin1": place.admin1,
        "population": place.population,
        "attribution": ATTRIBUTION,
    }
    address = ", ".join(part for part in parts if part)
    return Location(address, (place.latitude, place.longitude), raw)
