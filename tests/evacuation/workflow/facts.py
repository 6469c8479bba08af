"""Facts of a danger, as hypothesis makes them up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from evacuation.workflow.dangers import (
    NEAR,
    Event,
    Flag,
    Near,
    Source,
    Strength,
    Weakness,
)
from evacuation.workflow.rubric import Facts, Happened

if TYPE_CHECKING:
    from collections.abc import Callable

happened = st.builds(
    Happened,
    event=st.sampled_from(Event),
    days=st.integers(0, 400),
    ongoing=st.booleans(),
)
facts = st.builds(
    Facts,
    sources=st.frozensets(st.sampled_from(Source)),
    events=st.lists(happened, max_size=8).map(tuple),
    near=st.sampled_from(Near),
    weaknesses=st.frozensets(st.sampled_from(Weakness)),
    strengths=st.frozensets(st.sampled_from(Strength)),
    flags=st.frozensets(st.sampled_from(Flag), max_size=3),
)
calm = facts.map(lambda known: replace(known, flags=frozenset()))


def _one_more(name: str, one: object) -> Callable[[Facts], Facts]:
    return lambda known: replace(known, **{name: getattr(known, name) | {one}})


def _one_event(one: Happened) -> Callable[[Facts], Facts]:
    return lambda known: replace(known, events=(*known.events, one))


def _nearer(near: Near) -> Callable[[Facts], Facts]:
    return lambda known: replace(
        known, near=max(known.near, near, key=NEAR.__getitem__)
    )


def _weaker(one: Strength) -> Callable[[Facts], Facts]:
    return lambda known: replace(known, strengths=known.strengths - {one})


def _all_go_on(known: Facts) -> Facts:
    return replace(
        known, events=tuple(replace(one, ongoing=True) for one in known.events)
    )


def _all_later(days: int) -> Callable[[Facts], Facts]:
    return lambda known: replace(
        known,
        events=tuple(
            replace(one, days=max(0, one.days - days)) for one in known.events
        ),
    )


# Each makes the danger greater, or leaves it as it is.
worse: st.SearchStrategy[Callable[[Facts], Facts]] = st.one_of(
    st.sampled_from(Source).map(lambda one: _one_more("sources", one)),
    st.sampled_from(Weakness).map(lambda one: _one_more("weaknesses", one)),
    st.sampled_from(Flag).map(lambda one: _one_more("flags", one)),
    happened.map(_one_event),
    st.sampled_from(Near).map(_nearer),
    st.sampled_from(Strength).map(_weaker),
    st.just(_all_go_on),
    st.integers(1, 100).map(_all_later),
)
