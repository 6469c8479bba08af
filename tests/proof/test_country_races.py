"""Records of countries and alerts, by many at once, on real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from evacuation.models import Case, CountryRule, Deadline
from evacuation.services.countries.alerts import raise_alert
from evacuation.services.countries.rules import save_rule
from evacuation.services.journeys.rechecking import look_at_route
from tests.evacuation.decisions import ONE, version
from tests.evacuation.known import SOURCE, entry
from tests.evacuation.travels import in_planning
from tests.proof.desk_stage import DeskStage
from tests.proof.test_races import at_once

pytestmark = pytest.mark.proof
WRITERS = 6


def test_of_first_rules_at_once_one_stands_and_the_others_are_told(
    desk_stage: DeskStage,
) -> None:
    me = desk_stage.desk[ONE]

    def writes(days: int) -> Callable[[], Any]:
        rule = entry(days=days)
        return lambda: save_rule(actor=me, rule=rule, replaces=None).days

    found = at_once([writes(days) for days in range(1, WRITERS + 1)])
    [stands] = CountryRule.objects.filter(replaced_at=None)
    assert Counter(found) == {"stale_version": WRITERS - 1, stands.days: 1}


def test_of_new_versions_at_once_one_stands_and_nothing_is_lost(
    desk_stage: DeskStage,
) -> None:
    me = desk_stage.desk[ONE]
    first = save_rule(actor=me, rule=entry(), replaces=None)

    def writes(days: int) -> Callable[[], Any]:
        rule = entry(days=days)
        return lambda: save_rule(actor=me, rule=rule, replaces=first.pk).days

    found = at_once([writes(days) for days in range(1, WRITERS + 1)])
    [stands] = CountryRule.objects.filter(replaced_at=None)
    assert Counter(found) == {"stale_version": WRITERS - 1, stands.days: 1}
    assert CountryRule.objects.count() == 2


def test_alerts_and_looks_at_once_never_wait_for_each_other_in_a_ring(
    desk_stage: DeskStage,
) -> None:
    desk = desk_stage.desk
    cases = [in_planning(desk) for _one in range(3)]
    me = desk[ONE]

    def looks(case: UUID) -> Callable[[], Any]:
        return lambda: look_at_route(
            actor=me, case_id=case, version=version(case), why="Invented."
        )

    def raises() -> Any:
        return raise_alert(actor=me, country="AM", text="Invented.", source=SOURCE)

    for _round in range(4):
        tasks = [raises, *(looks(case) for case in cases), raises]
        found = at_once([lambda one=task: one() and None for task in tasks])  # type: ignore[misc]
        assert found == [None] * len(tasks)
    raises()
    clocks = Deadline.objects.filter(clock="route", case__in=cases)
    assert clocks.count() == len(cases)
    soonest = min(clocks.values_list("due_at", flat=True))
    assert soonest > Case.objects.get(pk=cases[0]).created_at + timedelta(minutes=30)
