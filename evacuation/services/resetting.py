"""A member's password: changed by themselves, or reset in person by a lead's link."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import LinkSpent, NotAllowed, NotVisible, WrongCode
from evacuation.models import Member, MemberToken, ResetLink
from evacuation.services.keys import (
    change_key_password,
    forget_keys,
    open_with_code,
    open_with_password,
)
from evacuation.services.sessions import close_all
from evacuation.services.stretching import a_place
from evacuation.vault.cards import Right, member_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.unlocked import Unlocked

LINK_LASTS: Final = timedelta(hours=1)


def password_changed(user: User, old: str, new: str) -> None:
    """Seal the same keys under the account's new password and lock every device.

    Inside the transaction that changes the account's password: both, or neither. Raises
    Busy. Keys that the old password did not open stay as they are: a reset is what
    brings those back.
    """
    member = Member.objects.filter(user=user).first()
    if member is None:
        return
    close_all(user)
    if member.by_password is None:
        return
    try:
        with a_place():
            seeds = open_with_password(member=member, password=old)
    except WrongCode:
        return
    with a_place():
        change_key_password(actor=user, seeds=seeds, password=new)


def give_reset_link(*, actor: Unlocked, user_id: int) -> str:
    """A lead's one-time link for a member who stands before them; its secret, once.

    Earlier links of that member stop working. Raises NotAllowed for anybody but a lead
    and for oneself, NotVisible for who is not on the desk.
    """
    if not actor.may(Right.LEAD) or user_id == actor.user.pk:
        raise NotAllowed
    with transaction.atomic():
        member = _running(user_id)
        ResetLink.objects.filter(user=member.user, used_at__isnull=True).delete()
        token = secrets.token_urlsafe(32)
        ResetLink.objects.create(
            digest=_digest(token),
            user=member.user,
            given_by=actor.user,
            expires_at=timezone.now() + LINK_LASTS,
        )
        audit.write(actor=actor.name, verb="member.reset_given")
    return token


def link_owner(token: str) -> User:
    """Whose link this is. Looking does not use it up. Raises LinkSpent."""
    return _usable(token).user


def reset_password(*, token: str, password: str, code: str) -> bool:
    """Set another password with the link; whether the keys came back.

    `code`: the opening code, or nothing: then the keys are gone, and new ones have to
    be made and signed. The second factor stays as it is, tools lose their tokens.
    Raises LinkSpent, WrongCode for a code that is not theirs (nothing is used up),
    ValidationError for the password, Busy.
    """
    with transaction.atomic():
        link = _usable(token, lock=True)
        user = link.user
        validate_password(password, user)
        seeds = open_with_code(actor=user, typed=code) if code else None
        with a_place():
            user.set_password(password)
        user.save(update_fields=["password"])
        close_all(user)
        MemberToken.objects.filter(user=user).delete()
        if seeds is not None:
            with a_place():
                change_key_password(actor=user, seeds=seeds, password=password)
        else:
            forget_keys(actor=user)
        link.used_at = timezone.now()
        link.save(update_fields=["used_at"])
        audit.write(actor=member_name(user.pk), verb="member.reset_used")
    return seeds is not None


def _running(user_id: int) -> Member:
    found = (
        Member.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(user=user_id, user__is_active=True, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _usable(token: str, *, lock: bool = False) -> ResetLink:
    links = ResetLink.objects.select_related("user")
    if lock:
        links = links.select_for_update(of=("self",))
    link = links.filter(
        digest=_digest(token), used_at__isnull=True, expires_at__gt=timezone.now()
    ).first()
    if link is None or not link.user.is_active:
        raise LinkSpent
    return link


def _digest(token: str) -> bytes:
    # 256 random bits: a plain hash cannot be guessed backwards.
    return hashlib.sha256(token.encode(errors="replace")).digest()
