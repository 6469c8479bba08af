"""The keys that an unlocked member reaches, opened when asked, for one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.models import CaseWrap, Note, TeamWrap
from evacuation.shredding import case_scope, shred_keys_of, team_scope
from evacuation.vault.cards import TEAM_RIGHTS, Team, team_name
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import Slip, Slot, open_note, open_wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from evacuation.models import CaseKey
    from evacuation.shredding import ShredKeys
    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import TeamCard

TEAM_SLOT = "secret"


class Keyring:
    """Made for one request of one unlocked member; nothing of it outlives that."""

    def __init__(self, me: Unlocked) -> None:
        self.me = me
        self._teams: dict[tuple[Team, int], Secret] = {}
        self._shreds: dict[str, ShredKeys] = {}

    def shred(self, scope: str) -> ShredKeys:
        """Raises NotVisible where it was shredded."""
        if scope not in self._shreds:
            # Whoever opens a case opens its line, too.
            self._learn([scope, *(team_scope(*one) for one in self.teams())])
        if scope not in self._shreds:
            raise NotVisible
        return self._shreds[scope]

    def _learn(self, scopes: list[str]) -> None:
        unknown = [scope for scope in scopes if scope not in self._shreds]
        self._shreds |= shred_keys_of(unknown)

    def teams(self) -> list[tuple[Team, int]]:
        """The teams whose key of now this member's rights let them hold."""
        roster = self.me.trust.roster
        return [
            (card.team, card.epoch)
            for card in roster.teams
            if self.me.may(*TEAM_RIGHTS[card.team])
        ]

    def recipients(self) -> dict[str, Callable[[], Secret]]:
        """Every name under which this member may open wraps, with its secret."""
        found: dict[str, Callable[[], Secret]] = {
            self.me.name: lambda: self.me.seeds.box
        }
        for team, epoch in self.teams():
            found[team_name(team, epoch)] = lambda t=team, e=epoch: self.team(t, e)  # type: ignore[misc]
        return found

    def team(self, team: Team, epoch: int) -> Secret:
        """A team's X25519 secret. Raises KeyMissing, NotTrusted."""
        if (team, epoch) not in self._teams:
            card = self.me.trust.team(team)
            if card.epoch != epoch:
                raise KeyMissing
            self._teams[team, epoch] = self._open_team(card)
        return self._teams[team, epoch]

    def earlier_team(self, card: TeamCard) -> Secret:
        """A secret of before, where a wrap of it was left to this member.

        `card`: as an earlier roster has it. Raises KeyMissing, NotTrusted, NotVisible.
        """
        return self._open_team(card)

    def _open_team(self, card: TeamCard) -> Secret:
        row = TeamWrap.objects.filter(
            team=card.team, epoch=card.epoch, recipient=self.me.name
        ).first()
        if row is None:
            raise KeyMissing
        slot = Slot(str(card.team), TEAM_SLOT, card.epoch)
        keys = self.shred(team_scope(card.team, card.epoch))
        slip = self._tried(
            keys,
            lambda shred: open_wrap(
                shred,
                self.me.seeds.box,
                bytes(row.sealed),
                slot,
                self.me.name,
                self.me.trust,
                card.box,
            ),
        )
        return slip.content

    def wraps(self, keys: Iterable[CaseKey]) -> list[CaseWrap]:
        """Those of these keys that this member may open."""
        mine = list(self.recipients())
        return list(CaseWrap.objects.filter(key__in=list(keys), recipient__in=mine))

    def case_key(self, key: CaseKey, wraps: Iterable[CaseWrap]) -> Slip:
        """The key of a compartment's epoch, from `wraps` of it.

        Raises KeyMissing; NotTrusted: a wrap is there, and is not what it says it is.
        """
        ways = self.recipients()
        slot = Slot(key.case_id, key.compartment, key.epoch)
        keys = self.shred(case_scope(key.case_id))
        for row in sorted(wraps, key=lambda row: row.recipient != self.me.name):
            secret = ways[row.recipient]()
            return self._tried(
                keys,
                lambda shred, row=row, secret=secret: open_wrap(  # type: ignore[misc]
                    shred,
                    secret,
                    bytes(row.sealed),
                    slot,
                    row.recipient,
                    self.me.trust,
                    bytes(key.commit),
                ),
            )
        raise KeyMissing

    def notes(self, notes: Iterable[Note], size: int) -> dict[UUID, Slip | None]:
        """Opened notes by case; None for one that is not what it says it is."""
        rows = list(notes)
        ways = {name: secret() for name, secret in self._ways_of(rows).items()}
        self._learn([case_scope(row.case_id) for row in rows])
        return {
            row.case_id: self._note(row, size, ways[row.recipient])
            for row in rows
            if row.recipient in ways and case_scope(row.case_id) in self._shreds
        }

    def _ways_of(self, rows: list[Note]) -> dict[str, Callable[[], Secret]]:
        wanted = {row.recipient for row in rows}
        return {n: way for n, way in self.recipients().items() if n in wanted}

    def _note(self, row: Note, size: int, secret: Secret) -> Slip | None:
        slot = Slot(row.case_id, row.kind, row.number)
        try:
            return self._tried(
                self.shred(case_scope(row.case_id)),
                lambda shred: open_note(
                    shred,
                    secret,
                    bytes(row.sealed),
                    size,
                    slot,
                    row.recipient,
                    self.me.trust,
                ),
            )
        except NotTrusted:
            return None

    @staticmethod
    def _tried(keys: ShredKeys, opened: Callable[[Secret], Slip]) -> Slip:
        for shred in keys.reading:
            try:
                return opened(shred)
            except CannotOpen:
                continue
        raise NotTrusted
