"""Bodies are read to the letter: a time says its offset, wherever it is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rest_framework import serializers

import api.urls  # noqa: F401 (every shape is known once the doors are)
from api.v1.check_in_schemas import CheckInInput
from api.v1.strict import Moment, Strict

AT = {"tolerance": 30, "through": "channel"}


def shapes(of: type[Strict]) -> Iterator[type[Strict]]:
    for one in of.__subclasses__():
        yield one
        yield from shapes(one)


def test_no_body_takes_a_time_that_could_be_any() -> None:
    taken = [
        (one.__name__, name, type(field))
        for one in shapes(Strict)
        for name, field in one._declared_fields.items()
        if isinstance(field, serializers.DateTimeField)
    ]
    assert len({name for name, _field, _kind in taken}) >= 3
    assert [one for one in taken if one[2] is not Moment] == []


@pytest.mark.parametrize("said", ["2026-11-22T19:00:00", "2026-11-22", "20261122"])
def test_a_time_without_its_offset_is_refused_by_name(said: str) -> None:
    shape = CheckInInput(data={**AT, "at": said})
    assert not shape.is_valid()
    [fault] = shape.errors["at"]
    assert (fault.code, "+06:00" in fault) == ("no_offset", True)


@pytest.mark.parametrize(
    "said", ["2026-11-22T19:00:00+06:00", "2026-11-22T13:00:00Z", "2026-11-22T13:00Z"]
)
def test_with_it_the_time_is_that_one(said: str) -> None:
    shape = CheckInInput(data={**AT, "at": said})
    assert shape.is_valid(), shape.errors
    assert shape.validated_data["at"].isoformat() == "2026-11-22T13:00:00+00:00"
