"""Leaving the desk: suspended at once by one lead, ended by one service, listed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from directory.models import Reveal
from directory.roles import role_keepers
from directory.services.people import delete_sessions
from evacuation import audit
from evacuation.board import case_code
from evacuation.errors import NotAllowed, NotVisible, WrongState
from evacuation.models import (
    AuditRow,
    KeySession,
    Member,
    MemberToken,
    ResetLink,
    RosterDraft,
)
from evacuation.services.duty import release_shifts
from evacuation.services.roster_changes import propose_roster, require_lead
from evacuation.shred.models import ShredRow
from evacuation.vault import chain
from evacuation.vault.cards import member_name
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from evacuation.unlocked import Unlocked

_CASE = "case:"


@dataclass(frozen=True, slots=True)
class Seen:
    """One case that somebody had before them: what they did there, how often."""

    case: UUID
    verbs: tuple[tuple[str, int], ...]

    @property
    def code(self) -> str:
        return case_code(self.case)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an account has opened: cases that still are, a count of shredded ones.

    `contacts`: restricted contacts of the directory, by entry and time.
    """

    cases: tuple[Seen, ...]
    shredded: int
    contacts: tuple[tuple[str, datetime], ...]


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


def exposure(*, actor: Unlocked, user_id: int) -> Exposure:
    """From the audit: which cases they opened, wrote into, revealed. A lead's list.

    Raises NotAllowed, NotVisible.
    """
    require_lead(actor)
    member = Member.objects.select_related("user").filter(user=user_id).first()
    if member is None:
        raise NotVisible
    rows = AuditRow.objects.filter(actor=member_name(user_id)).exclude(pseudonym=b"")
    done: dict[bytes, Counter[str]] = {}
    for pseudonym, verb in rows.values_list("pseudonym", "verb"):
        done.setdefault(bytes(pseudonym), Counter())[verb] += 1
    cases = _cases_of(set(done))
    seen = [
        Seen(case, tuple(sorted(done[pseudonym].items())))
        for pseudonym, case in cases.items()
    ]
    audit.write(actor=actor.name, verb=f"exposure.listed.{user_id}")
    return Exposure(
        cases=tuple(sorted(seen, key=lambda one: one.code)),
        shredded=len(done) - len(cases),
        contacts=_contacts(member.user),
    )


def _cases_of(pseudonyms: set[bytes]) -> dict[bytes, UUID]:
    """Which case a pseudonym is, for as long as its shred row stands."""
    found = {}
    rows = ShredRow.objects.filter(scope__startswith=_CASE)
    for scope, key in rows.values_list("scope", "audit_key").iterator():
        case = UUID(scope.removeprefix(_CASE))
        pseudonym = chain.pseudonym(Secret(bytes(key)), case)
        if pseudonym in pseudonyms:
            found[pseudonym] = case
    return found


def _contacts(user: User) -> tuple[tuple[str, datetime], ...]:
    rows = Reveal.objects.filter(by=user).select_related("provider").order_by("at")
    return tuple((str(row.provider), row.at) for row in rows)


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
