"""What speaks against a leg, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evacuation.workflow.movement.contexts import Rule, Says, Subject
from evacuation.workflow.movement.findings import Weight, stops
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.legs import (
    BorderCheck,
    Leg,
    Means,
    Traveller,
    against_all,
    against_times,
    first_ahead,
)
from evacuation.workflow.movement.papers import Known, Passport, Scope, WantedCheck
from tests.evacuation.workflow.movement.people import (
    CHECK,
    FIRST,
    LEGS,
    NOW,
    ONE,
    RULES,
    SECOND,
    TODAY,
    said,
    travelling,
    with_rules,
)

SHARED = Rule("BB", Subject.WANTED_BASE, Says.SHARED, "AA", source="invented")


def first(
    *, leg: Leg = FIRST, who: Traveller = ONE, rules: dict[str, list[Rule]] = RULES
) -> list[tuple[str, str]]:
    return said(against_all((leg, SECOND), [who], rules, NOW)[0])


def test_a_checked_border_with_good_papers_stops_nobody() -> None:
    assert against_all(LEGS, [ONE], RULES, NOW) == [[], []]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (None, "not_checked"),
        (replace(CHECK, passes=False), "check_failed"),
        (replace(CHECK, at=NOW - timedelta(hours=73)), "check_stale"),
    ],
)
def test_a_border_is_checked_within_72_hours(check: object, expected: str) -> None:
    leg = replace(FIRST, check=check)  # type: ignore[arg-type]
    assert first(leg=leg) == [(expected, "blocks")]


def test_a_check_of_just_72_hours_ago_is_good() -> None:
    assert first(leg=replace(FIRST, check=replace(CHECK, at=NOW - timedelta(3)))) == []


def test_a_leg_within_a_country_needs_no_border() -> None:
    inside = replace(FIRST, origin="AA", target="AA", check=None)
    found = against_all((inside, replace(SECOND, origin="AA")), [ONE], RULES, NOW)
    assert found == [[], []]


def test_legs_join_in_place_and_time() -> None:
    apart = replace(SECOND, origin="CC", target="CC", check=None)
    assert said(against_all((FIRST, apart), [ONE], RULES, NOW)[1]) == [
        ("broken_line", "blocks")
    ]
    early = replace(SECOND, begins=FIRST.begins)
    assert ("out_of_order", "blocks") in said(
        against_all((FIRST, early), [ONE], RULES, NOW)[1]
    )


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (Says.FREE, []),
        (Says.VISA, [("visa", "blocks")]),
        (Says.REFUSED, [("refused", "blocks")]),
    ],
)
def test_entry_goes_by_the_papers(says: Says, expected: list[tuple[str, str]]) -> None:
    rules = {**RULES, "BB": [Rule("BB", Subject.ENTRY, says, "international")]}
    assert first(rules=rules) == expected
    assert first(rules=rules, who=travelling(visas=frozenset({"BB"}))) == []


def test_entry_that_nobody_wrote_down_waits_for_the_legal_focal() -> None:
    internal = travelling(passport=Passport.INTERNAL)
    assert first(who=internal) == [("entry_unknown", "override")]


def test_a_stay_longer_than_allowed_is_a_warning() -> None:
    later = replace(
        SECOND, begins=NOW + timedelta(days=40), ends=NOW + timedelta(days=41)
    )
    found = against_all((FIRST, later), [ONE], RULES, NOW)
    assert said(found[0]) == [("long_wait", "warns"), ("stay_ends", "warns")]


@pytest.mark.parametrize(
    ("interstate", "case", "weight"),
    [
        (Known.YES, Known.YES, "override"),
        (Known.UNKNOWN, Known.UNKNOWN, "override"),
        (Known.UNKNOWN, Known.NO, "warns"),
        (Known.NO, Known.YES, "warns"),
    ],
)
def test_a_shared_wanted_base_weighs_by_what_lists_say(
    interstate: Known, case: Known, weight: str
) -> None:
    wanted = (WantedCheck(Scope.INTERSTATE, interstate, TODAY),)
    who = travelling(wanted=wanted, criminal_case=case)
    found = first(who=who, rules=with_rules("BB", SHARED))
    assert ("shared_base", weight) in found


def test_a_base_shared_with_another_country_says_nothing() -> None:
    other = replace(SHARED, of="DD")
    assert first(rules=with_rules("BB", other)) == []


def test_handing_back_stops_whoever_stays_longer_than_a_day() -> None:
    often = Rule("BB", Subject.DEPORTATION, Says.OFTEN, "AA")
    assert first(rules=with_rules("BB", often)) == [("deports", "warns")]
    later = replace(
        SECOND, begins=NOW + timedelta(days=3), ends=NOW + timedelta(days=4)
    )
    found = against_all((FIRST, later), [ONE], with_rules("BB", often), NOW)
    assert said(found[0]) == [("deports", "override"), ("long_wait", "warns")]


def test_medicine_is_asked_for_by_its_kind() -> None:
    banned = Rule("BB", Subject.MEDICINE, Says.BANNED, "oat")
    assert first(rules=with_rules("BB", banned)) == []
    who = replace(ONE, medicines=frozenset({MedicineKind.OAT}))
    assert first(who=who, rules=with_rules("BB", banned)) == [
        ("medicine_banned", "override")
    ]


def test_an_old_rule_waits_for_the_legal_focal() -> None:
    old = replace(RULES["BB"][0], good_until=date(2026, 2, 28))
    assert first(rules={**RULES, "BB": [old]}) == [("rule_old", "override")]


def test_who_checked_the_rule_and_when_stands_beside_it() -> None:
    rules = with_rules("BB", replace(SHARED, checked_on=TODAY))
    [one] = against_all(LEGS, [ONE], rules, NOW)[0]
    assert (one.source, one.checked_on, one.person) == ("invented", TODAY, "1")


@given(
    passport=st.sampled_from(Passport),
    listed=st.sampled_from(Known),
    case=st.sampled_from(Known),
    says=st.sampled_from((Says.NEVER, Says.SOMETIMES, Says.OFTEN)),
)
def test_more_danger_never_clears_a_leg(
    passport: Passport, listed: Known, case: Known, says: Says
) -> None:
    who = travelling(
        passport=passport,
        criminal_case=case,
        wanted=(WantedCheck(Scope.INTERSTATE, listed, TODAY),),
    )
    calm = against_all(LEGS, [who], RULES, NOW)[0]
    worse = against_all(
        LEGS,
        [who],
        with_rules("BB", SHARED, Rule("BB", Subject.DEPORTATION, says, "AA")),
        NOW,
    )[0]
    assert set(calm) <= set(worse)
    assert stops(worse) or not stops(calm)


def test_what_the_legal_focal_let_pass_stops_no_more() -> None:
    found = against_all(
        LEGS,
        [travelling(criminal_case=Known.YES, wanted=())],
        with_rules("BB", SHARED),
        NOW,
    )[0]
    assert [one.weight for one in found] == [Weight.OVERRIDE]
    assert stops(found)
    assert not stops([replace(one, passed="Invented.") for one in found])


def test_the_leg_that_they_go_on_from_must_not_be_over() -> None:
    last = SECOND.ends
    for now, number, stopped in (
        (FIRST.ends - timedelta(minutes=1), 0, []),
        (FIRST.ends, 0, [0]),
        (FIRST.ends, 1, []),
        (last, 1, [1]),
    ):
        found = against_times((FIRST, SECOND), now, goes_from=number)
        assert [leg for leg, _one in found] == stopped
    assert list(against_times((), NOW, goes_from=0)) == []


def test_whoever_waits_half_way_goes_from_the_first_leg_that_is_new() -> None:
    both = (FIRST, SECOND)
    looked_at = replace(FIRST, check=BorderCheck(NOW, passes=True))
    other = replace(SECOND, means=Means.FOOT)
    for legs, behind, number in (
        (both, (), 0),
        (both, both, 1),
        ((looked_at, SECOND), both, 1),
        ((FIRST, other), both, 1),
        ((other, SECOND), both, 0),
        ((other, *both), both, 0),
        ((), both, 0),
    ):
        assert first_ahead(legs, behind) == number
