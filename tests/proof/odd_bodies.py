"""Bodies with one thing in them that nobody means: what a door must take calmly."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = [
    *("0001-01-01", "9999-12-31", "2028-02-29", "2027-02-29", "0000-01-01"),
    *("2027-W09-1", "20270301", "27-3-1", "1e9", "P1D", "now"),
]
_CLOCKS = ("00:00:00Z", "00:00:00+23:59", "23:59:59.999999-23:59", "23:59:59Z", "00:00")
_WRONG = ("24:00:00Z", "23:59:60Z", "00:00:00+24:00")
MOMENTS = [
    *(f"{day}T{clock}" for day in DAYS[:3] for clock in _CLOCKS),
    *(f"2028-02-28T{clock}" for clock in _WRONG),
]
COUNTS = [
    *(-1, 0, 32767, 32768, 2**31, 2**63, 10**30),
    *(True, False, 1.5, -0.0, 1e308, float("nan"), float("inf")),
    *("1", "-1", "\uff11", "1e3", "0x1", "1_0"),
]
TEXTS = [
    *("", " ", "\x00", "a\x00b", "\u202eInvented\u2066", "\u200f", "\ufeff", "\u2028"),
    *("\ud800", "a\udfffb", "\U000e0041", "e" + "\u0301" * 900, "\u0301" * 20_000),
    *("x" * 5_001, "\U0001f3f3\ufe0f\u200d\U0001f308", "%s%(x)s{0}", "<b>&amp;"),
    *("1", "10", "0", "\u0661", "ZZ", "am", "A\u0301", "../../plan", "[]", "null"),
]
SHAPES: list[Any] = [
    *(None, [], {}, [[]], [None], {"": None}, {"\ud800": "x"}, {"version": 1}),
    *([{"item": []}], [[[[[[]]]]]], ["1"] * 300, [{}] * 300),
]
ODD: list[Any] = [*DAYS, *MOMENTS, *COUNTS, *TEXTS, *SHAPES]
# A member that no body has.
_MORE = "inv\ud800\u202e"


def ways(body: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """To the body, to each of its members, and to one that it lacks."""
    yield way
    if isinstance(body, dict):
        yield (*way, _MORE)
    rows = body.items() if isinstance(body, dict) else enumerate(body)
    for name, below in rows:
        if isinstance(below, dict | list):
            yield from ways(below, (*way, name))
        else:
            yield (*way, name)


def with_odd(body: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """The same with `odd` there."""
    if not way:
        return odd
    made = deepcopy(body)
    inside = made
    for name in way[:-1]:
        inside = inside[name]
    inside[way[-1]] = odd
    return made


def apt(body: Any, way: tuple[Any, ...]) -> list[Any]:
    """What is odd in the manner of what stands there; anything where nothing does."""
    try:
        for name in way:
            body = body[name]
    except KeyError:
        return ODD
    if isinstance(body, bool | int):
        return COUNTS
    if not isinstance(body, str):
        return SHAPES if body is not None else ODD
    if not _DAY.match(body):
        return TEXTS
    return MOMENTS if "T" in body else DAYS
