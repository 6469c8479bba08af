"""Distance: chosen in SQL by earthdistance, shown by geopy's geodesic."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from geopy.distance import geodesic

from directory.models.listing import ListingPoint
from directory.models.visibility import readable

if TYPE_CHECKING:
    from directory.models.visibility import ListingQuerySet
    from directory.search.criteria import Criteria, Near
    from directory.viewer import Viewer

_METRES = 1000


def nearest(
    listings: ListingQuerySet, criteria: Criteria, viewer: Viewer, *, most: int
) -> list[tuple[UUID, float]]:
    """(provider, km) of the chosen listings within the radius, nearest first.

    An index scan outwards from the point: it reads what it returns, not the radius.
    A provider with two offices is met once, at the nearer one.
    """
    near = _required(criteria)
    chosen, chosen_params = listings.values(
        "provider_id", "level"
    ).query.sql_with_params()
    points, points_params = (
        ListingPoint.objects.filter(readable(viewer, criteria.country or None))
        .values("provider_id", "level", "latitude", "longitude", "earth")
        .query.sql_with_params()
    )
    # Both inner queries are the ORM's; their values travel apart.
    statement = f"""
        SELECT point.provider_id, point.latitude, point.longitude
        FROM ({points}) AS point
        JOIN ({chosen}) AS chosen USING (provider_id, level)
        WHERE earth_box(ll_to_earth(%s, %s), %s) @> point.earth
        ORDER BY point.earth <-> ll_to_earth(%s, %s) LIMIT %s"""  # noqa: S608
    at = (near.latitude, near.longitude)
    reach = criteria.radius_km * _METRES
    params = [*points_params, *chosen_params, *at, reach, *at, most * 2]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    found: dict[UUID, float] = {}
    for provider_id, latitude, longitude in rows:
        km = kilometres(near, latitude, longitude)
        if km <= criteria.radius_km:
            found.setdefault(provider_id, km)
    return sorted(found.items(), key=lambda item: (item[1], item[0]))[:most]


def within(
    listings: ListingQuerySet, criteria: Criteria, viewer: Viewer
) -> ListingQuerySet:
    """The listings with an office inside the radius, in their own order."""
    near = _required(criteria)
    points = ListingPoint.objects.filter(
        readable(viewer, criteria.country or None)
    ).extra(
        # The box is what the index knows; its corners lie outside the circle.
        where=[
            "earth_box(ll_to_earth(%s, %s), %s) @> earth",
            "earth_distance(ll_to_earth(%s, %s), earth) <= %s",
        ],
        params=[near.latitude, near.longitude, criteria.radius_km * _METRES] * 2,
    )
    return listings.filter(provider__in=points.values("provider_id"))


def kilometres(near: Near, latitude: float, longitude: float) -> float:
    """Kilometres on the WGS 84 ellipsoid, to a tenth."""
    here = (near.latitude, near.longitude)
    return round(float(geodesic(here, (latitude, longitude)).km), 1)


def _required(criteria: Criteria) -> Near:
    if criteria.near is None:
        raise ValueError("distance needs a point to measure from")
    return criteria.near
