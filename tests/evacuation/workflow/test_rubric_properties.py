"""What holds for the rubric whatever the facts are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.workflow.dangers import FLOORS
from evacuation.workflow.rubric import Line, Part, may_choose, propose
from evacuation.workflow.states import LEVELS
from tests.evacuation.workflow.facts import calm, facts, worse

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from evacuation.workflow.rubric import Facts

# On a busy machine one example may take long.
whatever = settings(deadline=None)


@whatever
@given(facts, st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_told_says_nothing(
    known: Facts, chance: random.Random
) -> None:
    events = list(known.events)
    chance.shuffle(events)
    assert propose(replace(known, events=tuple(events))) == propose(known)


@whatever
@given(facts, worse)
def test_more_danger_never_lowers_score_or_level(
    known: Facts, change: Callable[[Facts], Facts]
) -> None:
    before, after = propose(known), propose(change(known))
    assert after.score >= before.score
    assert LEVELS.index(after.level) <= LEVELS.index(before.level)


@whatever
@given(facts)
def test_no_level_is_proposed_or_chosen_below_a_red_flag(known: Facts) -> None:
    found = propose(known)
    for flag in known.flags:
        floor = LEVELS.index(FLOORS[flag])
        assert LEVELS.index(found.level) <= floor
        for level in LEVELS[floor + 1 :]:
            assert not may_choose(found.level, level, found.flags)


@whatever
@given(facts)
def test_the_lines_that_count_and_the_caps_explain_the_score(known: Facts) -> None:
    found = propose(known)
    by_part = {part: _counted(found.lines, part) for part in Part}
    sources = by_part[Part.SOURCES]
    told = {
        Part.SOURCES: min(25, sum(sources[:1]) + min(5, sum(sources[1:]))),
        Part.EVENTS: min(45, sum(by_part[Part.EVENTS])),
        Part.NEAR: sum(by_part[Part.NEAR]),
        Part.WEAKNESSES: min(25, sum(by_part[Part.WEAKNESSES])),
        Part.STRENGTHS: max(-15, sum(by_part[Part.STRENGTHS])),
    }
    assert found.parts == told
    assert found.score == max(0, min(100, sum(told.values())))


@whatever
@given(facts)
def test_everything_that_is_known_stands_in_a_line(known: Facts) -> None:
    told = [line.code for line in propose(known).lines if line.part != Part.NEAR]
    events = [one.event for one in known.events]
    assert sorted(told) == sorted(
        [*known.sources, *events, *known.weaknesses, *known.strengths]
    )


@whatever
@given(facts)
def test_the_four_largest_events_count_and_no_other(known: Facts) -> None:
    lines = [line for line in propose(known).lines if line.part == Part.EVENTS]
    largest = sorted((one.points for one in known.events), reverse=True)[:4]
    assert [line.points for line in lines if line.counted] == largest
    assert [line.counted for line in lines] == sorted(
        (line.counted for line in lines), reverse=True
    )


@whatever
@given(facts.filter(lambda known: bool(known.flags)))
def test_strengths_count_for_nothing_under_a_red_flag(known: Facts) -> None:
    found = propose(known)
    assert found.parts[Part.STRENGTHS] == 0
    assert not _counted(found.lines, Part.STRENGTHS)
    assert found.score == propose(replace(known, strengths=frozenset())).score


@whatever
@given(calm)
def test_strengths_lower_the_score_by_fifteen_at_most(known: Facts) -> None:
    without = propose(replace(known, strengths=frozenset()))
    assert without.score - 15 <= propose(known).score <= without.score


def _counted(lines: tuple[Line, ...], part: Part) -> list[int]:
    return [line.points for line in lines if line.part == part and line.counted]
