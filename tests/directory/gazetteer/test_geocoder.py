"""geopy's questions are answered from our own tables."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from directory.gazetteer.geocoder import GazetteerGeocoder

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.mark.parametrize(
    "query",
    [
        "Тбилиси",
        "Tbilisi, Georgia",
        "Тбилиси, Грузия",
        "თბილისი, საქართველო",
        {"city": "Tiflis", "country": "GE"},
    ],
)
def test_a_city_is_found_with_and_without_its_country(
    query: str | dict[str, str],
) -> None:
    found = GazetteerGeocoder().geocode(query)
    assert isinstance(found, Location)
    assert found.raw["geonameid"] == 611717
    assert found.latitude == pytest.approx(41.69, abs=0.05)
    assert found.longitude == pytest.approx(44.83, abs=0.05)


def test_it_is_a_geopy_geocoder() -> None:
    assert isinstance(GazetteerGeocoder(), Geocoder)


def test_an_unknown_place_is_none() -> None:
    assert GazetteerGeocoder().geocode("Qqqqwwwwzzzz") is None


def test_several_answers_are_a_list() -> None:
    found = GazetteerGeocoder().geocode("Ka", exactly_one=False, limit=3)
    assert isinstance(found, list)
    assert len(found) == 3


def test_a_mapping_without_a_city_is_refused() -> None:
    with pytest.raises(GeocoderQueryError):
        GazetteerGeocoder().geocode({"country": "GE"})


def test_a_point_is_turned_into_the_nearest_place() -> None:
    found = GazetteerGeocoder().reverse((42.874, 74.612))
    assert isinstance(found, Location)
    assert found.raw["country"] == "KG"


def test_a_point_far_from_everything_is_none() -> None:
    assert GazetteerGeocoder().reverse((0.5, -30.0)) is None
