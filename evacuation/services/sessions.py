"""Members' split sessions: rows with sealed seeds, and cookies that open them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import Locked
from evacuation.models import KeySession
from evacuation.vault.cards import member_name
from evacuation.vault.sealing import KEY_BYTES, new_key
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.sessions import Stage, open_session, seal_session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User

    from evacuation.vault.members import Seeds

# Between the password and the second factor.
PENDING = timedelta(minutes=5)
WARNING = timedelta(minutes=30)
_ID_CHARACTERS = 32
_CHARACTERS = _ID_CHARACTERS + 2 * KEY_BYTES


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a member's browser holds, and nothing else does: a session's id and key."""

    session: UUID = field(default_factory=uuid4)
    secret: Secret = field(default_factory=new_key)

    def text(self) -> str:
        return self.session.hex + self.secret.reveal().hex()

    def digest(self) -> str:
        """By which a signed-in session knows its cookie. Opens nothing."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def read_cookie(text: str) -> Cookie | None:
    """None for anything that is not a cookie of ours."""
    if len(text) != _CHARACTERS:
        return None
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    half = _ID_CHARACTERS // 2
    return Cookie(UUID(bytes=found[:half]), Secret(found[half:]))


def begin(*, user: User, seeds: Seeds, stage: Stage) -> tuple[KeySession, Cookie]:
    """A new row under a new cookie: never the one that the browser brought."""
    cookie, now = Cookie(), timezone.now()
    row = KeySession.objects.create(
        id=cookie.session,
        user=user,
        stage=stage,
        sealed=seal_session(cookie.secret, seeds, cookie.session, user.pk, stage),
        opened_at=now,
        seen_at=this_minute(),
    )
    return row, cookie


def seeds_of(
    *, user: User, cookie: Cookie | None, stage: Stage
) -> tuple[KeySession, Seeds]:
    """The row of this cookie and its seeds. Raises Locked, whatever is wrong with it.

    A row that is past its time is deleted: from then on nothing opens it.
    """
    if cookie is None:
        raise Locked
    row = KeySession.objects.filter(pk=cookie.session, user=user, stage=stage).first()
    if row is None:
        raise Locked
    if timezone.now() >= ends_at(row):
        row.delete()
        raise Locked
    try:
        seeds = open_session(
            cookie.secret, bytes(row.sealed), row.pk, user.pk, Stage(row.stage)
        )
    except CannotOpen:
        raise Locked from None
    return row, seeds


def ends_at(row: KeySession) -> datetime:
    """When it locks unless something is done."""
    if row.stage == Stage.PENDING:
        return row.opened_at + PENDING
    # The minute it was seen stands rounded down: nobody loses by that.
    idle = timedelta(minutes=settings.WAYMARK_IDLE_MINUTES + 1)
    return min(row.seen_at + idle, closes_at(row))


def closes_at(row: KeySession) -> datetime:
    """When it locks whatever is done."""
    return row.opened_at + timedelta(hours=settings.WAYMARK_DESK_HOURS)


def closing_soon(row: KeySession) -> bool:
    return closes_at(row) - timezone.now() <= WARNING


def touch(row: KeySession) -> None:
    """It is in use: written once a minute at most."""
    if row.seen_at != this_minute():
        row.seen_at = this_minute()
        row.save(update_fields=["seen_at"])


def close(*, cookie: Cookie | None) -> None:
    """Lock this device."""
    if cookie is not None:
        KeySession.objects.filter(pk=cookie.session).delete()


def close_all(user: User) -> int:
    """Lock every device of a member; how many. Inside the caller's transaction.

    Whoever takes a member's access away calls this: suspension, leaving the roster,
    the end of access, a new password.
    """
    return KeySession.objects.filter(user=user).delete()[0]


def close_strangers(members: Iterable[int]) -> int:
    """Lock every device of whoever the new roster does not name."""
    return KeySession.objects.exclude(user__in=list(members)).delete()[0]


def revoke_sessions(*, actor: User) -> int:
    """A member locks all of their devices, this one too."""
    with transaction.atomic():
        closed = close_all(actor)
        audit.write(actor=member_name(actor.pk), verb="member.sessions_revoked")
    return closed


def forget_old_sessions() -> int:
    """Delete the rows past their time, which nobody came back to. A worker's tick."""
    now = timezone.now()
    idle = now - timedelta(minutes=settings.WAYMARK_IDLE_MINUTES + 1)
    closed = now - timedelta(hours=settings.WAYMARK_DESK_HOURS)
    old = Q(stage=Stage.PENDING, opened_at__lt=now - PENDING)
    old |= Q(seen_at__lt=idle) | Q(opened_at__lt=closed)
    return KeySession.objects.filter(old).delete()[0]
