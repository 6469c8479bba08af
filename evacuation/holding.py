"""Who can open what of which case, and where a second living holder is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.board import case_code
from evacuation.models import Case, CaseKey, GrantOrder, TeamWrap
from evacuation.models.choices import Compartment, State
from evacuation.services.granting import living_members, order_holds
from evacuation.teams import TEAM_LABELS
from evacuation.vault.cards import TEAM_RIGHTS, Card, Right, Team

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

ENOUGH = 2


@dataclass(frozen=True, slots=True)
class PartHolders:
    """The newest key of a compartment. `names`: teams and people who open it."""

    compartment: str
    names: tuple[str, ...]
    living: int
    with_lead: bool
    retired: bool

    @property
    def label(self) -> str:
        return str(Compartment(self.compartment).label)

    @property
    def short(self) -> bool:
        """Fewer than two living holders, or none of them a lead."""
        return self.living < ENOUGH or not self.with_lead


@dataclass(frozen=True, slots=True)
class CaseHolders:
    case: UUID
    version: int
    parts: tuple[PartHolders, ...]
    orders: tuple[tuple[GrantOrder, bool], ...]

    @property
    def code(self) -> str:
        return case_code(self.case)

    @property
    def short(self) -> bool:
        return any(part.short for part in self.parts)


@dataclass(frozen=True, slots=True)
class TeamHolders:
    team: Team
    epoch: int
    names: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(TEAM_LABELS[self.team])

    @property
    def short(self) -> bool:
        return len(self.names) < ENOUGH


def confirmers(opened: OpenCase, *, barred: frozenset[int]) -> list[str]:
    """Code names of who can confirm a closing: nobody `barred`, nor the owner.

    Living coordinators and leads who hold, themselves, what a closing writes with.
    """
    held = [
        set(opened.newest(part).wraps.values_list("recipient", flat=True))
        for part in (Compartment.TRIAGE, Compartment.REPLIES)
    ]
    cards = [
        card
        for card in opened.me.trust.roster.members
        if card.rights & {Right.COORDINATOR, Right.LEAD}
        and all(card.name in names for names in held)
        and card.user not in barred
        and card.user != opened.case.owner_id
    ]
    living = living_members([card.user for card in cards])
    return sorted(card.code_name for card in cards if card.user in living)


class Holders:
    """For one member and one page: wraps, read against the signed roster."""

    def __init__(self, me: Unlocked) -> None:
        self.me = me
        self.cards = {card.name: card for card in me.trust.roster.members}
        users = [card.user for card in self.cards.values()]
        self.living = living_members(users)
        self.teams = {card.name: card for card in me.trust.roster.teams}
        self._held = {
            card.name: self._of_team(card.team, card.epoch)
            for card in me.trust.roster.teams
        }

    def of_teams(self) -> list[TeamHolders]:
        found = []
        for name, card in self.teams.items():
            held = self._held[name]
            may = [c for c in self.cards.values() if c.rights & TEAM_RIGHTS[card.team]]
            lacking = [c.code_name for c in may if c not in held]
            names = tuple(c.code_name for c in held)
            found.append(TeamHolders(card.team, card.epoch, names, tuple(lacking)))
        return found

    def of_cases(self, cases: QuerySet[Case]) -> list[CaseHolders]:
        """Open cases, those that lack a holder first."""
        rows = list(cases.exclude(state=State.CLOSED))
        keys: dict[UUID, dict[str, CaseKey]] = {}
        newest = CaseKey.objects.filter(case__in=rows).prefetch_related("wraps")
        for key in newest.order_by("epoch"):
            keys.setdefault(key.case_id, {})[key.compartment] = key
        orders: dict[UUID, list[GrantOrder]] = {}
        waiting = GrantOrder.objects.filter(case__in=rows, done_at__isnull=True)
        for order in waiting.select_related("ordered_by"):
            orders.setdefault(order.case_id, []).append(order)
        found = [
            CaseHolders(
                row.pk,
                row.version,
                tuple(self._part(key) for key in keys.get(row.pk, {}).values()),
                tuple((o, order_holds(self.me, o)) for o in orders.get(row.pk, [])),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (not one.short, one.code))

    def _part(self, key: CaseKey) -> PartHolders:
        people: dict[str, Card] = {}
        names: list[str] = []
        for recipient in sorted(wrap.recipient for wrap in key.wraps.all()):
            if recipient in self.teams:
                names.append(str(TEAM_LABELS[self.teams[recipient].team]))
                people |= {card.name: card for card in self._held[recipient]}
            elif recipient in self.cards:
                names.append(self.cards[recipient].code_name)
                people[recipient] = self.cards[recipient]
        alive = self._alive(people.values())
        lead = any(Right.LEAD in card.rights for card in alive)
        return PartHolders(key.compartment, tuple(names), len(alive), lead, key.retired)

    def _of_team(self, team: Team, epoch: int) -> list[Card]:
        rows = TeamWrap.objects.filter(team=team, epoch=epoch)
        names = set(rows.values_list("recipient", flat=True))
        held = [card for name, card in self.cards.items() if name in names]
        return self._alive(c for c in held if c.rights & TEAM_RIGHTS[team])

    def _alive(self, cards: Iterable[Card]) -> list[Card]:
        return [card for card in cards if card.user in self.living]
