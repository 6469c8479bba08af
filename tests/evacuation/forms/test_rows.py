"""Rows of a form: what was sent is read whole, or refused in words."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from django.http import QueryDict

from evacuation.forms.deciding import rows as budget_rows
from evacuation.forms.journeys.check_ins import step_rows
from evacuation.forms.journeys.medicine import medicine_rows
from evacuation.forms.journeys.plan import legs
from evacuation.journeys.plan import MOST_LEGS

LEG = {
    "origin": "GE",
    "target": "AM",
    "begins": "2027-03-01T10:00",
    "ends": "2027-03-01T16:00",
    "means": "bus",
}
ROWS = [
    (legs, "leg", "note"),
    (medicine_rows, "medicine", "days"),
    (step_rows, "step", "say"),
    (budget_rows, "line", "payee"),
]


def sent(prefix: str, count: str, *rows: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": "0"})
    for number, row in enumerate(rows):
        data.update({f"{prefix}-{number}-{name}": said for name, said in row.items()})
    return data


@pytest.mark.parametrize("count", ["0", "-1", "1", "3", "1000000000", "9" * 5000, "x"])
def test_a_count_that_is_not_that_of_the_rows_is_refused(count: str) -> None:
    begun = perf_counter()
    found = legs(sent("leg", count, LEG, LEG))
    assert not found.is_valid()
    assert found.non_form_errors()
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(("made", "prefix", "name"), ROWS, ids=[row[1] for row in ROWS])
def test_so_it_is_with_every_form_of_rows(made: Any, prefix: str, name: str) -> None:
    assert made(sent(prefix, "1", {name: ""})).is_valid()
    assert not made(sent(prefix, "0", {name: ""})).is_valid()
    assert not made(sent(prefix, "-1")).is_valid()
    assert len(made(sent(prefix, "1000000000")).forms) <= 60


def test_rows_as_they_were_shown_are_read() -> None:
    found = legs(sent("leg", "2", LEG, LEG))
    assert found.is_valid(), found.errors
    assert len(found.legs) == 2


def test_more_rows_are_shown_as_far_as_they_fit() -> None:
    more = legs(sent("leg", "1", LEG), more=True)
    assert (len(more.forms), more.is_valid()) == (3, True)
    full = legs(sent("leg", str(MOST_LEGS), *[LEG] * MOST_LEGS), more=True)
    assert len(full.forms) == MOST_LEGS
    assert len(legs(sent("leg", "-5"), more=True).forms) == 2
