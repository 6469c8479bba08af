"""A member's own keys: made at activation, opened with password or opening code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import WrongCode, WrongState
from evacuation.models import Member
from evacuation.trusting import pepper
from evacuation.vault.cards import member_name
from evacuation.vault.members import (
    SealedSeeds,
    Seeds,
    new_opening_code,
    new_seeds,
    open_by_code,
    open_by_password,
    seal_for_password,
    seal_seeds,
)
from evacuation.vault.passwords import CHEAP, STRONG
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

    from evacuation.vault.receipts import Receipt


def strength() -> int:
    """The version of Argon2's parameters that new seals get."""
    return CHEAP if settings.WAYMARK_MODE == "test" else STRONG


def make_keys(*, actor: User, password: str) -> tuple[Seeds, Receipt]:
    """New keys and an opening code, shown once, for the account's own member.

    `password` is the one they sign in with. Raises WrongState for a member who has
    proven keys already: new ones come through a reset.
    """
    with transaction.atomic():
        member = _locked(actor)
        if member.code_proven_at is not None:
            raise WrongState
        seeds, code = new_seeds(), new_opening_code()
        sealed = seal_seeds(seeds, actor.pk, pepper(), password, code, strength())
        _keep(member, sealed)
        audit.write(actor=member_name(actor.pk), verb="member.keys_made")
    return seeds, code


def prove_code(*, actor: User, typed: str) -> Seeds:
    """The opening code typed back: from now on the keys count. Raises WrongCode."""
    with transaction.atomic():
        member = _locked(actor)
        seeds = _opened(lambda: open_by_code(sealed_of(member), actor.pk, typed))
        now = timezone.now()
        member.code_proven_at = now
        member.activated_at = member.activated_at or now
        member.save(update_fields=["code_proven_at", "activated_at"])
        audit.write(actor=member_name(actor.pk), verb="member.code_proven")
    return seeds


def open_with_password(*, member: Member, password: str) -> Seeds:
    """Raises WrongCode. Costs Argon2's time: callers hold a place in its queue."""
    sealed = sealed_of(member)
    return _opened(lambda: open_by_password(sealed, member.user_id, pepper(), password))


def open_with_code(*, actor: User, typed: str) -> Seeds:
    """Raises WrongCode, also for who has no keys."""
    try:
        sealed = sealed_of(_locked(actor))
    except WrongState:
        raise WrongCode from None
    return _opened(lambda: open_by_code(sealed, actor.pk, typed))


def forget_keys(*, actor: User) -> None:
    """Neither password nor code is known any more: new keys have to be made.

    They open nothing until two leads have signed them. Inside the caller's transaction.
    """
    member = _locked(actor)
    member.box_public = member.sign_public = member.salt = None
    member.by_password = member.by_code = None
    member.code_proven_at = None
    member.save()
    audit.write(actor=member_name(actor.pk), verb="member.keys_forgotten")


def change_key_password(*, actor: User, seeds: Seeds, password: str) -> None:
    """Seal the same seeds under a new password; inside the caller's transaction."""
    member = _locked(actor)
    salt, sealed = seal_for_password(seeds, actor.pk, pepper(), password, strength())
    member.salt, member.by_password = salt, sealed
    member.save(update_fields=["salt", "by_password"])
    audit.write(actor=member_name(actor.pk), verb="member.password_changed")


def sealed_of(member: Member) -> SealedSeeds:
    """Raises WrongState for a member without keys."""
    if member.by_password is None:
        raise WrongState
    return SealedSeeds(
        box_public=bytes(member.box_public or b""),
        sign_public=bytes(member.sign_public or b""),
        salt=bytes(member.salt or b""),
        by_password=bytes(member.by_password),
        by_code=bytes(member.by_code or b""),
    )


def _keep(member: Member, sealed: SealedSeeds) -> None:
    member.box_public, member.sign_public = sealed.box_public, sealed.sign_public
    member.salt = sealed.salt
    member.by_password, member.by_code = sealed.by_password, sealed.by_code
    member.code_proven_at = None
    member.seen_at = this_minute()
    member.save()


def _locked(user: User) -> Member:
    found = Member.objects.select_for_update().filter(user=user).first()
    if found is None:
        raise WrongState
    return found


def _opened(opened: Callable[[], Seeds]) -> Seeds:
    try:
        return opened()
    except CannotOpen:
        raise WrongCode from None
