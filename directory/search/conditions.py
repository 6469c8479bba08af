"""Criteria and viewer as the conditions of a statement written by hand.

Searches are asked hundreds of times a second, and the ORM takes longer to compile them
than PostgreSQL to answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from directory.models.visibility import readable_sql
from directory.search.criteria import Preset
from directory.search.selection import facts_wanted, oldest_verification, scope_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from directory.search.criteria import Criteria, Near
    from directory.viewer import Viewer

# SQL and its parameters.
Condition = tuple[str, list[Any]]

_METRES = 1000


def chosen(criteria: Criteria, viewer: Viewer, on: date) -> list[Condition]:
    """What a row of directory_listing must be, text and distance apart."""
    found = [
        readable_sql(viewer, criteria.country or None),
        ("listed_until > %s", [on]),
    ]
    wanted = facts_wanted(criteria)
    if wanted:
        found.append(holds(wanted))
    oldest = oldest_verification(criteria, on)
    if oldest is not None:
        found.append(("verified_on >= %s", [oldest]))
    if criteria.preset == Preset.DETENTION_NOW:
        found.append(("next_due > %s", [on]))
    return found


def in_scope(criteria: Criteria, viewer: Viewer) -> list[Condition]:
    """The country once more, for answers that no index has in order."""
    scope = scope_wanted(criteria, viewer)
    return [holds(scope)] if scope else []


def holds(tsquery: str) -> Condition:
    return "facts @@ %s::tsquery", [tsquery]


def boxed(near: Near, radius_km: float) -> Condition:
    """What a row of directory_listingpoint must be to lie in the box of the circle."""
    box = [near.latitude, near.longitude, radius_km * _METRES]
    return "earth_box(ll_to_earth(%s, %s), %s) @> earth", box


def _within(near: Near, radius_km: float) -> Condition:
    """As `boxed`, without the corners: the box is what the index knows."""
    circle = [near.latitude, near.longitude, radius_km * _METRES]
    return "earth_distance(ll_to_earth(%s, %s), earth) <= %s", circle


def has_office_within(criteria: Criteria, viewer: Viewer) -> Condition:
    """What a row of directory_listing must be to have an office in the circle.

    Raises ValueError without a point.
    """
    if criteria.near is None:
        raise ValueError("distance needs a point to measure from")
    where, params = joined(
        [
            readable_sql(viewer, criteria.country or None),
            boxed(criteria.near, criteria.radius_km),
            _within(criteria.near, criteria.radius_km),
        ]
    )
    points = f"SELECT provider_id FROM directory_listingpoint WHERE {where}"  # noqa: S608
    return f"provider_id IN ({points})", params


def joined(conditions: Iterable[Condition]) -> Condition:
    """All of them as one."""
    held = list(conditions)
    params = [param for _sql, values in held for param in values]
    return " AND ".join(sql for sql, _values in held), params
