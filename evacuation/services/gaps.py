"""Which decisions the people available cannot complete, by the size of the sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.services.granting import living_members
from evacuation.workflow import money

if TYPE_CHECKING:
    from collections.abc import Collection

    from evacuation.vault.trust import Trust

TIERS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Gap:
    """`above`: euro cents from which on these places stay empty. Rights by name."""

    tier: int
    above: int
    missing: tuple[frozenset[str], ...]


def gaps(trust: Trust, barred: Collection[int] = ()) -> list[Gap]:
    """Sums that nobody could approve now. `barred`: users who may not sign here.

    Alike gaps are told once, from the smallest sum on.
    """
    able = _able(trust, barred)
    found: list[Gap] = []
    for tier in TIERS:
        missing = tuple(money.missing_signers(tier, able))
        if missing and (not found or found[-1].missing != missing):
            found.append(Gap(tier, money.UP_TO.get(tier - 1, 0), missing))
    return found


def missing_now(
    trust: Trust, tier: int, signed: Collection[int], barred: Collection[int]
) -> list[frozenset[str]]:
    """The places of one decision that neither who signed nor who is here can fill."""
    able = _able(trust, barred)
    cards = {card.user: card for card in trust.roster.members}
    for user in signed:
        if user in cards:
            able[user] = frozenset(map(str, cards[user].rights))
    return money.missing_signers(tier, able)


def _able(trust: Trust, barred: Collection[int]) -> dict[int, frozenset[str]]:
    """Living members by user, with the rights of the signed roster."""
    cards = {card.user: card for card in trust.roster.members}
    living = living_members(list(cards)) - set(barred)
    return {user: frozenset(map(str, cards[user].rights)) for user in living}
