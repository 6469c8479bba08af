"""Who can hold or sign something: their names, cards and fingerprints."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.vault.encoding import Label, decode, encode, integer, text
from evacuation.vault.sealing import KEY_BYTES, digest
from evacuation.vault.secret import CannotOpen
from evacuation.vault.symbols import grouped, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUSE, ORGANISATION, RECOVERY, REQUESTER = (
    "house",
    "organisation",
    "recovery",
    "requester",
)
_FINGERPRINT_BYTES = 20


@unique
class Right(StrEnum):
    """What a card of the roster lets its holder receive or sign. Nothing else does."""

    COORDINATOR = "coordinator"
    VERIFIER = "verifier"
    APPROVER_PROGRAMME = "approver_programme"
    APPROVER_FINANCE = "approver_finance"
    LEAD = "lead"
    MEDICAL = "medical"
    AUDITOR = "auditor"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


@unique
class Team(StrEnum):
    """Keys that several hold together."""

    INTAKE = "intake"
    IDENTITY = "identity"
    STEWARDS = "stewards"


# Leads are the second holder of everything, so that one person missing loses nothing.
TEAM_RIGHTS: dict[Team, frozenset[Right]] = {
    Team.INTAKE: frozenset({Right.COORDINATOR, Right.LEAD}),
    Team.IDENTITY: frozenset({Right.VERIFIER, Right.LEAD}),
    Team.STEWARDS: frozenset({Right.STEWARD}),
}


def member_name(user: int) -> str:
    return f"member:{user}"


def member_user(name: str) -> int | None:
    """The user of a member's name; None for another name."""
    kind, _, user = name.partition(":")
    return int(user) if kind == "member" and user.isdecimal() else None


def team_name(team: str, epoch: int) -> str:
    return f"team:{team}:{epoch}"


def partner_name(partner: UUID) -> str:
    return f"partner:{partner}"


def recovery_name(charter: int) -> str:
    """Recovery under the key that this charter was the first to name."""
    return RECOVERY if charter == 1 else f"{RECOVERY}:{charter}"


def is_recovery(name: str) -> bool:
    """Whether it names recovery, under a key of now or of before."""
    return name == RECOVERY or name.startswith(f"{RECOVERY}:")


@dataclass(frozen=True, slots=True)
class Card:
    """A person's public keys and rights. `user` is the primary key of auth.User."""

    user: int
    code_name: str
    box: bytes  # X25519
    sign: bytes  # Ed25519
    rights: frozenset[Right] = frozenset()

    @property
    def name(self) -> str:
        return member_name(self.user)

    def encoded(self) -> bytes:
        rights = encode(Label.RIGHTS, *sorted(self.rights))
        return encode(
            Label.CARD, self.user, self.code_name, self.box, self.sign, rights
        )

    @classmethod
    def decoded(cls, data: bytes) -> Card:
        """Raises CannotOpen for anything but what `encoded` makes."""
        user, code_name, box, sign, rights = _exactly(decode(data, Label.CARD), 5)
        found = [text(part) for part in decode(rights, Label.RIGHTS)]
        if found != sorted(set(found)) or not set(found) <= set(Right):
            raise CannotOpen
        known = frozenset(Right(name) for name in found)
        return cls(integer(user), text(code_name), _key(box), _key(sign), known)

    @property
    def fingerprint(self) -> str:
        """Eight groups of four symbols, read aloud and compared by two people."""
        return fingerprint_of(self.user, self.box, self.sign)


def fingerprint_of(user: int, box: bytes, sign: bytes) -> str:
    """160 bits over the account and both keys."""
    whole = digest(Label.FINGERPRINT, user, box, sign)
    return grouped(spelled(whole[:_FINGERPRINT_BYTES]))


@dataclass(frozen=True, slots=True)
class TeamCard:
    """A team's X25519 public key at one epoch."""

    team: Team
    epoch: int
    box: bytes

    @property
    def name(self) -> str:
        return team_name(self.team, self.epoch)

    def encoded(self) -> bytes:
        return encode(Label.TEAM, self.team, self.epoch, self.box)

    @classmethod
    def decoded(cls, data: bytes) -> TeamCard:
        team, epoch, box = _exactly(decode(data, Label.TEAM), 3)
        if text(team) not in set(Team):
            raise CannotOpen
        return cls(Team(text(team)), integer(epoch), _key(box))


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A partner app's X25519 public key."""

    partner: UUID
    box: bytes

    @property
    def name(self) -> str:
        return partner_name(self.partner)

    def encoded(self) -> bytes:
        return encode(Label.PARTNER, self.partner, self.box)

    @classmethod
    def decoded(cls, data: bytes) -> PartnerCard:
        partner, box = _exactly(decode(data, Label.PARTNER), 2)
        with suppress(ValueError):
            return cls(UUID(bytes=partner), _key(box))
        raise CannotOpen


def unique_by_name(cards: Iterable[Card | TeamCard | PartnerCard]) -> None:
    """Raises CannotOpen where two cards bear one name."""
    names = [card.name for card in cards]
    if len(names) != len(set(names)):
        raise CannotOpen


def unique_by_key(cards: Iterable[Card | TeamCard | PartnerCard]) -> None:
    """Raises CannotOpen where two cards bear one key: one person would be two."""
    known = list(cards)
    boxes = [card.box for card in known]
    signs = [card.sign for card in known if isinstance(card, Card)]
    if len(boxes) != len(set(boxes)) or len(signs) != len(set(signs)):
        raise CannotOpen


def _exactly(parts: list[bytes], count: int) -> list[bytes]:
    if len(parts) != count:
        raise CannotOpen
    return parts


def _key(part: bytes) -> bytes:
    if len(part) != KEY_BYTES:
        raise CannotOpen
    return part
