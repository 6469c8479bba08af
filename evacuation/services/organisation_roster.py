"""A roster that the organisation signs: drafted here, signed offline, taken in here.

For when leads cannot: a charter took away who signed the roster of now, or fewer than
two are left. Charters and rosters go with the draft, so that the offline machine sees
what it continues.

    export = encode("roster/export", body, charters, rosters)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotTrusted
from evacuation.models import TeamWrap
from evacuation.services.handing_over import carry_out_without_keys, hold_cases
from evacuation.services.roster_changes import (
    drop_draft,
    lift_suspensions,
    next_members,
    waiting,
)
from evacuation.services.rosters import (
    documents_of,
    draft_roster,
    hold_documents,
    receive_roster,
)
from evacuation.trusting import Kind, organisation_key
from evacuation.vault.cards import ORGANISATION, TEAM_RIGHTS
from evacuation.vault.documents import (
    NO_DIGEST,
    Roster,
    read_charter,
    read_signed,
    roster_digest,
    sign_roster,
    signed,
)
from evacuation.vault.encoding import Label, decode, encode
from evacuation.vault.sealing import verify
from evacuation.vault.secret import CannotOpen
from evacuation.vault.trust import Trust, read_followed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.vault.cards import Card, TeamCard
    from evacuation.vault.secret import Secret


class NotARoster(DeskError):
    """Something else than a roster, or one with a name or key twice."""

    code = "not_a_roster"
    message = _("This file holds no roster.")


class OtherSignature(DeskError):
    """Signed, or to be signed, by another key; or changed after it was signed."""

    code = "other_signature"
    message = _(
        "This is not signed by this organisation's key, or was changed afterwards."
    )


class DoesNotFollow(DeskError):
    """Not the one that comes next, by number or by the digest of the one before."""

    code = "does_not_follow"
    message = _("This roster does not follow the newest one. Draft it again.")


class OtherCharter(DeskError):
    """The offline machine knows another charter as the newest."""

    code = "other_charter"
    message = _("This roster was drafted under another charter than the one kept here.")


class NewCards(DeskError):
    """A team's or partner's key that the roster before does not have."""

    code = "new_cards"
    message = _(
        "This roster names keys of teams or partners that were not there before."
    )


class NoSuchName(DeskError):
    """Nobody of this code name is in the roster, or waits for the next one."""

    code = "no_such_name"
    message = _("Nobody of one of these code names waits, or stands in the roster.")


@dataclass(frozen=True, slots=True)
class RosterExport:
    """What goes to the offline machine: the next roster and all that it follows."""

    body: bytes
    charters: tuple[bytes, ...]
    rosters: tuple[bytes, ...]

    def encoded(self) -> bytes:
        chains = [encode(Label.DOCUMENT, *c) for c in (self.charters, self.rosters)]
        return encode(Label.ROSTER_EXPORT, self.body, *chains)

    @classmethod
    def decoded(cls, data: bytes) -> RosterExport:
        """Raises NotARoster."""
        try:
            body, *chains = decode(data, Label.ROSTER_EXPORT)
            charters, rosters = (tuple(decode(c, Label.DOCUMENT)) for c in chains)
            Roster.decoded(body)
        except (CannotOpen, ValueError):
            raise NotARoster from None
        return cls(body, charters, rosters)

    @property
    def roster(self) -> Roster:
        return Roster.decoded(self.body)

    def followed(self, organisation: bytes, charter: bytes) -> Roster:
        """The roster that it follows, everything verified down to this key.

        `charter`: the newest signed one that is kept offline. Raises OtherSignature,
        OtherCharter, DoesNotFollow, NewCards.
        """
        try:
            read_charter(charter, organisation)
        except CannotOpen:
            raise OtherSignature from None
        if not self.charters or self.charters[-1] != charter:
            raise OtherCharter
        try:
            trust = read_followed(organisation, self.charters, self.rosters)
        except CannotOpen:
            raise OtherSignature from None
        _require_next(self.roster, self.rosters)
        # A key of these is made in a lead's session: nobody compares it by eye.
        if not {*self.roster.teams} <= {*trust.roster.teams}:
            raise NewCards
        if not {*self.roster.partners} <= {*trust.roster.partners}:
            raise NewCards
        return trust.roster


def followed_trust() -> Trust:
    """What stands in the database, for the next roster to follow. Raises NotTrusted.

    Here, and here alone, a roster counts that the newest charter broke.
    """
    charters, rosters = documents_of(Kind.CHARTER), documents_of(Kind.ROSTER)
    try:
        return read_followed(organisation_key(), charters, rosters)
    except CannotOpen:
        raise NotTrusted from None


def draft_for_organisation(
    *, take: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> RosterExport:
    """The next roster: everybody of the newest one, but for these changes.

    `take`: code names of who waits, whose rows are believed once their fingerprints
    were compared; `leave_out`: who loses their place. Nobody is a lead but by the
    newest charter. Raises NotTrusted, NoSuchName, ManyWait.
    """
    trust = followed_trust()
    waits = {one.code_name: one for one in waiting(trust)}
    users = {card.code_name: card.user for card in trust.roster.members}
    if not {*take} <= waits.keys() or not {*leave_out} <= users.keys():
        raise NoSuchName
    accepted = {waits[name].user: waits[name].answer for name in take}
    members = next_members(trust, accepted, {users[name] for name in leave_out})
    roster = draft_roster(
        members=members,
        teams=_kept_teams(trust, members),
        partners=trust.roster.partners,
    )
    return RosterExport(
        roster.encoded(), documents_of(Kind.CHARTER), documents_of(Kind.ROSTER)
    )


def signed_roster(*, organisation: Secret, export: RosterExport) -> bytes:
    """The roster of an export with the organisation's signature. Needs no database."""
    return signed(export.body, {ORGANISATION: sign_roster(organisation, export.body)})


