"""Founding: the organisation's keys and charters, most of it without a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models import Member
from evacuation.services.rosters import documents_of
from evacuation.trusting import Kind, house_secret
from evacuation.vault.cards import ORGANISATION, Card, Right
from evacuation.vault.documents import (
    FEWEST_LEADS,
    NO_DIGEST,
    Charter,
    charter_digest,
    read_charter,
    read_signed,
    sign_charter,
    signed,
)
from evacuation.vault.organisation import OrganisationKeys, new_organisation_keys
from evacuation.vault.sealing import sign_public
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.vault.secret import Secret


class NotACharter(DeskError):
    """Something else than a charter, or one with too few leads or a key twice."""

    code = "not_a_charter"
    message = _("This file holds no charter of three leads or more.")


class OtherKey(DeskError):
    """Signed, or to be signed, by another key than this organisation's."""

    code = "other_key"
    message = _("This charter belongs to another organisation's key.")


class WrongNumber(DeskError):
    """Not the one that comes next."""

    code = "wrong_number"
    message = _("This charter does not follow the one before.")


class NoLeads(DeskError):
    """Fewer than three activated leads, or a name that is none."""

    code = "no_leads"
    message = _("A charter names three leads or more who have made their keys.")


def real_organisation_keys() -> OrganisationKeys:
    """New keys; never with the mark by which a demo's key is refused."""
    while True:
        keys = new_organisation_keys()
        if not keys.signing_public.hex().startswith(settings.WAYMARK_DEMO_MARK):
            return keys


def draft_charter(*, code_names: Sequence[str], recovery: bytes) -> Charter:
    """The next charter from the database, unsigned. Raises NoLeads, NotTrusted.

    `code_names`: of the leads; all activated ones where none is named. Their cards come
    from columns, so that their fingerprints are compared with the persons before
    anybody signs.
    """
    known = documents_of(Kind.CHARTER)
    previous = charter_digest(read_signed(known[-1])[0]) if known else NO_DIGEST
    return Charter(
        number=len(known) + 1,
        previous=previous,
        issued_at=int(timezone.now().timestamp()),
        recovery=recovery,
        house=sign_public(house_secret()),
        leads=tuple(_lead_cards(code_names)),
    )


def _lead_cards(code_names: Sequence[str]) -> list[Card]:
    rows = Member.objects.filter(
        roles__contains=[Member.Role.LEAD],
        ended_at__isnull=True,
        code_proven_at__isnull=False,
    ).select_related("user")
    if code_names:
        rows = rows.filter(user__username__in=code_names)
    cards = [card_of(member) for member in rows.order_by("user_id")]
    if len(cards) < FEWEST_LEADS or not set(code_names) <= {c.code_name for c in cards}:
        raise NoLeads
    return cards


def card_of(member: Member) -> Card:
    """The card that a member's row asks for: to be compared, never believed."""
    return Card(
        user=member.user_id,
        code_name=member.user.username,
        box=bytes(member.box_public or b""),
        sign=bytes(member.sign_public or b""),
        rights=frozenset(Right(role) for role in member.roles),
    )


def read_draft(data: bytes) -> Charter:
    """A charter in a file, signed or not, to be looked at. Raises NotACharter."""
    try:
        return Charter.decoded(read_signed(data)[0])
    except (CannotOpen, ValueError):
        raise NotACharter from None


def check_next(charter: Charter, previous: bytes | None, organisation: bytes) -> None:
    """That it follows `previous`, the last signed one, or is the first without it.

    Raises OtherKey where the last one is not by this organisation, WrongNumber.
    """
    number, named = 1, NO_DIGEST
    if previous is not None:
        try:
            number = read_charter(previous, organisation).number + 1
        except CannotOpen:
            raise OtherKey from None
        named = charter_digest(read_signed(previous)[0])
    if (charter.number, charter.previous) != (number, named):
        raise WrongNumber


def signed_charter(*, organisation: Secret, data: bytes) -> bytes:
    """The charter of a file with the organisation's signature. Raises NotACharter."""
    read_draft(data)
    body, _signatures = read_signed(data)
    return signed(body, {ORGANISATION: sign_charter(organisation, body)})


def require_signature(data: bytes, organisation: bytes) -> None:
    """Raises OtherKey unless the pinned key signed it."""
    try:
        read_charter(data, organisation)
    except CannotOpen:
        raise OtherKey from None
