"""Leaving the desk: suspended at once by one lead, ended by one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from directory.roles import role_keepers
from directory.services.people import delete_sessions
from evacuation import audit
from evacuation.errors import NotAllowed, NotVisible, WrongState
from evacuation.models import (
    KeySession,
    Member,
    MemberToken,
    ResetLink,
    RosterDraft,
)
from evacuation.services.duty import release_shifts
from evacuation.services.roster_changes import propose_roster, require_lead

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.unlocked import Unlocked


def suspend_member(*, actor: Unlocked, user_id: int) -> None:
    """One lead alone, at once, until the next roster. Sessions and tokens end.

    Raises NotAllowed (also for oneself), NotVisible, WrongState.
    """
    require_lead(actor)
    with transaction.atomic():
        member = _other(actor, user_id)
        if member.suspended_at is not None or member.ended_at is not None:
            raise WrongState
        member.suspended_at = timezone.now()
        member.save(update_fields=["suspended_at"])
        _end_sessions(member.user)
        audit.write(actor=actor.name, verb=f"member.suspended.{user_id}")


def off_board(*, actor: Unlocked, user_id: int) -> RosterDraft | None:
    """The end of somebody's access, everywhere; and a roster without them proposed.

    Sessions, tokens, second factors, password, every role and coming shifts go at
    once. Their keys go when a second lead signs. None where they stand in no roster,
    where another draft waits, or somebody suspended has to be decided on: then the
    roster page is next. Raises NotAllowed, NotVisible.
    """
    require_lead(actor)
    with transaction.atomic():
        member = _other(actor, user_id)
        if member.ended_at is None:
            _end(member.user, actor.user)
            audit.write(actor=actor.name, verb=f"member.ended.{user_id}")
        return _draft_without(actor, user_id)


def _other(actor: Unlocked, user_id: int) -> Member:
    if user_id == actor.user.pk:
        raise NotAllowed
    rows = Member.objects.select_for_update(of=("self",)).select_related("user")
    member = rows.filter(user=user_id).first()
    if member is None:
        raise NotVisible
    return member


def _end(user: User, by: User) -> None:
    now = timezone.now()
    for keeper in role_keepers():
        keeper.end(user=user, by=by, at=now)
    user.is_active = False
    user.set_unusable_password()
    user.save()
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    release_shifts(user=user)


def _end_sessions(user: User) -> None:
    for model in (KeySession, MemberToken, ResetLink):
        model._default_manager.filter(user=user).delete()
    delete_sessions(user)


def _draft_without(actor: Unlocked, user_id: int) -> RosterDraft | None:
    others = Member.objects.filter(suspended_at__isnull=False).exclude(user=user_id)
    waits = RosterDraft.objects.exists() or others.exists()
    if waits or actor.trust.member(user_id) is None:
        return None
    return propose_roster(actor=actor, accepted={}, left_out={user_id})
