"""The legs of a way, the look at each border, and what speaks against each leg.

Lawful crossings only: what stands here never makes an unlawful one safer. The risk of a
leg is what is known of the country and the papers, line by line, and no number.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.contexts import Rule, Says, Subject, rule
from evacuation.workflow.movement.findings import (
    Finding,
    Obstacle,
    Weight,
    heaviest_first,
)
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.papers import Known, Papers, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

CHECK_LASTS = timedelta(hours=72)
# Where they wait longer than a day between two legs, somebody says where.
_WAITS = timedelta(days=1)
# A country that hands people back is passed in a day, or not at all.
_PASSING = timedelta(days=1)


class Means(Coded):
    FOOT = "foot", _("On foot")
    CAR = "car", _("Car of somebody trusted")
    BUS = "bus", _("Bus")
    TRAIN = "train", _("Train")
    PLANE = "plane", _("Plane")
    SHIP = "ship", _("Ship")


@dataclass(frozen=True, slots=True)
class BorderCheck:
    """A look at one border: is it open to them, by whom, when (aware)."""

    at: datetime
    passes: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """From a country to a country (ISO 3166-1 alpha-2), in a window (aware times)."""

    origin: str
    target: str
    means: Means
    begins: datetime
    ends: datetime
    check: BorderCheck | None = None

    @property
    def crosses(self) -> bool:
        return self.origin != self.target


@dataclass(frozen=True, slots=True)
class Traveller:
    """One person before the legs. `home`: the country that looks for them."""

    code: str
    home: str
    papers: Papers = field(default=Papers())
    medicines: frozenset[MedicineKind] = frozenset()


def against_line(legs: Sequence[Leg]) -> Iterator[tuple[int, Finding]]:
    """Where legs do not join: (number of the leg, from 0, and why)."""
    for number, (before, leg) in enumerate(pairwise(legs), 1):
        if leg.origin != before.target:
            yield number, Finding(Obstacle.BROKEN_LINE, Weight.BLOCKS)
        if leg.begins < before.ends:
            yield number, Finding(Obstacle.OUT_OF_ORDER, Weight.BLOCKS)
        if leg.begins - before.ends > _WAITS:
            yield number - 1, Finding(Obstacle.LONG_WAIT, Weight.WARNS)


def against_times(
    legs: Sequence[Leg], now: datetime, *, goes_from: int
) -> Iterator[tuple[int, Finding]]:
    """Whether the window of the leg that they go on from is over. As `against_line`."""
    if goes_from < len(legs) and legs[goes_from].ends <= now:
        yield goes_from, Finding(Obstacle.IS_OVER, Weight.BLOCKS)


def first_ahead(legs: Sequence[Leg], behind: Collection[Leg]) -> int:
    """The leg (from 0) whose time must not be over before they go: the first that was
    not planned when they stopped half-way, else the last; whoever has not set out goes
    from the first (nothing is `behind`). Looks at borders make no other leg.
    """
    planned = {replace(one, check=None) for one in behind}
    for number, one in enumerate(legs):
        if replace(one, check=None) not in planned:
            return number
    return max(len(legs) - 1, 0)


def against_border(leg: Leg, now: datetime) -> Iterator[Finding]:
    """Whether somebody looked at this border in the last 72 hours, and said yes."""
    if not leg.crosses:
        return
    if leg.check is None:
        yield Finding(Obstacle.NOT_CHECKED, Weight.BLOCKS)
    elif not leg.check.passes:
        yield Finding(Obstacle.CHECK_FAILED, Weight.BLOCKS)
    elif now - leg.check.at > CHECK_LASTS:
        yield Finding(Obstacle.CHECK_STALE, Weight.BLOCKS)


def against_leg(
    leg: Leg,
    traveller: Traveller,
    rules: Iterable[Rule],
    *,
    stays: timedelta,
    today: date,
) -> Iterator[Finding]:
    """What speaks against this leg for this person, papers of the person aside.

    `stays`: how long they remain where it leads.
    """
    if not leg.crosses:
        return
    known = [one for one in rules if one.country == leg.target]
    yield from _entry(traveller, known, leg.target, stays, today)
    yield from _handed_back(traveller, known, leg.target, stays, today)
    yield from _medicine(traveller, known, leg.target, today)
    yield from _law(known, leg.target, today)


def stays(legs: Sequence[Leg], number: int) -> timedelta:
    """How long they remain where this leg leads; where it ends, for a day at least."""
    if number + 1 < len(legs):
        return legs[number + 1].begins - legs[number].ends
    return _PASSING + timedelta(seconds=1)


def against_all(
    legs: Sequence[Leg],
    travellers: Sequence[Traveller],
    rules: Mapping[str, Sequence[Rule]],
    now: datetime,
    *,
    goes_from: int | None = None,
) -> list[list[Finding]]:
    """What speaks against each leg, in their order; `rules` by country.

    `goes_from`: as `against_times` takes it; None on the way, where times pass.
    """
    found: list[list[Finding]] = [list(against_border(leg, now)) for leg in legs]
    for number, one in against_line(legs):
        found[number].append(one)
    if goes_from is not None:
        for number, one in against_times(legs, now, goes_from=goes_from):
            found[number].append(one)
    for number, leg in enumerate(legs):
        known = rules.get(leg.target, ())
        remains = stays(legs, number)
        for traveller in travellers:
            found[number] += against_leg(
                leg, traveller, known, stays=remains, today=now.date()
            )
    return [heaviest_first(one) for one in found]


def _entry(
    who: Traveller, rules: list[Rule], target: str, stays: timedelta, today: date
) -> Iterator[Finding]:
    one = rule(rules, target, Subject.ENTRY, str(who.papers.passport))
    if one is None:
        yield Finding(Obstacle.ENTRY_UNKNOWN, Weight.OVERRIDE, who.code)
        return
    if one.is_old(today):
        yield _of(one, Obstacle.RULE_OLD, Weight.OVERRIDE, who.code)
    if target in who.papers.visas:
        return
    if one.says == Says.REFUSED:
        yield _of(one, Obstacle.REFUSED, Weight.BLOCKS, who.code)
    elif one.says == Says.VISA:
        yield _of(one, Obstacle.VISA, Weight.BLOCKS, who.code)
    elif one.days is not None and stays > timedelta(days=one.days):
        yield _of(one, Obstacle.STAY_ENDS, Weight.WARNS, who.code)


def _handed_back(
    who: Traveller, rules: list[Rule], target: str, stays: timedelta, today: date
) -> Iterator[Finding]:
    base = rule(rules, target, Subject.WANTED_BASE, who.home)
    if base is not None and base.says == Says.SHARED:
        yield from _shared(who, base, today)
    practice = rule(rules, target, Subject.DEPORTATION, who.home)
    if practice is None or practice.says not in (Says.SOMETIMES, Says.OFTEN):
        return
    often = practice.says == Says.OFTEN and stays > _PASSING
    weight = Weight.OVERRIDE if often else Weight.WARNS
    yield _of(practice, Obstacle.DEPORTS, weight, who.code)


def _shared(who: Traveller, base: Rule, today: date) -> Iterator[Finding]:
    papers = who.papers.by(today)
    listed = papers.listed(Scope.INTERSTATE)
    on_a_list = Known.YES in (listed, papers.listed(Scope.NATIONAL))
    may_be = listed == Known.UNKNOWN and papers.criminal_case != Known.NO
    weight = Weight.OVERRIDE if on_a_list or may_be else Weight.WARNS
    yield _of(base, Obstacle.SHARED_BASE, weight, who.code)
    if base.is_old(today):
        yield _of(base, Obstacle.RULE_OLD, Weight.WARNS, who.code)


def _medicine(
    who: Traveller, rules: list[Rule], target: str, today: date
) -> Iterator[Finding]:
    for kind in sorted(who.medicines):
        one = rule(rules, target, Subject.MEDICINE, str(kind))
        if one is None:
            continue
        if one.says == Says.BANNED:
            yield _of(one, Obstacle.MEDICINE_BANNED, Weight.OVERRIDE, who.code)
        elif one.says == Says.PAPERS:
            yield _of(one, Obstacle.MEDICINE_PAPERS, Weight.WARNS, who.code)
        if one.is_old(today):
            yield _of(one, Obstacle.RULE_OLD, Weight.WARNS, who.code)
    one = rule(rules, target, Subject.HEALTH)
    if who.medicines & {MedicineKind.ART, MedicineKind.OAT} and one is not None:
        if one.says == Says.OFTEN:
            yield _of(one, Obstacle.HEALTH_RULE, Weight.OVERRIDE, who.code)
        elif one.says == Says.SOMETIMES:
            yield _of(one, Obstacle.HEALTH_RULE, Weight.WARNS, who.code)


def _law(rules: list[Rule], target: str, today: date) -> Iterator[Finding]:
    one = rule(rules, target, Subject.LAW)
    if one is not None and one.says in (Says.HOSTILE, Says.CRIMINAL):
        yield _of(one, Obstacle.HOSTILE_LAW, Weight.WARNS)
        if one.is_old(today):
            yield _of(one, Obstacle.RULE_OLD, Weight.WARNS)


def _of(one: Rule, what: Obstacle, weight: Weight, person: str = "") -> Finding:
    return Finding(what, weight, person, one.source, one.checked_on)
