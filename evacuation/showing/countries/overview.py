"""Every country that something is known of, with how old that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.forms.journeys.countries import country_words
from evacuation.services.countries.reading import (
    Age,
    age,
    open_alerts,
    pathways,
    rules,
)
from evacuation.workflow.movement.contexts import PathwayKind, PathwayStatus

if TYPE_CHECKING:
    from evacuation.models import CountryAlert

AGE_KINDS = {Age.FRESH: "good", Age.SOON: "warn", Age.OLD: "bad"}
STATUS_KINDS = {
    PathwayStatus.OPEN: "good",
    PathwayStatus.LIMITED: "warn",
    PathwayStatus.SUSPENDED: "bad",
    PathwayStatus.CLOSED: "bad",
    PathwayStatus.UNKNOWN: "quiet",
}


@dataclass(frozen=True, slots=True)
class ShownAge:
    age: Age
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownWay:
    kind: PathwayKind
    status: PathwayStatus
    tag: str


@dataclass(frozen=True, slots=True)
class ShownCountry:
    """`ages`: of its rules and ways, the oldest first."""

    code: str
    name: str
    ages: list[ShownAge]
    ways: list[ShownWay]


@dataclass(frozen=True, slots=True)
class ShownAlert:
    alert: CountryAlert
    name: str


def alerts(country: str = "") -> list[ShownAlert]:
    return [ShownAlert(one, country_words(one.country)) for one in open_alerts(country)]


def known_countries() -> list[ShownCountry]:
    """By name. Two queries, however many there are."""
    today = timezone.localdate()
    ages: defaultdict[str, Counter[Age]] = defaultdict(Counter)
    ways: defaultdict[str, list[ShownWay]] = defaultdict(list)
    for rule in rules():
        ages[rule.country][age(rule.good_until, today)] += 1
    for row in pathways():
        ages[row.country][age(row.good_until, today)] += 1
        status = PathwayStatus(row.status)
        kind = PathwayKind(row.kind)
        ways[row.country].append(ShownWay(kind, status, STATUS_KINDS[status]))
    found = [
        ShownCountry(code, country_words(code), _ages(counted), ways[code])
        for code, counted in ages.items()
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def _ages(counted: Counter[Age]) -> list[ShownAge]:
    oldest = (Age.OLD, Age.SOON, Age.FRESH)
    return [
        ShownAge(one, AGE_KINDS[one], counted[one]) for one in oldest if counted[one]
    ]
