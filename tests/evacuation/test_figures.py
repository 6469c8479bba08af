"""Small numbers are hidden, and nothing beside them tells what they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evacuation.figures import Cell, cells, quarter_of

Told = tuple[str, dict[str, str]]


def told(quarter: str, country: str, outcome: str = "helped") -> Told:
    return quarter, {"country": country, "outcome": outcome}


@pytest.mark.parametrize(
    ("month", "expected"), [(1, "2026Q1"), (3, "2026Q1"), (4, "2026Q2"), (12, "2026Q4")]
)
def test_a_quarter_has_three_months(month: int, expected: str) -> None:
    assert quarter_of(datetime(2026, month, 15, tzinfo=UTC)) == expected


def test_four_are_not_told_apart_from_one_and_five_are_five() -> None:
    facts = [told("2026Q1", "GE")] * 5 + [told("2026Q1", "AM")] * 4
    facts += [told("2025Q4", "AM")]
    assert cells(facts, running="2026Q2") == [
        Cell("2026Q1", "AM", "<5"),
        Cell("2026Q1", "GE", "5"),
        Cell("2025Q4", "AM", "<5"),
    ]


def test_the_running_quarter_duplicates_and_spam_are_left_out() -> None:
    facts = [told("2026Q1", "GE")] * 6
    facts += [told("2026Q1", "GE", "duplicate"), told("2026Q1", "GE", "spam")]
    assert cells(facts, running="2026Q1") == []
    assert cells(facts, running="2026Q2") == [Cell("2026Q1", "GE", "6")]
