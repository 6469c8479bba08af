"""Invented travellers, legs and rules that the tests of movement share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from evacuation.workflow.movement.contexts import Rule, Says, Subject
from evacuation.workflow.movement.findings import Finding
from evacuation.workflow.movement.legs import BorderCheck, Leg, Means, Traveller
from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
GOOD = Papers(
    passport=Passport.INTERNATIONAL,
    valid_until=date(2030, 1, 1),
    exit_ban=Known.NO,
    criminal_case=Known.NO,
    military=Military.NONE,
    wanted=(
        WantedCheck(Scope.NATIONAL, Known.NO, TODAY),
        WantedCheck(Scope.INTERSTATE, Known.NO, TODAY),
    ),
)
CHECK = BorderCheck(NOW - timedelta(hours=1), passes=True)
# Invented countries: AA looks for them, BB lies between, CC is where they go.
FIRST = Leg(
    "AA", "BB", Means.BUS, NOW + timedelta(hours=6), NOW + timedelta(hours=12), CHECK
)
SECOND = Leg(
    "BB", "CC", Means.PLANE, NOW + timedelta(hours=20), NOW + timedelta(hours=24), CHECK
)
LEGS = (FIRST, SECOND)
ONE = Traveller("1", "AA", GOOD)
RULES = {
    "BB": [Rule("BB", Subject.ENTRY, Says.FREE, "international", days=30)],
    "CC": [Rule("CC", Subject.ENTRY, Says.FREE, "international", days=90)],
}


def with_rules(country: str, *more: Rule) -> dict[str, list[Rule]]:
    return {**RULES, country: [*RULES[country], *more]}


def travelling(**papers: object) -> Traveller:
    return replace(ONE, papers=replace(GOOD, **papers))  # type: ignore[arg-type]


def said(found: list[Finding]) -> list[tuple[str, str]]:
    """(obstacle, weight) of each."""
    return [(str(one.what), str(one.weight)) for one in found]
