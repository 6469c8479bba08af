"""How near to now days and times of a journey lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from evacuation.journeys.packing import day, moment
from evacuation.workflow.movement.bounds import (
    LONGEST_LEG,
    leg_faults,
    look_fault,
    papers_fault,
    time_fault,
)
from evacuation.workflow.movement.check_ins import from_legs
from evacuation.workflow.movement.health import RESERVE
from evacuation.workflow.movement.papers import (
    Known,
    Scope,
    WantedCheck,
    against_leaving,
)
from tests.evacuation.workflow.movement.people import FIRST, GOOD, NOW, TODAY

END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
START = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
DAY = timedelta(days=1)
FAR = date(2099, 1, 1)


@pytest.mark.parametrize("at", [END, START, NOW + 732 * DAY, NOW - 3654 * DAY])
def test_nobody_travels_in_other_times(at: datetime) -> None:
    assert time_fault(at, NOW)


@pytest.mark.parametrize("at", [NOW, NOW + 730 * DAY, NOW - 3000 * DAY])
def test_within_two_years_they_may(at: datetime) -> None:
    assert time_fault(at, NOW) is None


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (TODAY, True),
        (TODAY + DAY, True),  # It is that day already, furthest east.
        (TODAY + 2 * DAY, False),
        (TODAY - 3000 * DAY, True),
        (date.min, False),
        (date.max, False),
    ],
)
def test_what_was_looked_at_was_so_until_today(on: date, *, stands: bool) -> None:
    assert (look_fault(on, NOW) is None) == stands


def test_papers_run_out_within_a_life() -> None:
    assert papers_fault(TODAY + 3653 * DAY, NOW) is None
    assert papers_fault(date.max, NOW)
    assert papers_fault(date.min, NOW)


@pytest.mark.parametrize(
    ("lasts", "fault"),
    [
        (LONGEST_LEG, None),
        (LONGEST_LEG + timedelta(minutes=1), "ends"),
        (0 * DAY, "ends"),
    ],
)
def test_a_leg_lasts_seven_days_at_most(lasts: timedelta, fault: str | None) -> None:
    leg = replace(FIRST, ends=FIRST.begins + lasts)
    assert [name for name, _why in leg_faults(leg, NOW)] == ([fault] if fault else [])


def test_a_leg_that_was_kept_without_end_asks_for_no_endless_list() -> None:
    found = from_legs([replace(FIRST, ends=END)])
    assert len(found) == 43
    assert found[-1].at == END


@pytest.mark.parametrize("said", ["9999-12-31", "0001-01-01"])
def test_from_what_was_kept_days_can_be_counted(said: str) -> None:
    kept = day(said)
    at = moment(f"{said}T23:59:59+00:00")
    assert kept is not None
    assert at is not None
    assert kept + RESERVE > kept - RESERVE
    assert at.astimezone(timezone(timedelta(hours=14))) == at
    assert at.astimezone(timezone(timedelta(hours=-12))) == at


def test_a_look_at_a_day_to_come_is_no_look() -> None:
    looks = tuple(WantedCheck(scope, Known.NO, FAR) for scope in Scope)
    papers = replace(GOOD, wanted=looks, criminal_case=Known.YES)
    found = against_leaving(papers, "1", ends=TODAY, today=TODAY)
    assert [str(one.what) for one in found] == ["wanted_unknown"]
    assert papers.by(TODAY).looked_on(Scope.INTERSTATE) is None
    listed = replace(papers, wanted=(WantedCheck(Scope.NATIONAL, Known.YES, FAR),))
    found = against_leaving(listed, "1", ends=TODAY, today=TODAY)
    assert [str(one.what) for one in found] == ["listed"]
