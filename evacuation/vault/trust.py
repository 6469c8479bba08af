"""Whose word counts: charter and rosters verified down to the one pinned key."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evacuation.vault.cards import (
    HOUSE,
    ORGANISATION,
    Card,
    Right,
    Team,
    TeamCard,
    recovery_name,
)
from evacuation.vault.documents import (
    NO_DIGEST,
    Charter,
    Roster,
    charter_digest,
    read_charter,
    read_roster,
    read_signed,
    roster_digest,
    without_other_leads,
)
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Recipient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


# Who may hold a key at all. An auditor or administrator hands none on: what came from
# one was never theirs to give.
GRANTING = frozenset(Right) - {Right.AUDITOR, Right.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Trust:
    """The charters and rosters of this organisation, oldest first, all verified.

    A roster is verified by its place in the chain: the newest carries signatures that
    hold today, and each names the digest of the one before.
    """

    organisation: bytes
    charters: tuple[Charter, ...]
    rosters: tuple[Roster, ...]

    @property
    def charter(self) -> Charter:
        return self.charters[-1]

    @property
    def roster(self) -> Roster:
        return self.rosters[-1]

    @property
    def recovery(self) -> Recipient:
        """Whom every key is wrapped for beside its holders, under the key of now.

        The name says which charter brought that key: what was wrapped for an earlier
        one has another name.
        """
        public = self.charter.recovery
        first = next(c.number for c in self.charters if c.recovery == public)
        return Recipient(recovery_name(first), public)

    def member(self, user: int) -> Card | None:
        """The card that counts now; None for who is not in the roster."""
        return self.roster.member(user)

    def team(self, team: Team) -> TeamCard:
        """The team's key of now. Raises CannotOpen where there is none."""
        card = self.roster.team(team)
        if card is None:
            raise CannotOpen
        return card

    def signers(self, grantor: str, roster: int, epoch: int) -> list[bytes]:
        """Ed25519 keys that this grantor may have signed a wrap of this epoch with.

        The house signs at intake, so its word counts at epoch 1 alone; a member's in
        the roster that the wrap names, which may be an earlier one.
        """
        if grantor == ORGANISATION:
            return [self.organisation]
        if grantor == HOUSE:
            return [c.house for c in self.charters] if epoch == 1 else []
        found = [r for r in self.rosters if r.number == roster]
        cards = [card for r in found for card in r.members if card.name == grantor]
        return [card.sign for card in cards if card.rights & GRANTING]

    def writes_under(self, grantor: str, roster: int, epoch: int) -> bool:
        """Whether new text may be written under a key granted by this one.

        A member who has other keys now does not vouch with the old ones, which
        somebody else may hold.
        """
        if grantor == HOUSE:
            return epoch == 1
        if grantor == ORGANISATION:
            return True
        now = [card.sign for card in self.roster.members if card.name == grantor]
        return bool(now) and now == self.signers(grantor, roster, epoch)


@lru_cache(maxsize=4)
def read_trust(
    organisation: bytes, charters: tuple[bytes, ...], rosters: tuple[bytes, ...]
) -> Trust:
    """Verify both chains of signed documents, oldest first.

    Raises CannotOpen for an empty or broken chain, a number out of order, a false
    signature. Kept for the last few, because every request asks.
    """
    known = _charters(organisation, charters)
    earlier = _earlier(rosters)
    newest = read_roster(rosters[-1], organisation, known[-1])
    return Trust(organisation, known, (*earlier, newest))


def read_followed(
    organisation: bytes, charters: tuple[bytes, ...], rosters: tuple[bytes, ...]
) -> Trust:
    """What the organisation's next roster follows: as `read_trust`, where the newest
    roster may be signed by two leads of an earlier charter.

    The charter of now may have taken them away; then nothing is opened or granted
    before the next roster. Without a roster, the charter's leads stand as roster 0.
    Raises CannotOpen.
    """
    known = _charters(organisation, charters)
    if not rosters:
        first = Roster(0, NO_DIGEST, known[-1].issued_at, members=known[-1].leads)
        return Trust(organisation, known, (first,))
    earlier = _earlier(rosters)
    _signed_once(rosters[-1], organisation, reversed(known))
    newest = without_other_leads(Roster.decoded(read_signed(rosters[-1])[0]), known[-1])
    return Trust(organisation, known, (*earlier, newest))


def _charters(organisation: bytes, charters: tuple[bytes, ...]) -> tuple[Charter, ...]:
    if not charters:
        raise CannotOpen
    _chained(charters, charter_digest, lambda body: Charter.decoded(body))
    return tuple(read_charter(data, organisation) for data in charters)


def _earlier(rosters: tuple[bytes, ...]) -> list[Roster]:
    """All but the newest, believed for their place in the chain."""
    if not rosters:
        raise CannotOpen
    _chained(rosters, roster_digest, lambda body: Roster.decoded(body))
    return [Roster.decoded(read_signed(data)[0]) for data in rosters[:-1]]


def _signed_once(data: bytes, organisation: bytes, charters: Iterable[Charter]) -> None:
    """That leads of any of these charters signed it, or the organisation."""
    for charter in charters:
        with suppress(CannotOpen):
            read_roster(data, organisation, charter)
            return
    raise CannotOpen


def _chained(
    documents: Sequence[bytes],
    digest_of: Callable[[bytes], bytes],
    decoded: Callable[[bytes], Charter | Roster],
) -> None:
    previous = NO_DIGEST
    for number, data in enumerate(documents, start=1):
        body, _signatures = read_signed(data)
        found = decoded(body)
        if found.number != number or found.previous != previous:
            raise CannotOpen
        previous = digest_of(body)
