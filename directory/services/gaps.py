"""Nobody found: counted by codes and month, without anything of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from directory.search.criteria import Criteria

_COUNT = """
INSERT INTO directory_coveragegap
    (month, country, region, practice_areas, languages, preset, relaxed_to, count)
VALUES (%s, %s, %s, %s, %s, %s, %s, 1)
ON CONFLICT (month, country, region, practice_areas, languages, preset, relaxed_to)
DO UPDATE SET count = directory_coveragegap.count + 1"""


def record_gap(criteria: Criteria, relaxed_to: str) -> None:
    """Count a search that found nobody as asked; one statement, safe under races."""
    near = criteria.near
    country = criteria.country_meant or (near.country if near else "")
    region = criteria.region or (near.region if near else "")
    row: list[Any] = [
        timezone.localdate().replace(day=1),
        country,
        region,
        sorted(criteria.practice_area),
        sorted(criteria.language),
        criteria.preset,
        relaxed_to,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, row)