def read_by_organisation(data: bytes, organisation: bytes) -> Roster:
    """A roster that this key signed. Raises NotARoster, OtherSignature."""
    try:
        body, signatures = read_signed(data)
        found = Roster.decoded(body)
    except (CannotOpen, ValueError):
        raise NotARoster from None
    try:
        verify(organisation, signatures.get(ORGANISATION, b""), Label.ROSTER_SIGN, body)
    except CannotOpen:
        raise OtherSignature from None
    return found


def receive_from_organisation(*, data: bytes) -> Trust:
    """Take it in, and carry out what needs nobody's keys.

    A draft of leads that waits is thrown away: it does not come next any more. Raises
    NotARoster, OtherSignature, DoesNotFollow, NotTrusted.
    """
    roster = read_by_organisation(data, organisation_key())
    with transaction.atomic():
        # In this order everywhere: documents, cases, and the audit's lock last.
        hold_documents()
        hold_cases()
        before = followed_trust()
        _require_next(roster, documents_of(Kind.ROSTER))
        drop_draft(before)
        trust = receive_roster(actor=ORGANISATION, data=data)
        carry_out_without_keys(actor=ORGANISATION, before=before, after=trust)
        lift_suspensions(trust, datetime.fromtimestamp(roster.issued_at, UTC))
    return trust


def _require_next(roster: Roster, rosters: Sequence[bytes]) -> None:
    previous = roster_digest(read_signed(rosters[-1])[0]) if rosters else NO_DIGEST
    if (roster.number, roster.previous) != (len(rosters) + 1, previous):
        raise DoesNotFollow


def _kept_teams(trust: Trust, members: list[Card]) -> list[TeamCard]:
    """Teams of which somebody who stays holds the key.

    Any other key is lost: two leads make a new one with the next roster.
    """
    known = {(card.user, card.box) for card in trust.roster.members}
    stay = [card for card in members if (card.user, card.box) in known]
    return [card for card in trust.roster.teams if _is_held(card, stay)]


def _is_held(card: TeamCard, members: list[Card]) -> bool:
    names = [one.name for one in members if one.rights & TEAM_RIGHTS[card.team]]
    rows = TeamWrap.objects.filter(team=card.team, epoch=card.epoch)
    return rows.filter(recipient__in=names).exists()
