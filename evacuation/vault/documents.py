"""Charter and roster: who may hold keys here, signed and chained by digest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from evacuation.vault.cards import (
    ORGANISATION,
    Card,
    PartnerCard,
    Right,
    Team,
    TeamCard,
    member_name,
    unique_by_key,
    unique_by_name,
)
from evacuation.vault.encoding import Label, decode, encode, integer, text
from evacuation.vault.sealing import KEY_BYTES, SIGNATURE_BYTES, digest, sign, verify
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FEWEST_LEADS = 3
SIGNING_LEADS = 2
NO_DIGEST = b""  # What the first of a chain gives as the one before.


@dataclass(frozen=True, slots=True)
class Charter:
    """Signed by the organisation, offline: the keys that everything rests on."""

    number: int
    previous: bytes
    issued_at: int  # Unix seconds
    recovery: bytes  # X25519
    house: bytes  # Ed25519
    leads: tuple[Card, ...]

    def encoded(self) -> bytes:
        leads = [card.encoded() for card in self.leads]
        return encode(
            Label.CHARTER,
            self.number,
            self.previous,
            self.issued_at,
            self.recovery,
            self.house,
            *leads,
        )

    @classmethod
    def decoded(cls, body: bytes) -> Charter:
        """Raises CannotOpen for another form, too few leads, a name or key twice."""
        number, previous, issued, recovery, house, *cards = _at_least(
            decode(body, Label.CHARTER), 5
        )
        leads = tuple(Card.decoded(card) for card in cards)
        if len(leads) < FEWEST_LEADS or {len(recovery), len(house)} != {KEY_BYTES}:
            raise CannotOpen
        unique_by_name(leads)
        unique_by_key(leads)
        return cls(integer(number), previous, integer(issued), recovery, house, leads)

    def lead(self, user: int) -> Card | None:
        return next((card for card in self.leads if card.user == user), None)


@dataclass(frozen=True, slots=True)
class Roster:
    """Signed by two leads or the organisation: who has which rights now."""

    number: int
    previous: bytes
    issued_at: int  # Unix seconds
    members: tuple[Card, ...] = ()
    teams: tuple[TeamCard, ...] = ()
    partners: tuple[PartnerCard, ...] = field(default=())

    def encoded(self) -> bytes:
        cards: list[Card | TeamCard | PartnerCard] = []
        cards += [*self.members, *self.teams, *self.partners]
        return encode(
            Label.ROSTER,
            self.number,
            self.previous,
            self.issued_at,
            len(self.members),
            len(self.teams),
            len(self.partners),
            *(card.encoded() for card in cards),
        )

    @classmethod
    def decoded(cls, body: bytes) -> Roster:
        """Raises CannotOpen for another form, or a name or key that stands twice."""
        number, previous, issued, *rest = _at_least(decode(body, Label.ROSTER), 6)
        members, teams, partners = (integer(part) for part in rest[:3])
        cards = rest[3:]
        if len(cards) != members + teams + partners:
            raise CannotOpen
        end = members + teams
        found = cls(
            integer(number),
            previous,
            integer(issued),
            tuple(Card.decoded(card) for card in cards[:members]),
            tuple(TeamCard.decoded(card) for card in cards[members:end]),
            tuple(PartnerCard.decoded(card) for card in cards[end:]),
        )
        everybody: list[Card | TeamCard | PartnerCard] = []
        everybody += [*found.members, *found.teams, *found.partners]
        unique_by_name(everybody)
        unique_by_key(everybody)
        if len({card.team for card in found.teams}) != len(found.teams):
            raise CannotOpen
        return found

    def member(self, user: int) -> Card | None:
        return next((card for card in self.members if card.user == user), None)

    def team(self, team: Team) -> TeamCard | None:
        return next((card for card in self.teams if card.team == team), None)


def charter_digest(body: bytes) -> bytes:
    """By which the next charter names this one."""
    return digest(Label.DIGEST, Label.CHARTER, body)


def roster_digest(body: bytes) -> bytes:
    """By which the next roster names this one."""
    return digest(Label.DIGEST, Label.ROSTER, body)


def sign_charter(organisation: Secret, body: bytes) -> bytes:
    return sign(organisation, Label.CHARTER_SIGN, body)


def sign_roster(signer: Secret, body: bytes) -> bytes:
    return sign(signer, Label.ROSTER_SIGN, body)


def signed(body: bytes, signatures: Mapping[str, bytes]) -> bytes:
    """The document as it is kept: its body and who signed, by name."""
    pairs = [part for name in sorted(signatures) for part in (name, signatures[name])]
    return encode(Label.DOCUMENT, body, *pairs)


def read_signed(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """(body, signatures by name). Raises CannotOpen; verifies nothing."""
    body, *pairs = _at_least(decode(data, Label.DOCUMENT), 1)
    names = [text(part) for part in pairs[::2]]
    signatures = pairs[1::2]
    if len(names) != len(signatures) or len(set(names)) != len(names):
        raise CannotOpen
    if any(len(signature) != SIGNATURE_BYTES for signature in signatures):
        raise CannotOpen
    return body, dict(zip(names, signatures, strict=True))


def read_charter(data: bytes, organisation: bytes) -> Charter:
    """A charter with the organisation's signature. Raises CannotOpen."""
    body, signatures = read_signed(data)
    verify(organisation, signatures.get(ORGANISATION, b""), Label.CHARTER_SIGN, body)
    return Charter.decoded(body)


def read_roster(data: bytes, organisation: bytes, charter: Charter) -> Roster:
    """A roster signed by the organisation or two leads. Raises CannotOpen.

    Only a charter makes leads: from any other card, or one with other keys than the
    charter's, that right falls away.
    """
    body, signatures = read_signed(data)
    if ORGANISATION in signatures:
        verify(organisation, signatures[ORGANISATION], Label.ROSTER_SIGN, body)
    elif len(_leads_who_signed(body, signatures, charter.leads)) < SIGNING_LEADS:
        raise CannotOpen
    return without_other_leads(Roster.decoded(body), charter)


def without_other_leads(roster: Roster, charter: Charter) -> Roster:
    """The roster in which nobody is a lead but by this charter."""
    members = tuple(_without_other_lead(card, charter) for card in roster.members)
    return replace(roster, members=members)


def _leads_who_signed(
    body: bytes, signatures: Mapping[str, bytes], leads: Iterable[Card]
) -> list[Card]:
    signers = [card for card in leads if member_name(card.user) in signatures]
    for card in signers:
        # One false signature spoils the document: nobody adds it by mistake.
        verify(card.sign, signatures[card.name], Label.ROSTER_SIGN, body)
    return signers


def _without_other_lead(card: Card, charter: Charter) -> Card:
    lead = charter.lead(card.user)
    if lead is not None and (lead.box, lead.sign) == (card.box, card.sign):
        return card
    return replace(card, rights=card.rights - {Right.LEAD})


def _at_least(parts: list[bytes], count: int) -> list[bytes]:
    if len(parts) < count:
        raise CannotOpen
    return parts
