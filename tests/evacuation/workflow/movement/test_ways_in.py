"""A lawful way in: it warns where it is doubtful, and stops where it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evacuation.workflow.movement.contexts import PathwayStatus
from evacuation.workflow.movement.findings import Obstacle, Weight, stops
from evacuation.workflow.movement.ways_in import WayIn, against_way
from tests.evacuation.workflow.movement.people import FIRST, SECOND, TODAY

LEGS = (FIRST, SECOND)
DAY = timedelta(days=1)
# Into where the second leg ends.
OPEN = WayIn("CC", PathwayStatus.OPEN, "Invented Gazette", TODAY, TODAY, kept=True)


def test_an_open_fresh_and_kept_one_says_nothing() -> None:
    assert against_way(OPEN, LEGS, TODAY) == {1: ()}
    assert against_way(replace(OPEN, status=PathwayStatus.LIMITED), LEGS, TODAY) == {
        1: ()
    }


@pytest.mark.parametrize(
    ("said", "what", "weight"),
    [
        ({"status": PathwayStatus.CLOSED}, Obstacle.WAY_CLOSED, Weight.OVERRIDE),
        ({"status": PathwayStatus.SUSPENDED}, Obstacle.WAY_SUSPENDED, Weight.WARNS),
        ({"good_until": TODAY - DAY}, Obstacle.WAY_OLD, Weight.WARNS),
        ({"kept": False}, Obstacle.WAY_UNKEPT, Weight.WARNS),
    ],
    ids=str,
)
def test_what_is_doubtful_stands_at_the_leg_that_enters(
    said: dict[str, Any], what: Obstacle, weight: Weight
) -> None:
    [(leg, [found])] = against_way(replace(OPEN, **said), LEGS, TODAY).items()
    assert (leg, found.what, found.weight) == (1, what, weight)
    assert (found.source, found.checked_on) == ("Invented Gazette", TODAY)
    assert stops([found]) == (what == Obstacle.WAY_CLOSED)


def test_of_a_country_that_they_do_not_enter_it_is_said_at_the_end() -> None:
    elsewhere = replace(OPEN, country="AA", status=PathwayStatus.CLOSED)
    [(leg, found)] = against_way(elsewhere, LEGS, TODAY).items()
    assert leg == 1
    assert [one.what for one in found] == [Obstacle.WAY_CLOSED, Obstacle.WAY_ELSEWHERE]
    assert against_way(elsewhere, (), TODAY) == {}
