"""Charters and rosters: receiving signed ones, drafting the next, keys of teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import NotTrusted, WrongState
from evacuation.keyring import TEAM_SLOT
from evacuation.models import SignedDocument, TeamWrap
from evacuation.services.sessions import close_strangers
from evacuation.shredding import drop_shred_row, make_shred_row, team_scope
from evacuation.trusting import Kind, organisation_key
from evacuation.vault.cards import (
    TEAM_RIGHTS,
    Card,
    PartnerCard,
    Team,
    TeamCard,
    team_name,
)
from evacuation.vault.documents import (
    NO_DIGEST,
    Charter,
    Roster,
    charter_digest,
    read_charter,
    read_signed,
    roster_digest,
)
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import Recipient, Slot, wrap
from evacuation.vault.trust import Trust, read_trust

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.vault.slips import Grantor


def documents_of(kind: str) -> tuple[bytes, ...]:
    """The signed documents of a kind, oldest first."""
    rows = SignedDocument.objects.filter(kind=kind).order_by("number")
    return tuple(bytes(data) for data in rows.values_list("data", flat=True))


def current_charter() -> Charter:
    """The newest charter, verified. Raises NotTrusted. Needs no roster yet."""
    found = documents_of(Kind.CHARTER)
    try:
        return read_charter(found[-1], organisation_key())
    except (CannotOpen, IndexError):
        raise NotTrusted from None


def receive_charter(*, actor: str, data: bytes) -> Charter:
    """Keep a signed charter. Raises NotTrusted unless it verifies and comes next."""
    with transaction.atomic():
        hold_documents()
        known = documents_of(Kind.CHARTER)
        try:
            charter = read_charter(data, organisation_key())
        except CannotOpen:
            raise NotTrusted from None
        _comes_next(charter, known)
        _keep(Kind.CHARTER, charter.number, data)
        audit.write(actor=actor, verb="charter.received")
    return charter


def receive_roster(*, actor: str, data: bytes) -> Trust:
    """Keep a signed roster. Raises NotTrusted unless the whole chain then verifies.

    Its number is remembered as the highest seen when it is first believed, that is
    after the transaction: one rolled back must not lock everybody out.
    """
    with transaction.atomic():
        hold_documents()
        charters = documents_of(Kind.CHARTER)
        rosters = (*documents_of(Kind.ROSTER), data)
        try:
            trust = read_trust(organisation_key(), charters, rosters)
        except CannotOpen:
            raise NotTrusted from None
        _keep(Kind.ROSTER, trust.roster.number, data)
        close_strangers(card.user for card in trust.roster.members)
        audit.write(actor=actor, verb="roster.received")
    return trust


def draft_roster(
    *,
    members: Iterable[Card],
    teams: Iterable[TeamCard],
    partners: tuple[PartnerCard, ...] = (),
) -> Roster:
    """The next roster, unsigned: it names the digest of the one before."""
    known = documents_of(Kind.ROSTER)
    previous = roster_digest(read_signed(known[-1])[0]) if known else NO_DIGEST
    return Roster(
        number=len(known) + 1,
        previous=previous,
        issued_at=int(timezone.now().timestamp()),
        members=tuple(sorted(members, key=lambda card: card.user)),
        teams=tuple(sorted(teams, key=lambda card: card.team)),
        partners=partners,
    )


@dataclass(frozen=True, slots=True)
class NewTeam:
    """A team's new epoch: its card for the next roster, its secret for the maker."""

    card: TeamCard
    secret: Secret


def make_team_epoch(
    *,
    by: Grantor,
    team: Team,
    epoch: int,
    members: Iterable[Card],
    recovery: Recipient,
) -> NewTeam:
    """A new key of a team, wrapped for whoever may hold it, and for recovery.

    `by.roster` is the roster that will name the grantor. Nothing is believed of it
    before a roster carries the card; what an earlier draft made of it goes. Raises
    WrongState for an epoch that a roster has named.
    """
    forget_team_epoch(team, epoch)
    secret = new_key()
    card = TeamCard(team, epoch, box_public(secret))
    shred = make_shred_row(team_scope(team, epoch)).writing
    slot = Slot(str(team), TEAM_SLOT, epoch)
    to = [Recipient(m.name, m.box) for m in members if m.rights & TEAM_RIGHTS[team]]
    TeamWrap.objects.bulk_create(
        TeamWrap(
            team=team,
            epoch=epoch,
            recipient=recipient.name,
            sealed=wrap(shred, secret, slot, recipient, by),
        )
        for recipient in [*to, recovery]
    )
    return NewTeam(card, secret)


def forget_team_epoch(team: Team, epoch: int) -> None:
    """Undo `make_team_epoch`. Raises WrongState where a roster has named it."""
    bodies = [read_signed(data)[0] for data in documents_of(Kind.ROSTER)]
    named = {card.name for body in bodies for card in Roster.decoded(body).teams}
    if team_name(team, epoch) in named:
        raise WrongState
    TeamWrap.objects.filter(team=team, epoch=epoch).delete()
    drop_shred_row(team_scope(team, epoch))


def hold_documents() -> None:
    """Two that come at once must not both be the next: to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE evacuation_signeddocument IN EXCLUSIVE MODE")


def _comes_next(charter: Charter, known: tuple[bytes, ...]) -> None:
    previous = charter_digest(read_signed(known[-1])[0]) if known else NO_DIGEST
    if charter.number != len(known) + 1 or charter.previous != previous:
        raise WrongState


def _keep(kind: str, number: int, data: bytes) -> None:
    SignedDocument.objects.create(
        kind=kind, number=number, data=data, received_at=timezone.now()
    )
