"""Members' tokens: a tool reads for its maker until a date, with its maker's keys."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.errors import DeskError, NotVisible, WrongCode
from evacuation.models import MemberToken
from evacuation.services.unlocking import standing_actor
from evacuation.vault.cards import member_name
from evacuation.vault.members import Seeds
from evacuation.vault.sealing import box, box_public, new_key, open_box
from evacuation.vault.secret import CannotOpen
from evacuation.vault.tokens import (
    new_token,
    open_token_key,
    read_token,
    seal_token_key,
    sign_token,
    verify_token,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from evacuation.unlocked import Unlocked
    from evacuation.vault.tokens import Token

PREFIX: Final = "wmm_"
LONGEST_DAYS: Final = 90


class Scope(models.TextChoices):
    """What a tool may do with its maker's keys."""

    READ_CASES = "cases.read", _("Read the cases that I can open")
    WORK_CASES = (
        "cases.work",
        _(
            "Read them, and do what I can do: answer, take over, approve a decision, "
            "sign the list before going, tell the way, set out, record an arrival, "
            "close"
        ),
    )


def make_token(*, actor: Unlocked, scope: str, days: int) -> str:
    """A new token, shown once. Raises DeskError naming `scope` or `days`."""
    if scope not in Scope.values:
        raise DeskError("scope", _("Choose what the tool may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise DeskError("days", _("A token lasts 1 to 90 days."))
    now = timezone.now().replace(microsecond=0)
    expires = now + timedelta(days=days)
    token, secret = new_token(), new_key()
    public, user = box_public(secret), actor.user.pk
    ends = int(expires.timestamp())
    with transaction.atomic():
        MemberToken.objects.create(
            lookup=token.lookup,
            user=actor.user,
            public=public,
            sealed_secret=seal_token_key(token, secret),
            boxed_seeds=box(public, actor.seeds.joined()),
            scope=scope,
            signature=sign_token(actor.seeds.sign, user, public, scope, ends),
            made_at=now,
            expires_at=expires,
        )
        audit.write(actor=actor.name, verb="member.token_made")
    return shown(token)


def tokens_of(user: User) -> QuerySet[MemberToken]:
    """A member's tokens, newest first."""
    return MemberToken.objects.filter(user=user).order_by("-made_at")


def revoke_token(*, actor: User, lookup: bytes) -> None:
    """Raises NotVisible for a token that is not the actor's."""
    with transaction.atomic():
        if not MemberToken.objects.filter(user=actor, lookup=lookup).delete()[0]:
            raise NotVisible
        audit.write(actor=member_name(actor.pk), verb="member.token_revoked")


def unlocked_from_token(*, secret: str, scope: Scope) -> Unlocked:
    """The member for whom a tool asks, as the roster of this moment gives them.

    `secret`: the token as it was shown. Raises WrongCode for one that is unknown, run
    out, altered or of another scope, never saying which; Barred where its maker has no
    access any more; NotTrusted.
    """
    token = _read(secret)
    row = MemberToken.objects.select_related("user").filter(lookup=token.lookup).first()
    if row is None or row.expires_at <= timezone.now() or row.scope != scope:
        raise WrongCode
    try:
        key = open_token_key(token, bytes(row.sealed_secret), bytes(row.public))
        seeds = Seeds.parted(open_box(key, bytes(row.boxed_seeds)))
    except CannotOpen:
        raise WrongCode from None
    me = standing_actor(row.user, seeds)
    _believe(row, me)
    return me


def forget_old_tokens() -> int:
    """Delete tokens that have run out. A worker's tick."""
    return MemberToken.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def shown(token: Token) -> str:
    """The token as the tool's owner copies it, once."""
    return PREFIX + base64.urlsafe_b64encode(token.secret.reveal()).decode().rstrip("=")


def _read(secret: str) -> Token:
    body = secret.removeprefix(PREFIX)
    try:
        return read_token(base64.b64decode(body + "=", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, CannotOpen):
        raise WrongCode from None


def _believe(row: MemberToken, me: Unlocked) -> None:
    """The scope and the date are the member's word, not the row's."""
    ends = int(row.expires_at.timestamp())
    try:
        verify_token(
            me.card.sign,
            bytes(row.signature),
            row.user_id,
            bytes(row.public),
            row.scope,
            ends,
        )
    except CannotOpen:
        raise WrongCode from None
