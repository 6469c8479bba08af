"""An organisation with three leads and a coordinator, all keys fixed."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.vault.cards import (
    HOUSE,
    ORGANISATION,
    Card,
    PartnerCard,
    Right,
    Team,
    TeamCard,
)
from evacuation.vault.documents import (
    NO_DIGEST,
    Charter,
    Roster,
    charter_digest,
    read_signed,
    roster_digest,
    sign_charter,
    sign_roster,
    signed,
)
from evacuation.vault.members import Seeds
from evacuation.vault.organisation import OrganisationKeys
from evacuation.vault.sealing import box_public, sign_public
from evacuation.vault.secret import Secret
from evacuation.vault.slips import Grantor, Recipient
from evacuation.vault.trust import Trust, read_trust

if TYPE_CHECKING:
    from collections.abc import Sequence

CASE = UUID("00000000-0000-4000-8000-0000000000a1")
OTHER_CASE = UUID("00000000-0000-4000-8000-0000000000a2")
ROW = UUID("00000000-0000-4000-8000-0000000000b1")
OTHER_ROW = UUID("00000000-0000-4000-8000-0000000000b2")
ISSUED = 1_800_000_000


def key(name: str) -> Secret:
    """A fixed key: 32 bytes that no other name has."""
    return Secret(blake2b(name.encode(), digest_size=32).digest())


@dataclass(frozen=True)
class Person:
    user: int
    rights: frozenset[Right]
    keys: str = "first"

    @property
    def seeds(self) -> Seeds:
        owner = f"{self.user}/{self.keys}"
        return Seeds(key(f"box/{owner}"), key(f"sign/{owner}"))

    @property
    def card(self) -> Card:
        seeds = self.seeds
        name = f"person{self.user}"
        return Card(self.user, name, seeds.box_public, seeds.sign_public, self.rights)

    @property
    def name(self) -> str:
        return self.card.name

    def receiving(self) -> Recipient:
        return Recipient(self.name, self.seeds.box_public)

    def granting(self, roster: int = 1) -> Grantor:
        return Grantor(self.name, self.seeds.sign, roster)


KEYS = OrganisationKeys(key("organisation"), key("recovery"))
HOUSE_SEED = key("house")
LEADS = tuple(Person(user, frozenset({Right.LEAD})) for user in (1, 2, 3))
FIRST, SECOND, THIRD = LEADS
WORKER = Person(4, frozenset({Right.COORDINATOR}))
STRANGER = Person(9, frozenset({Right.LEAD, Right.COORDINATOR}))
INTAKE = TeamCard(Team.INTAKE, 1, box_public(key("intake")))
PARTNER = PartnerCard(ROW, box_public(key("partner")))
THE_HOUSE = Grantor(HOUSE, HOUSE_SEED, 1)


def charter(
    number: int = 1,
    previous: bytes = b"",
    leads: Sequence[Person] = LEADS,
    by: Secret = KEYS.signing,
    house: Secret = HOUSE_SEED,
    recovery: Secret = KEYS.recovery,
) -> bytes:
    """Signed; `previous` is the whole document before."""
    before = charter_digest(read_signed(previous)[0]) if previous else NO_DIGEST
    body = Charter(
        number,
        before,
        ISSUED,
        box_public(recovery),
        sign_public(house),
        tuple(lead.card for lead in leads),
    ).encoded()
    return signed(body, {ORGANISATION: sign_charter(by, body)})


def roster(
    number: int = 1,
    previous: bytes = b"",
    members: Sequence[Person] = (*LEADS, WORKER),
    by: Sequence[Person] = (FIRST, SECOND),
) -> bytes:
    """Signed; `previous` is the whole document before."""
    body = roster_body(number, previous, members)
    return signed(body, {p.name: sign_roster(p.seeds.sign, body) for p in by})


def roster_body(
    number: int = 1,
    previous: bytes = b"",
    members: Sequence[Person] = (*LEADS, WORKER),
) -> bytes:
    before = roster_digest(read_signed(previous)[0]) if previous else NO_DIGEST
    cards = tuple(member.card for member in members)
    return Roster(number, before, ISSUED, cards, (INTAKE,), (PARTNER,)).encoded()


def trust(charters: Sequence[bytes] = (), rosters: Sequence[bytes] = ()) -> Trust:
    """Of the first charter and roster, unless others are given."""
    return read_trust(
        sign_public(KEYS.signing),
        tuple(charters) or (charter(),),
        tuple(rosters) or (roster(),),
    )
