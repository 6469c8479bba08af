"""What is known of countries, read for a plan; written by services/countries/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models import CountryRule, Pathway
from evacuation.services.duty import active_members
from evacuation.workflow.movement.contexts import (
    PathwayStatus,
    Rule,
    Says,
    Subject,
)
from evacuation.workflow.movement.ways_in import WayIn

if TYPE_CHECKING:
    from collections.abc import Collection


def rules_for(countries: Collection[str]) -> dict[str, list[Rule]]:
    """The rules of now, by country; one query."""
    found: dict[str, list[Rule]] = {country: [] for country in countries}
    rows = CountryRule.objects.filter(country__in=countries, replaced_at__isnull=True)
    for row in rows:
        found[row.country].append(_rule(row))
    return found


def way_of(pathway: int | None) -> Pathway | None:
    """The record of now of the way in of which that one is a record, perhaps an older
    one; two queries, none where no way in is named."""
    if pathway is None:
        return None
    known = Pathway.objects.filter(pk=pathway).values_list("country", "kind").first()
    if known is None:
        return None
    now = Pathway.objects.filter(replaced_at__isnull=True).select_related("owner")
    return now.filter(country=known[0], kind=known[1]).first()


def is_same_way(one: int | None, other: int | None) -> bool:
    """Whether both are records of one way in, or none is named."""
    if one == other:
        return True
    first, second = way_of(one), way_of(other)
    return first is not None and first == second


def way_in(pathway: int | None) -> WayIn | None:
    """The same as way_of, for the rules."""
    row = way_of(pathway)
    if row is None:
        return None
    here = active_members(timezone.now())
    return WayIn(
        country=row.country,
        status=PathwayStatus(row.status),
        source=row.source,
        checked_on=row.checked_on,
        good_until=row.good_until,
        kept=row.owner is not None and here.filter(user=row.owner).exists(),
    )


def _rule(row: CountryRule) -> Rule:
    return Rule(
        country=row.country,
        subject=Subject(row.subject),
        says=Says(row.says),
        of=row.of,
        days=row.days,
        source=row.source,
        checked_on=row.checked_on,
        good_until=row.good_until,
    )
