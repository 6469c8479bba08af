"""The stewards' figures: facts opened in a steward's session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import KeyMissing, NotAllowed, NotTrusted, NotVisible
from evacuation.figures import cells, quarter_of
from evacuation.keyring import Keyring
from evacuation.models import Fact, TeamWrap
from evacuation.shredding import drop_shred_row, team_scope
from evacuation.trusting import keep_roster
from evacuation.vault.cards import RECOVERY, Right, Team
from evacuation.vault.facts import open_fact, reseal_fact
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from evacuation.figures import Cell
    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import TeamCard
    from evacuation.vault.secret import Secret

Opened = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """`unread`: facts that none of this steward's keys opens."""

    cells: list[Cell]
    unread: int


def figures(*, actor: Unlocked) -> Figures:
    """What may be published, counted now; recorded. Raises NotAllowed, KeyMissing.

    Facts for an earlier key of the team are boxed for the one of now, and the earlier
    key is thrown away. KeyMissing: no colleague has handed the key over yet.
    """
    if not actor.may(Right.STEWARD):
        raise NotAllowed
    with transaction.atomic():
        kept = keep_roster(actor.trust)
        rows = list(Fact.objects.select_for_update())
        reading = _Reading(actor)
        facts = [fact for row in rows if (fact := reading.fact(row)) is not None]
        if kept:
            reading.carry()
        audit.write(actor=actor.name, verb="figures.opened")
    running = quarter_of(timezone.now())
    return Figures(cells(facts, running=running), len(rows) - len(facts))


class _Reading:
    """Every key of the stewards that one of them holds, and what lay under old ones."""

    def __init__(self, me: Unlocked) -> None:
        self.me, self.ring = me, Keyring(me)
        card = me.trust.roster.team(Team.STEWARDS)
        if card is None:
            raise KeyMissing
        self.card = card
        self.now = self.ring.team(card.team, card.epoch)
        self.earlier = self._earlier()
        self.moved: list[Fact] = []

    def fact(self, row: Fact) -> Opened | None:
        found = _opened(self.now, row)
        if found is not None:
            return found
        for secret in self.earlier.values():
            found = _opened(secret, row)
            if found is not None:
                row.sealed = reseal_fact(secret, self.card.box, bytes(row.sealed))
                self.moved.append(row)
                return found
        return None

    def carry(self) -> None:
        """Facts to the key of now; earlier keys, under which none lies any more, go."""
        Fact.objects.bulk_update(self.moved, ["sealed"], batch_size=500)
        epochs = list(self.earlier)
        gone = TeamWrap.objects.filter(team=self.card.team, epoch__in=epochs)
        gone.exclude(recipient__startswith=RECOVERY).delete()
        scopes = [team_scope(self.card.team, epoch) for epoch in epochs]
        transaction.on_commit(lambda: _drop(scopes))

    def _earlier(self) -> dict[int, Secret]:
        """By epoch: those of which the member still has a wrap that opens."""
        found = {}
        for card in self._cards():
            try:
                found[card.epoch] = self.ring.earlier_team(card)
            except (KeyMissing, NotTrusted, NotVisible):
                continue
        return found

    def _cards(self) -> list[TeamCard]:
        rosters = [roster.team(Team.STEWARDS) for roster in self.me.trust.rosters]
        known = {card.epoch: card for card in rosters if card is not None}
        mine = TeamWrap.objects.filter(team=Team.STEWARDS, recipient=self.me.name)
        held = mine.exclude(epoch=self.card.epoch).values_list("epoch", flat=True)
        return [known[epoch] for epoch in held if epoch in known]


def _opened(secret: Secret, row: Fact) -> Opened | None:
    try:
        return open_fact(secret, bytes(row.sealed))
    except CannotOpen:
        return None


def _drop(scopes: list[str]) -> None:
    for scope in scopes:
        drop_shred_row(scope)
