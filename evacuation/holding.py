"""Who can open what of which case, and where a second living holder is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.board import case_code
from evacuation.models import Case, CaseKey, CaseWrap, GrantOrder, TeamWrap
from evacuation.models.choices import State
from evacuation.person_parts import part_words
from evacuation.services.granting import order_holds
from evacuation.services.handing import living_members
from evacuation.teams import TEAM_LABELS
from evacuation.vault.cards import TEAM_RIGHTS, Card, Right, Team

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from evacuation.access import OpenCase
    from evacuation.vault.trust import Trust

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
        return part_words(self.compartment)

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


def confirmers(
    opened: OpenCase,
    *,
    part: str,
    rights: Collection[str],
    barred: frozenset[int],
) -> list[str]:
    """Code names of who can be the second person on a step: nobody `barred`.

    Living members with one of `rights` who hold, themselves, the key of `part`, where
    what is proposed lies.
    """
    held = set(opened.newest(part).wraps.values_list("recipient", flat=True))
    cards = [
        card
        for card in opened.me.trust.roster.members
        if card.rights & {*rights} and card.name in held and card.user not in barred
    ]
    living = living_members([card.user for card in cards])
    return sorted(card.code_name for card in cards if card.user in living)


def who_open(opened: OpenCase, *parts: str) -> list[Card]:
    """Living members who open the newest key of each of these parts, themselves or as
    a team."""
    found = Holders(opened.me.trust)
    held = [found.who_hold(opened.newest(part)) for part in parts]
    return [card for card in held[0] if all(card in others for others in held[1:])]


class Holders:
    """Wraps of this moment, read against the signed roster. It takes no key."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.cards = {card.name: card for card in trust.roster.members}
        users = [card.user for card in self.cards.values()]
        self.living = living_members(users)
        self.teams = {card.name: card for card in trust.roster.teams}
        self._held = {
            card.name: self._of_team(card.team, card.epoch)
            for card in trust.roster.teams
        }

    def any_short(self) -> bool:
        """Whether a part of any open case lacks two living holders, one a lead."""
        keys = CaseKey.objects.exclude(case__state=State.CLOSED).order_by(
            "case", "compartment", "-epoch"
        )
        newest = keys.distinct("case", "compartment").values_list("pk", flat=True)
        held: dict[int, set[str]] = {pk: set() for pk in newest}
        wraps = CaseWrap.objects.filter(key__in=newest)
        for key, recipient in wraps.values_list("key", "recipient").iterator():
            held.setdefault(key, set()).add(recipient)
        # Thousands of parts are held by few different sets of people.
        return any(map(self._are_short, {frozenset(names) for names in held.values()}))

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
                tuple((o, order_holds(self.trust, o)) for o in orders.get(row.pk, [])),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (not one.short, one.code))

    def _part(self, key: CaseKey) -> PartHolders:
        recipients = sorted(wrap.recipient for wrap in key.wraps.all())
        names = [name for one in recipients if (name := self._label(one))]
        alive = self._people(recipients)
        lead = any(Right.LEAD in card.rights for card in alive)
        return PartHolders(key.compartment, tuple(names), len(alive), lead, key.retired)

    def who_hold(self, key: CaseKey) -> list[Card]:
        """Living members who open it."""
        return self._people(sorted(key.wraps.values_list("recipient", flat=True)))

    def _are_short(self, recipients: Iterable[str]) -> bool:
        alive = self._people(recipients)
        lead = any(Right.LEAD in card.rights for card in alive)
        return PartHolders("", (), len(alive), lead, retired=False).short

    def _label(self, recipient: str) -> str:
        if recipient in self.teams:
            return str(TEAM_LABELS[self.teams[recipient].team])
        card = self.cards.get(recipient)
        return card.code_name if card else ""

    def _people(self, recipients: Iterable[str]) -> list[Card]:
        """Living members behind these names, each once."""
        people: dict[str, Card] = {}
        for recipient in recipients:
            if recipient in self.teams:
                people |= {card.name: card for card in self._held[recipient]}
            elif recipient in self.cards:
                people[recipient] = self.cards[recipient]
        return self._alive(people.values())

    def _of_team(self, team: Team, epoch: int) -> list[Card]:
        rows = TeamWrap.objects.filter(team=team, epoch=epoch)
        names = set(rows.values_list("recipient", flat=True))
        held = [card for name, card in self.cards.items() if name in names]
        return self._alive(c for c in held if c.rights & TEAM_RIGHTS[team])

    def _alive(self, cards: Iterable[Card]) -> list[Card]:
        return [card for card in cards if card.user in self.living]
