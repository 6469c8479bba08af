"""Medicine for the journey and a month, or somebody who gives more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evacuation.workflow.movement.health import (
    Medicine,
    MedicineKind,
    against_going,
    against_staying,
)
from tests.evacuation.workflow.movement.people import TODAY, said

TRIP = timedelta(days=4)
ENDS = TODAY + TRIP
ART = Medicine(MedicineKind.ART, 34, TODAY)


@pytest.mark.parametrize(
    ("days", "supplier", "expected"),
    [
        (34, False, []),
        (33, False, [("runs_out", "blocks")]),
        (33, True, [("short", "warns")]),
        (4, True, [("short", "warns")]),
        (3, True, [("runs_out", "blocks")]),
    ],
)
def test_the_journey_and_30_days_or_a_supplier(
    days: int, supplier: bool, expected: list[tuple[str, str]]
) -> None:
    medicine = replace(ART, days=days, supplier=supplier)
    assert said(list(against_going(medicine, "1", ends=ENDS))) == expected


@pytest.mark.parametrize(
    ("days", "supplier", "expected"),
    [(31, False, []), (30, False, ["refill"]), (8, True, []), (7, True, ["refill"])],
)
def test_once_they_are_there_somebody_sees_that_there_is_more(
    days: int, supplier: bool, expected: list[str]
) -> None:
    medicine = replace(ART, days=days, supplier=supplier)
    found = said(list(against_staying(medicine, "1", today=TODAY)))
    assert found == [(what, "warns") for what in expected]


def test_days_count_from_when_they_were_counted() -> None:
    counted = replace(ART, counted_on=TODAY - timedelta(days=1))
    assert said(list(against_going(counted, "1", ends=ENDS))) == [
        ("runs_out", "blocks")
    ]


def test_a_letter_that_is_needed_waits_for_the_legal_focal() -> None:
    medicine = replace(ART, letter_needed=True)
    assert said(list(against_going(medicine, "1", ends=ENDS))) == [
        ("letter", "override")
    ]
    assert not list(against_going(replace(medicine, letter=True), "1", ends=ENDS))


def test_the_first_supply_is_settled_a_week_before() -> None:
    assert ART.supply_by == TODAY + timedelta(days=27)
