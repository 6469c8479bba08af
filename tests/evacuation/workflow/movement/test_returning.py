"""What speaks against going back, by what was looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from evacuation.workflow.movement.returning import (
    LOOK_LASTS,
    Against,
    Home,
    Lists,
    Outcome,
    Papers,
    ReturnAssessment,
    against,
)

TODAY = date(2031, 3, 1)
LOOKED = ReturnAssessment(
    home=Home.BETTER,
    lists=Lists.CLEAR,
    papers=Papers.GOOD,
    outcome=Outcome.CONDITIONS,
    review=TODAY + timedelta(days=60),
    looked_on=TODAY,
    adviser="Invented lawyer",
)


def test_nothing_speaks_against_it_where_everything_was_looked_at() -> None:
    assert against(LOOKED, TODAY) == []
    assert against(replace(LOOKED, looked_on=TODAY - LOOK_LASTS), TODAY) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"home": Home.WORSE}, Against.WORSE),
        ({"home": Home.UNKNOWN}, Against.CHANGE_UNKNOWN),
        ({"lists": Lists.LISTED}, Against.LISTED),
        ({"lists": Lists.UNKNOWN}, Against.LISTS_UNKNOWN),
        ({"looked_on": TODAY - LOOK_LASTS - timedelta(days=1)}, Against.LISTS_OLD),
        ({"papers": Papers.LACKING}, Against.PAPERS),
        ({"papers": Papers.UNKNOWN}, Against.PAPERS_UNKNOWN),
        ({"adviser": "  "}, Against.NO_ADVICE),
    ],
)
def test_each_thing_that_speaks_against_it_is_said(
    said: dict[str, Any], what: Against
) -> None:
    assert against(replace(LOOKED, **said), TODAY) == [what]


def test_who_goes_is_asked_a_week_and_a_month_later() -> None:
    leaves = TODAY + timedelta(days=5)
    days = replace(LOOKED, leaves=leaves).asked_on()
    after = [leaves + timedelta(days=number) for number in (7, 30)]
    assert days == [*after, LOOKED.review]
