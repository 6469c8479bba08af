"""How much takes how many people, and what verification lets us spend."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.workflow.money import (
    CEILING,
    CEILING_OVER,
    Budgeted,
    Line,
    alone,
    enough,
    missing_signers,
    most,
    quorum,
    signers,
    tier,
    together,
    total,
)
from evacuation.workflow.verification import Verified

RIGHTS = ["coordinator", "approver_programme", "approver_finance", "lead", "verifier"]
PROGRAMME, FINANCE, LEAD = "approver_programme", "approver_finance", "lead"
whatever = settings(deadline=None)
signatures = st.dictionaries(
    st.integers(1, 6), st.frozensets(st.sampled_from(RIGHTS)), max_size=5
)


@pytest.mark.parametrize(
    ("euro", "at"),
    [
        (0, 1),
        (300, 1),
        (Decimal("300.01"), 2),
        (500, 2),
        (Decimal("500.01"), 3),
        (3000, 3),
        (Decimal("3000.01"), 4),
        (10_000, 4),
        (Decimal("10000.01"), 5),
        (1_000_000, 5),
    ],
)
def test_a_sum_on_the_edge_is_of_the_lower_tier(euro: Decimal | int, at: int) -> None:
    assert tier(int(euro * 100)) == at


@pytest.mark.parametrize(
    ("of_tier", "places"),
    [
        (1, [{PROGRAMME, FINANCE}]),
        (2, [{PROGRAMME, FINANCE}]),
        (3, [{PROGRAMME, FINANCE}]),
        (4, [{PROGRAMME}, {FINANCE}]),
        (5, [{PROGRAMME}, {FINANCE}, {LEAD}]),
    ],
)
def test_each_tier_names_who_must_sign(of_tier: int, places: list[set[str]]) -> None:
    assert [set(place) for place in signers(of_tier)] == places


@whatever
@given(st.integers(1, 5), signatures)
def test_a_quorum_is_a_place_for_each_of_different_people(
    of_tier: int, signed: dict[int, frozenset[str]]
) -> None:
    places = signers(of_tier)
    seated = any(
        all(signed[person] & place for person, place in zip(order, places, strict=True))
        for order in permutations(signed, len(places))
    )
    assert quorum(of_tier, signed) == seated


@whatever
@given(st.integers(1, 5), signatures)
def test_nobody_counts_twice(of_tier: int, signed: dict[int, frozenset[str]]) -> None:
    if len(signed) < len(signers(of_tier)):
        assert not quorum(of_tier, signed)


@pytest.mark.parametrize("of_tier", [4, 5])
def test_one_person_with_every_right_is_no_quorum_of_a_large_sum(of_tier: int) -> None:
    assert not quorum(of_tier, {7: frozenset(RIGHTS)})


@whatever
@given(st.integers(1, 5), signatures)
def test_whoever_fills_the_missing_places_completes_the_quorum(
    of_tier: int, signed: dict[int, frozenset[str]]
) -> None:
    missing = missing_signers(of_tier, signed)
    assert (missing == []) == quorum(of_tier, signed)
    helped = {**signed, **{100 + at: place for at, place in enumerate(missing)}}
    assert quorum(of_tier, helped)
    for left_out in range(len(missing)):
        fewer = {
            person: has for person, has in helped.items() if person != 100 + left_out
        }
        assert not quorum(of_tier, fewer)


def test_who_can_sign_in_two_places_is_put_where_nobody_else_can() -> None:
    both = frozenset({PROGRAMME, FINANCE})
    assert missing_signers(4, {1: both, 2: frozenset({PROGRAMME})}) == []
    assert missing_signers(4, {1: both}) == [frozenset({FINANCE})]
    assert missing_signers(5, {1: both, 2: frozenset({LEAD})}) == [frozenset({FINANCE})]


@pytest.mark.parametrize(
    ("amount", "rate", "pledged", "cents"),
    [
        (10_000, "1", 0, 10_000),
        (10_000, "0.9", 2_500, 6_750),
        (1, "0.5", 0, 1),
        (3, "0.5", 0, 2),
        (1, "0.49", 0, 0),
        (10_000, "1", 12_000, 0),
        (5_000_000, "0.0021", 0, 10_500),
    ],
)
def test_a_line_is_what_we_pay_in_euro_cents_rounded_half_up(
    amount: int, rate: str, pledged: int, cents: int
) -> None:
    line = Budgeted(Line.TRANSPORT, "XTS", amount, Decimal(rate), pledged)
    assert line.cents == cents
    assert total((line, line)) == 2 * cents


def test_a_budget_of_no_lines_costs_nothing() -> None:
    assert total(()) == 0


# Euro: alone on interim help, with a decision; None: no end.
GATES = [
    ("V0", 0, 0),
    ("V1", 100, 100),
    ("V2", 300, 500),
    ("V3", 300, 3000),
    ("V4", 300, None),
    ("VX", 0, 0),
]


@pytest.mark.parametrize(("level", "by_one", "by_all"), GATES)
def test_verification_limits_what_is_spent(
    level: str, by_one: int, by_all: int | None
) -> None:
    assert alone(Verified(level)) == by_one * 100
    assert most(Verified(level)) == (None if by_all is None else by_all * 100)


@pytest.mark.parametrize(("level", "_by_one", "by_all"), GATES)
def test_a_sum_up_to_the_gate_is_enough_and_one_cent_more_is_not(
    level: str, _by_one: int, by_all: int | None
) -> None:
    edge = 10_000_000 if by_all is None else by_all * 100
    assert enough(Verified(level), edge)
    assert enough(Verified(level), edge + 1) == (by_all is None)


def test_interim_help_has_a_ceiling_over_a_week() -> None:
    assert (CEILING, CEILING_OVER.days) == (100_000, 7)


@pytest.mark.parametrize("level", Verified)
def test_two_give_no_less_than_one_and_no_more_than_a_decision(level: Verified) -> None:
    decided = most(level)
    assert alone(level) <= together(level)
    assert decided is None or together(level) <= decided


def test_two_give_up_to_five_hundred_from_papers_on() -> None:
    found = {level: together(level) // 100 for level in Verified}
    assert found == {"V0": 0, "V1": 100, "V2": 500, "V3": 500, "V4": 500, "VX": 0}
