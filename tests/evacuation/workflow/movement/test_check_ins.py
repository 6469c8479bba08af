"""When somebody is heard next, and the protocol where they are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evacuation.workflow.movement.check_ins import (
    CheckIn,
    Deed,
    Step,
    due_step,
    every,
    faults,
    from_legs,
    next_one,
    usual,
)
from evacuation.workflow.states import LEVELS
from tests.evacuation.workflow.movement.people import FIRST, LEGS, NOW

H = timedelta(hours=1)


def test_on_the_way_we_hear_every_four_hours_and_at_both_ends() -> None:
    hours = [(one.at - NOW) / H for one in from_legs(LEGS)]
    assert hours == [6, 10, 12, 20, 24]


def test_a_place_where_one_leg_ends_and_the_next_begins_is_heard_once() -> None:
    joined = replace(LEGS[1], begins=FIRST.ends)
    times = [one.at for one in from_legs([FIRST, joined])]
    assert len(times) == len(set(times))


def test_the_next_is_the_first_that_is_not_over() -> None:
    planned = from_legs(LEGS)
    found = next_one(planned, NOW + 6 * H)
    assert found is not None
    assert found.at == NOW + 10 * H
    assert next_one(planned, NOW + 24 * H) is None


def test_it_is_missed_after_its_tolerance() -> None:
    [first, *_rest] = from_legs(LEGS, timedelta(minutes=45))
    assert first.missed_at - first.at == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("after", "missed"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(seconds=1), timedelta(minutes=5)),
        (timedelta(minutes=4, seconds=59), timedelta(minutes=5)),
        (timedelta(minutes=5), timedelta(minutes=5)),
    ],
)
def test_nobody_is_missed_before_the_tolerance_is_over(
    after: timedelta, missed: timedelta
) -> None:
    assert CheckIn(NOW + after, timedelta(0)).missed_at == NOW + missed


def test_the_more_urgent_the_sooner_we_hear() -> None:
    times = [every(level) for level in LEVELS]
    assert times == sorted(times)


def test_the_usual_protocol_asks_only_whom_there_is() -> None:
    deeds = [s.deed for s in usual(host=False, lawyer=False, public=False)]
    assert deeds == [Deed.WRITE, Deed.CALL, Deed.LEAD]


@pytest.mark.parametrize(
    ("steps", "agreed", "expected"),
    [
        ([], True, [("empty", None)]),
        ([Step(Deed.LEAD, 2 * H), Step(Deed.WRITE, H)], True, [("order", 1)]),
        ([Step(Deed.PUBLIC, H)], False, [("public", 0)]),
        ([Step(Deed.PUBLIC, H)], True, []),
        ([Step(Deed.CALL, H)], True, [("whom", 0)]),
        ([Step(Deed.HOST, H, " ")], True, [("whom", 0)]),
        ([Step(Deed.LEAD, H)], True, []),
    ],
)
def test_a_protocol_is_whole_in_order_and_agreed(
    steps: list[Step], agreed: bool, expected: list[tuple[str, int | None]]
) -> None:
    assert faults(steps, public_agreed=agreed) == expected


def test_the_steps_come_one_after_the_other() -> None:
    steps = [Step(Deed.WRITE, 0 * H), Step(Deed.LEAD, 2 * H)]
    assert due_step(steps, 0, NOW) == (steps[0], NOW)
    assert due_step(steps, 1, NOW) == (steps[1], NOW + 2 * H)
    assert due_step(steps, 2, NOW) is None
