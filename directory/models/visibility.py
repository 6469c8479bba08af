"""The one place that turns a viewer into SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import date

    from directory.models.listing import Listing  # noqa: F401
    from directory.viewer import Viewer


def readable(viewer: Viewer, country: str | None = None) -> Q:
    """Rows of a per-level table (`level`, `country`) that the viewer reads.

    With `country` the condition names one level, which indexes like better.
    """
    if country is not None:
        return Q(level=int(viewer.level_in(country)), country=country)
    if viewer.countries is None:
        return Q(level=int(viewer.level))
    there = Q(country__in=sorted(viewer.countries))
    if viewer.level == viewer.elsewhere:
        return Q(level=int(viewer.level))
    return (Q(level=int(viewer.level)) & there) | (
        Q(level=int(viewer.elsewhere)) & ~there
    )


def readable_sql(viewer: Viewer, country: str | None = None) -> tuple[str, list[Any]]:
    """`readable` as a condition and its parameters, for statements by hand."""
    if country is not None:
        level = viewer.level_in(country)
        return "level = %s AND country = %s", [int(level), country]
    if viewer.countries is None or viewer.level == viewer.elsewhere:
        return "level = %s", [int(viewer.level)]
    there = sorted(viewer.countries)
    return (
        "(level = %s AND country = ANY(%s) OR level = %s AND country <> ALL(%s))",
        [int(viewer.level), there, int(viewer.elsewhere), there],
    )


class ListingQuerySet(models.QuerySet["Listing"]):
    """Reads of the directory; each starts with `visible_to`."""

    def visible_to(
        self, viewer: Viewer, *, on: date, country: str | None = None
    ) -> Self:
        """Entries listed on the day, each in the form that the viewer's level sees."""
        return self.filter(readable(viewer, country), listed_until__gt=on)


ListingManager = models.Manager.from_queryset(ListingQuerySet)
