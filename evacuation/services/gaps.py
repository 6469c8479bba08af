"""What the people available cannot complete, and until when: decisions, appeals, steps.

Who is away counts as not there. Nobody decides by this list: it tells whom to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from evacuation.away import Absences
from evacuation.services.handing import living_members
from evacuation.workflow import money
from evacuation.workflow.people import APPROVERS, By, rights_of
from evacuation.workflow.table import TABLE
from evacuation.workflow.transition import Second

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from evacuation.vault.trust import Trust
    from evacuation.workflow.transition import Transition

    Able = dict[int, frozenset[str]]  # rights by user
    Places = list[frozenset[str]]

TIERS = range(1, 6)
# Who refuses: one approver, or two where it is urgent. An appeal needs others.
REFUSERS = (1, 2)


@dataclass(frozen=True, slots=True)
class Gap:
    """`above`: euro cents from which on these places stay empty. Rights by name.

    `until`: when somebody who is away fills them; None where nobody away could.
    `refusers`: of an appeal, how many have refused before; 0 for a first decision.
    """

    tier: int
    above: int
    missing: tuple[frozenset[str], ...]
    until: datetime | None = None
    refusers: int = 0


@dataclass(frozen=True, slots=True)
class StepGap:
    """A step that nobody may take, or one for two without two people."""

    step: Transition
    until: datetime | None = None


class Available:
    """Living members with the rights of the signed roster, and when they are away.

    `barred`: users who may not act here. `signed`: who have, and count though away.
    """

    def __init__(
        self,
        trust: Trust,
        *,
        barred: Collection[int] = (),
        signed: Collection[int] = (),
    ) -> None:
        cards = {card.user: card for card in trust.roster.members}
        self._rights = {u: frozenset(map(str, c.rights)) for u, c in cards.items()}
        self._here = living_members(list(cards)) - set(barred)
        self._signed = set(signed) & set(cards)
        self._absences = Absences(self._here)
        self._now = timezone.now()

    def at(self, moment: datetime) -> Able:
        there = self._here - self._absences.at(moment) | self._signed
        return {user: self._rights[user] for user in there}

    def now(self) -> Able:
        return self.at(self._now)

    def until(self, lacks: Callable[[Able], Any]) -> datetime | None:
        """When, by people's return, it lacks nothing; None where that is never."""
        ends = (at for at in self._absences.end() if at > self._now)
        return next((at for at in ends if not lacks(self.at(at))), None)


def gaps(trust: Trust, barred: Collection[int] = ()) -> list[Gap]:
    """Sums that nobody could approve now. `barred`: users who may not sign here.

    Alike gaps are told once, from the smallest sum on.
    """
    return _gaps(Available(trust, barred=barred), money.missing_signers)


def appeal_gaps(trust: Trust) -> list[Gap]:
    """Sums of which nobody would be left to decide an appeal, by who refused before."""
    available = Available(trust)
    found: list[Gap] = []
    for refusers in REFUSERS:
        alike: dict[datetime | None, Gap] = {}
        for gap in _gaps(available, _after_refusal(refusers), refusers=refusers):
            alike.setdefault(gap.until, gap)
        found += alike.values()
    return found


def step_gaps(trust: Trust) -> list[StepGap]:
    """Steps of the desk that the people available cannot complete now."""
    available = Available(trust)
    able, found = available.now(), []
    for one in TABLE:
        if one.second == Second.QUORUM or not _is_of_the_desk(one):
            continue
        if _lacks_people(one, able):
            until = available.until(partial(_lacks_people, one))
            found.append(StepGap(one, until))
    return found


def missing_now(
    trust: Trust, tier: int, signed: Collection[int], barred: Collection[int]
) -> tuple[Places, datetime | None]:
    """The places of one decision that neither who signed nor who is here can fill.

    And until when: None where nobody who is away could fill them, either.
    """
    available = Available(trust, barred=barred, signed=signed)
    missing = money.missing_signers(tier, available.now())
    until = available.until(partial(money.missing_signers, tier))
    return missing, until if missing else None


def nobody_for_appeal(
    trust: Trust, tier: int, barred: Collection[int], more: int
) -> bool:
    """Whether nobody here could decide an appeal of this tier.

    `barred`: users who may not, with who refuses; `more`: how many refuse beside them.
    """
    able = Available(trust, barred=barred).now()
    if more:
        return bool(_after_refusal(more)(tier, able))
    return bool(money.missing_signers(tier, able))


def _gaps(
    available: Available,
    lacks: Callable[[int, Able], Places],
    *,
    refusers: int = 0,
) -> list[Gap]:
    able = available.now()
    found: list[Gap] = []
    for tier in TIERS:
        missing = tuple(lacks(tier, able))
        if not missing:
            continue
        until = available.until(partial(lacks, tier))
        same = found and (found[-1].missing, found[-1].until) == (missing, until)
        if not same:
            above = money.UP_TO.get(tier - 1, 0)
            found.append(Gap(tier, above, missing, until, refusers))
    return found


def _after_refusal(refusers: int) -> Callable[[int, Able], Places]:
    """What an appeal lacks where these many approvers refused, at best."""

    def lacks(tier: int, able: Able) -> Places:
        approvers = [user for user, rights in able.items() if rights & APPROVERS]
        if len(approvers) <= refusers:
            return money.missing_signers(tier, {})
        found = (
            money.missing_signers(tier, _without(able, gone))
            for gone in combinations(approvers, refusers)
        )
        return min(found, key=len)

    return lacks


def _without(able: Able, gone: Collection[int]) -> Able:
    return {user: rights for user, rights in able.items() if user not in gone}


def _is_of_the_desk(one: Transition) -> bool:
    return bool(one.who - {By.REQUESTER, By.SYSTEM})


def _lacks_people(one: Transition, able: Able) -> bool:
    """Whether nobody may take it, or nobody else confirm it where it may take two."""
    first = _who(one.who, able)
    if one.second == Second.NEVER:
        return not first
    second = _who(one.seconders, able)
    return not any(a != b for a in first for b in second)


def _who(people: Collection[By], able: Able) -> set[int]:
    if By.ANYBODY in people:
        return set(able)
    return {user for user, rights in able.items() if rights & rights_of(people)}
