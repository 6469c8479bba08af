"""Distances are those of geopy's geodesic, to what is shown."""

from __future__ import annotations

import random

import pytest
from geopy.distance import geodesic

from directory.search.criteria import Near
from directory.search.nearest import kilometres


@pytest.mark.parametrize("seed", range(200))
def test_kilometres_agree_with_the_geodesic_within_the_widest_circle(seed: int) -> None:
    chance = random.Random(seed)
    latitude, longitude = chance.uniform(-75, 75), chance.uniform(-180, 180)
    other = latitude + chance.uniform(-4, 4), longitude + chance.uniform(-4, 4)
    exact = geodesic((latitude, longitude), other).km
    shown = kilometres(Near(latitude, longitude), *other)
    assert shown == pytest.approx(exact, abs=0.052)


def test_the_point_itself_is_no_distance_away() -> None:
    assert kilometres(Near(41.7, 44.8), 41.7, 44.8) == 0.0


def test_the_date_line_does_not_part_neighbours() -> None:
    assert kilometres(Near(64.7, 179.9), 64.7, -179.9) == pytest.approx(9.6, abs=0.1)
