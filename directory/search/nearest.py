"""Distance: chosen in SQL by earthdistance, measured on the ellipsoid.

PostgreSQL's earth is a ball: good for choosing, up to half a per cent wrong. geopy's
geodesic is exact to nanometres and takes a tenth of a millisecond; whoever ranks
hundreds of offices wants the metre at a fiftieth of that.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, atan, cos, radians, sin, sqrt, tan
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection
from geopy.distance import ELLIPSOIDS

from directory.models.visibility import readable_sql
from directory.search.conditions import boxed, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.search.conditions import Condition
    from directory.search.criteria import Criteria, Near
    from directory.viewer import Viewer

_EQUATOR_KM: float
_FLATTENING: float
_EQUATOR_KM, _, _FLATTENING = ELLIPSOIDS["WGS-84"]
_NEAREST: Final = """
SELECT point.provider_id, point.latitude, point.longitude
  FROM (SELECT * FROM directory_listingpoint WHERE {points}) AS point
  JOIN (SELECT provider_id, level FROM directory_listing WHERE {chosen}) AS listing
 USING (provider_id, level)
 ORDER BY point.earth <-> ll_to_earth(%s, %s) LIMIT %s"""

# PostgreSQL takes a thousandth of all points to lie in any box, so in a large city it
# would fetch and sort the whole of it. Without sorting it walks outwards and stops.
# In one string with the question this holds for its transaction alone.
_OUTWARDS: Final = "SET LOCAL enable_sort = off;"


def nearest(
    conditions: Sequence[Condition], criteria: Criteria, viewer: Viewer, *, most: int
) -> list[tuple[UUID, float]]:
    """(provider, km) of the chosen listings within the radius, nearest first.

    An index scan outwards from the point: it reads what it returns, not the radius.
    A provider with two offices is met once, at the nearer one. Raises ValueError
    without a point.
    """
    near = criteria.near
    if near is None:
        raise ValueError("distance needs a point to measure from")
    seen = readable_sql(viewer, criteria.country or None)
    points, points_params = joined([seen, boxed(near, criteria.radius_km)])
    chosen, chosen_params = joined(conditions)
    params = [*points_params, *chosen_params, near.latitude, near.longitude, most * 2]
    statement = _NEAREST.format(points=points, chosen=chosen)
    # Few may hold what is asked besides: then the walk is longer than the sort.
    if not any("@@" in sql for sql, _params in conditions):
        statement = _OUTWARDS + statement
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    found: dict[UUID, float] = {}
    reach = criteria.radius_km
    for provider_id, latitude, longitude in rows:
        km = kilometres(near, latitude, longitude)
        if km <= reach:
            found[provider_id] = min(km, found.get(provider_id, km))
    return sorted(found.items(), key=lambda item: (item[1], item[0]))[:most]


def kilometres(near: Near, latitude: float, longitude: float) -> float:
    """Kilometres on the WGS 84 ellipsoid, to a tenth; a metre wrong at 500 km.

    Lambert's formula for long lines, https://en.wikipedia.org/wiki/
    Geographical_distance#Lambert's_formula_for_long_lines.
    """
    one, other = _reduced(near.latitude), _reduced(latitude)
    mean, half = (one + other) / 2, (other - one) / 2
    turn = radians(longitude - near.longitude) / 2
    chord = sin(half) ** 2 + cos(one) * cos(other) * sin(turn) ** 2
    if not 0 < chord < 1:
        return 0.0
    arc = 2 * asin(sqrt(chord))
    shorter = (arc - sin(arc)) * (sin(mean) * cos(half)) ** 2 / (1 - chord)
    longer = (arc + sin(arc)) * (cos(mean) * sin(half)) ** 2 / chord
    km = _EQUATOR_KM * (arc - _FLATTENING / 2 * (shorter + longer))
    return round(km, 1)


@lru_cache(maxsize=4096)
def _reduced(latitude: float) -> float:
    """The latitude on the ball around the ellipsoid."""
    return atan((1 - _FLATTENING) * tan(radians(latitude)))
