"""An unlocked member: the one actor who can read what is confidential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.slips import Grantor

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.vault.cards import Card, Right
    from evacuation.vault.members import Seeds
    from evacuation.vault.trust import Trust


@dataclass(frozen=True, slots=True, eq=False)
class Unlocked:
    """A member of the current roster whose seeds are open for this request.

    Made by services/unlocking.py alone. `card` is the roster's, never a column's.
    """

    user: User
    card: Card
    seeds: Seeds
    trust: Trust

    @property
    def name(self) -> str:
        return self.card.name

    def may(self, *rights: Right) -> bool:
        """Whether the roster gives any of these."""
        return bool(self.card.rights.intersection(rights))

    def as_grantor(self) -> Grantor:
        return Grantor(self.name, self.seeds.sign, self.trust.roster.number)
