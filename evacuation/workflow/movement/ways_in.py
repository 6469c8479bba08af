"""The lawful way in that a plan rests on: what speaks against it as of today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.workflow.movement.contexts import PathwayStatus
from evacuation.workflow.movement.findings import Finding, Obstacle, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from evacuation.workflow.movement.legs import Leg


@dataclass(frozen=True, slots=True)
class WayIn:
    """As its record of now says. `kept`: somebody who is here looks at it again."""

    country: str
    status: PathwayStatus
    source: str
    checked_on: date
    good_until: date
    kept: bool


def against_way(
    way: WayIn, legs: Sequence[Leg], today: date
) -> dict[int, tuple[Finding, ...]]:
    """What speaks against it, by the legs (from 0) that enter its country; at the last
    one where none does.

    A closed one stops them unless the legal focal says why it may go on: who was let in
    before it closed may hold the visa.
    """
    if not legs:
        return {}
    enters = [
        number
        for number, one in enumerate(legs)
        if one.crosses and one.target == way.country
    ]
    found = tuple(_found(way, today))
    if enters:
        return dict.fromkeys(enters, found)
    elsewhere = _of(way, Obstacle.WAY_ELSEWHERE)
    return {len(legs) - 1: (*found, elsewhere)}


def _found(way: WayIn, today: date) -> Iterator[Finding]:
    if way.status == PathwayStatus.CLOSED:
        yield _of(way, Obstacle.WAY_CLOSED, Weight.OVERRIDE)
    elif way.status == PathwayStatus.SUSPENDED:
        yield _of(way, Obstacle.WAY_SUSPENDED)
    if way.good_until < today:
        yield _of(way, Obstacle.WAY_OLD)
    if not way.kept:
        yield _of(way, Obstacle.WAY_UNKEPT)


def _of(way: WayIn, what: Obstacle, weight: Weight = Weight.WARNS) -> Finding:
    return Finding(what, weight, source=way.source, checked_on=way.checked_on)
