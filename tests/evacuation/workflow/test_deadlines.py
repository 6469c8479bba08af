"""By when the desk owes what, against the field's table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evacuation.workflow.deadlines import (
    CHANNEL_VERIFIED_WITHIN,
    FOLLOW_UPS,
    PAUSING,
    Clock,
    due,
    is_stale,
    moved,
    within,
)
from evacuation.workflow.states import LEVELS, Level

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
# Hours for critical, high, medium and low; None: nothing is owed.
HOURS: dict[str, tuple[float | None, ...]] = {
    "own": (0.25, 2, 24, 72),
    "contact": (1, 4, 24, 72),
    "interim": (4, 24, 72, None),
    "verify": (24, 48, 5 * 24, 10 * 24),
    "decide": (12, 48, 7 * 24, 14 * 24),
    "plan": (24, 72, 14 * 24, None),
    "check": (12, 24, 7 * 24, 30 * 24),
    "rescore": (24, 72, 7 * 24, 30 * 24),
    # Rows 4, 12, 9, 14 and 20 of the table of steps.
    "answer": (6, 7 * 24, 7 * 24, 7 * 24),
    "review": (7 * 24, 7 * 24, 30 * 24, 30 * 24),
    "ratify": (24, 24, 24, 24),
    "appeal": (72, 72, 14 * 24, 14 * 24),
    "appeal_ends": (14 * 24, 14 * 24, 14 * 24, 14 * 24),
    "follow_up": (7 * 24, 7 * 24, 7 * 24, 7 * 24),
    # Movement: rows 16, 38 and 20, and check-ins by level.
    "go": (72, 72, 72, 72),
    "route": (2, 12, 24, 24),
    "check_in": (12, 24, 7 * 24, 30 * 24),
    "settle": (72, 72, 72, 72),
    # As soon as a first message: they have waited for it.
    "tell": (1, 4, 24, 72),
}


def test_the_table_names_every_clock() -> None:
    assert set(HOURS) == {clock.value for clock in Clock}


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize("level", Level)
def test_each_clock_has_the_time_of_its_level(clock: Clock, level: Level) -> None:
    hours = HOURS[clock.value][LEVELS.index(level)]
    allowed = None if hours is None else timedelta(hours=hours)
    assert within(clock, level) == allowed
    assert due(clock, level, NOW) == (None if allowed is None else NOW + allowed)


@pytest.mark.parametrize("clock", Clock)
def test_nothing_is_owed_later_at_a_more_urgent_level(clock: Clock) -> None:
    owed = [hours for hours in HOURS[clock.value] if hours is not None]
    assert owed == sorted(owed)


def test_the_channel_of_a_critical_case_is_verified_in_four_hours() -> None:
    assert timedelta(hours=4) == CHANNEL_VERIFIED_WITHIN


def test_followed_up_after_a_week_a_month_two_and_three() -> None:
    assert FOLLOW_UPS == (7, 30, 60, 90)


def test_what_rests_while_we_wait_is_never_the_first_contact() -> None:
    assert {clock.value for clock in PAUSING} == {"verify", "decide", "plan"}


@pytest.mark.parametrize("before", Level)
@pytest.mark.parametrize("after", Level)
def test_at_another_level_a_clock_runs_from_where_it_began(
    before: Level, after: Level
) -> None:
    for clock in Clock:
        was, becomes = due(clock, before, NOW), due(clock, after, NOW)
        if was is not None and becomes is not None:
            assert moved(was, clock, before, after) == becomes
        elif was is not None:
            assert moved(was, clock, before, after) == was


@pytest.mark.parametrize(
    ("level", "hours"), [("critical", 24), ("high", 72), ("medium", 168), ("low", 720)]
)
def test_an_assessment_is_stale_once_its_level_s_time_is_over(
    level: str, hours: int
) -> None:
    at = NOW - timedelta(hours=hours)
    assert not is_stale(Level(level), at, NOW)
    assert is_stale(Level(level), at - MINUTE, NOW)
