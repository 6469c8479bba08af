"""Putting offices on the map, by the gazetteer alone: nothing is asked outside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geopy.distance import great_circle

from directory.gazetteer.geocoder import GazetteerGeocoder
from directory.gazetteer.places import resolve_places
from directory.models import Place
from directory.search.folding import compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geopy.location import Location

    from directory.services.importing.rows import OfficeRow

# A city whose centre is farther from the office's own point is another of its name.
FARTHEST_KM: Final = 40.0
_SURE: Final = ("exact", "typo")
_NAMESAKES: Final = 10
# Looking close by first keeps the box of candidates small where places are dense.
_AROUND_KM: Final = (6.0, FARTHEST_KM)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer; `region` is ISO 3166-2 or empty."""

    geonameid: int
    region: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class Located:
    """Places by city and country, best known first, and what became of offices."""

    spots: dict[tuple[str, str], list[Spot]]
    geocoder: GazetteerGeocoder
    _placed: dict[tuple[object, ...], Spot | None] = field(default_factory=dict)

    def of(self, office: OfficeRow, country: str) -> Spot | None:
        """The place of an office: of its city's namesakes the one by its point, else
        in its region, else the one with most people; without a city the nearest."""
        at = (office.latitude, office.longitude)
        key = (office.city, office.region, at, country)
        if key not in self._placed:
            self._placed[key] = self._find(office, country)
        return self._placed[key]

    def _find(self, office: OfficeRow, country: str) -> Spot | None:
        spots = self.spots.get((compact(office.city), country), [])
        if office.latitude is None or office.longitude is None:
            inside = [spot for spot in spots if spot.region == office.region]
            return next(iter(inside or spots), None)
        point = (office.latitude, office.longitude)
        close = [(_km(point, spot), spot.geonameid, spot) for spot in spots]
        if close and min(close)[0] <= FARTHEST_KM:
            return min(close)[2]
        return self._nearest(point, country)

    def _nearest(self, point: tuple[float, float], country: str) -> Spot | None:
        for within in _AROUND_KM:
            found = self.geocoder.reverse(point, exactly_one=False, within_km=within)
            for place in found if isinstance(found, list) else []:
                if place.raw["country"] == country:
                    return _spot_at(place)
        return None


def locate(offices: Iterable[tuple[OfficeRow, str]]) -> Located:
    """Look up each city of (office, country) once: exact names together, then the
    others one by one through the geocoder, typing errors allowed."""
    wanted = {
        (compact(office.city), country): office.city
        for office, country in offices
        if compact(office.city)
    }
    spots = _exact(wanted)
    geocoder = GazetteerGeocoder()
    for key, city in wanted.items():
        if key not in spots:
            spots[key] = _geocoded(geocoder, city, key[1])
    return Located(spots, geocoder)


def _exact(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Spot]]:
    ids = resolve_places(sorted({key for key, _country in wanted}))
    places = Place.objects.in_bulk({pk for found in ids.values() for pk in found})
    spots: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for key, country in wanted:
        for place in (places[pk] for pk in ids.get(key, ())):
            if place.country_id == country:
                spots[key, country].append(_spot(place))
    return dict(spots)


def _geocoded(geocoder: GazetteerGeocoder, city: str, country: str) -> list[Spot]:
    query = {"city": city, "country": country}
    found = geocoder.geocode(query, exactly_one=False, limit=_NAMESAKES)
    locations = found if isinstance(found, list) else []
    sure = [place for place in locations if place.raw["match"] in _SURE]
    return [_spot_at(place) for place in sure]


def _spot(place: Place) -> Spot:
    region = place.region_id or ""
    return Spot(place.geonameid, region, place.latitude, place.longitude)


def _spot_at(location: Location) -> Spot:
    raw = location.raw
    at = (location.latitude, location.longitude)
    return Spot(raw["geonameid"], raw["region"] or "", *at)


def _km(point: tuple[float, float], spot: Spot) -> float:
    # Right to half a percent, and twenty times as fast as on the ellipsoid.
    return float(great_circle(point, (spot.latitude, spot.longitude)).km)
