"""What is known of countries, read for a plan; written by services/countries/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models import CountryRule
from evacuation.workflow.movement.contexts import Rule, Says, Subject

if TYPE_CHECKING:
    from collections.abc import Collection


def rules_for(countries: Collection[str]) -> dict[str, list[Rule]]:
    """The rules of now, by country; one query."""
    found: dict[str, list[Rule]] = {country: [] for country in countries}
    rows = CountryRule.objects.filter(country__in=countries, replaced_at__isnull=True)
    for row in rows:
        found[row.country].append(_rule(row))
    return found


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
