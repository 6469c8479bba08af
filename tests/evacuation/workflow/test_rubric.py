"""The rubric on the field's check cases, and what may be chosen instead of it."""

from __future__ import annotations

import pytest

from evacuation.workflow.dangers import (
    EVENTS,
    FLOORS,
    NEAR,
    SOURCES,
    STRENGTHS,
    WEAKNESSES,
    Event,
    Flag,
    Near,
    Source,
    Strength,
    Weakness,
)
from evacuation.workflow.rubric import (
    VERSION,
    Facts,
    Happened,
    Part,
    highest,
    level_of,
    may_choose,
    propose,
)
from evacuation.workflow.states import Level

TORTURED = Facts(
    sources=frozenset({Source.STATE_SEC, Source.FAMILY}),
    events=(
        Happened(Event.TORTURE, days=3),
        Happened(Event.COERCED, days=3),
        Happened(Event.OUTED, days=3),
        Happened(Event.DEATH_THREAT, days=3),
    ),
    weaknesses=frozenset(
        {Weakness.LOCATED, Weakness.NO_PASSPORT, Weakness.NO_SAFE_PLACE}
    ),
)
DOXXED = Facts(
    sources=frozenset({Source.GROUP, Source.ONLINE}),
    events=(
        Happened(Event.DEATH_THREAT, days=5),
        Happened(Event.DOXXED, days=5),
        Happened(Event.LOST_HOME, days=5),
    ),
    weaknesses=frozenset({Weakness.PAPERS, Weakness.LOCATED}),
    strengths=frozenset({Strength.PASSPORT, Strength.LAWYER, Strength.SAFE_PLACE}),
)
SEARCHED = Facts(
    sources=frozenset({Source.STATE_SEC}),
    events=(
        Happened(Event.SEARCH, days=2),
        Happened(Event.DEVICE, days=2),
        Happened(Event.COLLEAGUE, days=2),
        Happened(Event.SUMMONS, days=2),
    ),
    near=Near.WEEK,
    weaknesses=frozenset({Weakness.LOCATED, Weakness.DEVICE}),
    strengths=frozenset({Strength.PASSPORT, Strength.LAWYER}),
)
AFRAID = Facts(
    sources=frozenset({Source.UNKNOWN}),
    events=(Happened(Event.LAW, days=10),),
    weaknesses=frozenset({Weakness.ISOLATED}),
)


@pytest.mark.parametrize(
    ("facts", "parts", "score", "level"),
    [
        (TORTURED, (23, 45, 0, 22, 0), 90, "critical"),
        (DOXXED, (15, 29, 0, 13, 15), 42, "medium"),
        (SEARCHED, (20, 39, 8, 13, 9), 71, "critical"),
        (AFRAID, (4, 4, 0, 4, 0), 12, "low"),
    ],
    ids=["tortured", "doxxed", "searched", "afraid"],
)
def test_the_check_cases_come_out_as_the_field_computed_them(
    facts: Facts, parts: tuple[int, int, int, int, int], score: int, level: str
) -> None:
    found = propose(facts)
    a, b, c, d, e = parts
    assert found.parts == {
        Part.SOURCES: a,
        Part.EVENTS: b,
        Part.NEAR: c,
        Part.WEAKNESSES: d,
        Part.STRENGTHS: -e,
    }
    assert (found.score, found.level.value, found.version) == (score, level, VERSION)


def test_points_are_those_of_version_one() -> None:
    assert VERSION == 1
    assert [SOURCES[one] for one in Source] == [20, 15, 15, 12, 10, 4, 4, 4]
    assert [EVENTS[one] for one in Event] == [
        *[20, 20, 20, 18],
        *[15, 15, 15, 15, 15],
        *[12, 12, 10, 10],
        *[8, 8, 8, 8, 8],
        *[4, 4],
    ]
    assert [NEAR[one] for one in Near] == [15, 12, 8, 4, 0]
    assert [WEAKNESSES[one] for one in Weakness] == [8, 8, 6, 6, 6, 6, 5, 5, 4, 4, 4, 5]
    assert [STRENGTHS[one] for one in Strength] == [8, 5, 4, 4, 3, 3, 2]


@pytest.mark.parametrize("flag", Flag)
def test_each_red_flag_lifts_a_calm_case_to_its_floor(flag: Flag) -> None:
    high = {Flag.SUICIDE, Flag.MEDICINE_3D, Flag.MINOR, Flag.DEVICE_ROUTE}
    found = propose(Facts(flags=frozenset({flag})))
    assert found.level == (Level.HIGH if flag in high else Level.CRITICAL)
    assert found.floor == found.level == FLOORS[flag]
    assert found.flags == (flag,)
    assert found.score == 0


@pytest.mark.parametrize(
    ("days", "ongoing", "points"),
    [
        (0, False, 15),
        (30, False, 15),
        (31, False, 7),
        (90, False, 7),
        (91, False, 3),
        (400, False, 3),
        (400, True, 15),
    ],
)
def test_what_is_long_ago_counts_less_rounded_down_unless_it_goes_on(
    days: int, ongoing: bool, points: int
) -> None:
    assert Happened(Event.ASSAULT, days, ongoing).points == points
    assert propose(Facts(events=(Happened(Event.ASSAULT, days, ongoing),))).score == (
        points
    )


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (100, "critical"),
        (70, "critical"),
        (69, "high"),
        (50, "high"),
        (49, "medium"),
        (30, "medium"),
        (29, "low"),
        (0, "low"),
    ],
)
def test_a_score_on_the_edge_is_of_the_higher_level(score: int, level: str) -> None:
    assert level_of(score) == level


def test_the_fifth_event_is_shown_and_not_counted() -> None:
    events = tuple(Happened(one) for one in list(Event)[:5])
    lines = propose(Facts(events=events)).lines
    assert [line.counted for line in lines] == [True] * 4 + [False]
    assert lines[-1].points == min(EVENTS[one.event] for one in events)


def test_the_most_urgent_of_no_levels_is_none() -> None:
    assert highest([]) is None
    assert highest([Level.LOW, Level.HIGH, Level.MEDIUM]) == Level.HIGH


CHOICES = {
    "critical": {"critical", "high"},
    "high": {"critical", "high", "medium"},
    "medium": {"high", "medium", "low"},
    "low": {"medium", "low"},
}


@pytest.mark.parametrize("proposed", Level)
@pytest.mark.parametrize("chosen", Level)
def test_a_person_moves_the_level_by_one_step_at_most(
    proposed: Level, chosen: Level
) -> None:
    assert may_choose(proposed, chosen) == (chosen.value in CHOICES[proposed.value])


@pytest.mark.parametrize(
    ("flag", "chosen", "allowed"),
    [
        (Flag.DETAINED, Level.CRITICAL, True),
        (Flag.DETAINED, Level.HIGH, False),
        (Flag.SUICIDE, Level.HIGH, True),
        (Flag.SUICIDE, Level.MEDIUM, False),
        (Flag.SUICIDE, Level.CRITICAL, True),
    ],
)
def test_nobody_chooses_a_level_below_a_red_flag(
    flag: Flag, chosen: Level, allowed: bool
) -> None:
    assert may_choose(FLOORS[flag], chosen, [flag]) == allowed


def test_twins_that_differ_in_going_on_alone_have_one_order() -> None:
    twins = (Happened(Event.SEARCH), Happened(Event.SEARCH, ongoing=True))
    assert propose(Facts(events=twins)) == propose(Facts(events=twins[::-1]))
