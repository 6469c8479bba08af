"""Opening a member's keys with their password, for as long as they work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import (
    AccessOver,
    Barred,
    DeskError,
    Locked,
    NoKeys,
    NotInRoster,
    OtherKeys,
    Suspended,
    WrongCode,
)
from evacuation.models import KeySession, Member
from evacuation.services import sessions
from evacuation.services.keys import open_with_password
from evacuation.services.stretching import a_place
from evacuation.trusting import trust_of_members
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import member_name
from evacuation.vault.sessions import Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.services.sessions import Cookie
    from evacuation.vault.members import Seeds


def unlock(
    *, user: User, password: str, replacing: Cookie | None = None
) -> tuple[KeySession, Cookie]:
    """Open this member's keys on one device: a row, and the cookie that opens it.

    `replacing`: the device's cookie until now, whose row goes. Raises Barred (with
    what stands in the way), WrongCode, Busy, NotTrusted.
    """
    _standing(user)
    seeds = seeds_by_password(user=user, password=password)
    # Whose keys are not signed learns it here, not from pages that stay empty.
    actor_of(user, seeds)
    with transaction.atomic():
        sessions.close(cookie=replacing)
        row, cookie = sessions.begin(user=user, seeds=seeds, stage=Stage.OPEN)
        audit.write(actor=member_name(user.pk), verb="member.unlocked")
    return row, cookie


def seeds_by_password(*, user: User, password: str) -> Seeds:
    """Raises WrongCode, which is recorded; NoKeys; Busy."""
    member = Member.objects.filter(user=user).first()
    if member is None or member.by_password is None:
        raise NoKeys
    try:
        with a_place():
            return open_with_password(member=member, password=password)
    except WrongCode:
        # Its own transaction: whatever the caller rolls back, this stays.
        audit.write(actor=member_name(user.pk), verb="member.unlock_failed")
        raise


def prepare(*, user: User, password: str) -> Cookie | None:
    """Right after the login's password: the seeds wait for the second factor.

    None for who has no keys that count, or whose keys this password does not open: they
    sign in all the same, and are told on the way to what they cannot open. Raises Busy.
    """
    member = Member.objects.filter(user=user, code_proven_at__isnull=False).first()
    if member is None:
        return None
    try:
        seeds = seeds_by_password(user=user, password=password)
    except (WrongCode, NoKeys):
        return None
    return sessions.begin(user=user, seeds=seeds, stage=Stage.PENDING)[1]


def complete(*, user: User, pending: Cookie | None) -> Cookie | None:
    """After the second factor: the same seeds under a new cookie, now open.

    None where nothing waits, or something stands in the way, which the unlock page
    says.
    """
    try:
        row, seeds = sessions.seeds_of(user=user, cookie=pending, stage=Stage.PENDING)
    except Locked:
        return None
    row.delete()
    try:
        standing_actor(user, seeds)
    except DeskError:
        return None
    with transaction.atomic():
        cookie = sessions.begin(user=user, seeds=seeds, stage=Stage.OPEN)[1]
        audit.write(actor=member_name(user.pk), verb="member.unlocked")
    return cookie


def unlocked_by(*, user: User, cookie: Cookie | None) -> tuple[Unlocked, KeySession]:
    """The member as this request's cookie opens them, asked anew on every request.

    Raises Locked; Barred where the roster, a lead or the calendar says no; NotTrusted.
    """
    row, seeds = sessions.seeds_of(user=user, cookie=cookie, stage=Stage.OPEN)
    try:
        me = standing_actor(user, seeds)
    except Barred:
        sessions.close_all(user)
        raise
    sessions.touch(row)
    return me, row


def standing_actor(user: User, seeds: Seeds) -> Unlocked:
    """A member whom lead, calendar and roster let in now. Raises Barred, NotTrusted."""
    _standing(user)
    return actor_of(user, seeds)


def actor_of(user: User, seeds: Seeds) -> Unlocked:
    """These seeds with the card that the roster of now gives them.

    Raises NotInRoster, OtherKeys, NotTrusted.
    """
    trust = trust_of_members()
    card = trust.member(user.pk)
    if card is None:
        raise NotInRoster
    if (card.box, card.sign) != (seeds.box_public, seeds.sign_public):
        raise OtherKeys
    return Unlocked(user, card, seeds, trust)


def obstacle(user: User) -> Barred | None:
    """What keeps this member from unlocking, as far as it shows without a password."""
    try:
        _standing(user)
        if trust_of_members().member(user.pk) is None:
            raise NotInRoster
    except Barred as found:
        return found
    return None


def _standing(user: User) -> None:
    member = Member.objects.filter(user=user).first()
    now = timezone.now()
    if member is None or member.ended_at or not user.is_active:
        raise AccessOver
    if not member.starts_at <= now < member.ends_at:
        raise AccessOver
    if member.suspended_at is not None:
        raise Suspended
    if member.code_proven_at is None:
        raise NoKeys
