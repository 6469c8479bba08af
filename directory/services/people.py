"""How people come in, stay and leave: by invitation, until a date, at once."""

from __future__ import annotations

import calendar
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import (
    DirectoryError,
    InvitationSpent,
    NotVisible,
    SamePerson,
    WrongState,
)
from directory.models import Country, Invitation, Monitor
from directory.permissions import require_administrator
from directory.roles import Access, Grant, all_roles, keeper_of, role_keepers
from directory.services.journal import record

if TYPE_CHECKING:
    from collections.abc import Sequence

# A code-name is shown in lists and typed on phones: short, plain, nobody's real name.
CODE_NAME = re.compile(r"[a-z][a-z0-9-]{2,29}")
_CODE_NAME_LOCK: Final = 0x5741_5943


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its secret, which is kept nowhere and shown once."""

    invitation: Invitation
    token: str


def access_until(start: datetime) -> datetime:
    """`settings.WAYMARK_ACCESS_MONTHS` calendar months after `start`."""
    months = start.month - 1 + settings.WAYMARK_ACCESS_MONTHS
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


@transaction.atomic
def invite_person(
    *,
    actor: User,
    role: str,
    countries: Sequence[str],
    code_name: str,
    sponsor: str = "",
) -> Invited:
    """A single-use link for somebody new; `sponsor` is the code-name of who vouches.

    Without a sponsor the actor vouches. Raises NotAllowed; DirectoryError naming
    `role`, `countries`, `code_name` or `sponsor`.
    """
    require_administrator(actor)
    _check_role(role, countries)
    _hold_code_name(code_name)
    _check_code_name(code_name)
    invited = _issue(
        role=role,
        countries=sorted(set(countries)),
        code_name=code_name,
        sponsor=_sponsor(sponsor) if sponsor else actor,
    )
    record("person.invited", actor=actor)
    return invited


@transaction.atomic
def invite_first_administrator(*, code_name: str) -> Invited:
    """For whoever holds the server: a link for an administrator, without a sponsor.

    Raises DirectoryError naming `code_name`.
    """
    _hold_code_name(code_name)
    _check_code_name(code_name)
    invited = _issue(
        role=Monitor.Role.ADMINISTRATOR,
        countries=[],
        code_name=code_name,
        sponsor=None,
    )
    record("person.invited", actor=None)
    return invited


@transaction.atomic
def invite_back(*, actor: User, user_id: int) -> Invited:
    """A new link for somebody who lost their password or second factor.

    Using it replaces both and signs them out everywhere. Links that they were given
    before stop working. Raises NotAllowed,
    NotVisible, SamePerson, WrongState where the access has been ended.
    """
    require_administrator(actor)
    user = _lock_person(user_id)
    if user == actor:
        raise SamePerson
    if not user.is_active:
        raise WrongState
    open_links = Invitation.objects.filter(user=user, used_at__isnull=True)
    open_links.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    invited = _issue(
        role="", countries=[], code_name=user.username, sponsor=actor, user=user
    )
    record("person.invited_back", actor=actor, about=user)
    return invited


@transaction.atomic
def withdraw_invitation(*, actor: User, invitation_id: int) -> None:
    """The link stops working. Raises NotAllowed, NotVisible for one already used."""
    require_administrator(actor)
    waiting = Invitation.objects.filter(pk=invitation_id, used_at__isnull=True)
    if not waiting.update(withdrawn_at=timezone.now()):
        raise NotVisible
    record("invitation.withdrawn", actor=actor)


def open_invitation(token: str) -> Invitation:
    """The invitation that this link opens. Looking at it does not use it up.

    Raises InvitationSpent, whatever the reason: unknown, used, withdrawn, run out.
    """
    found = Invitation.objects.filter(token_hash=_hash(token)).first()
    return _usable(found)


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Use the link up: the account, its password and its role.

    Raises InvitationSpent; `ValidationError` where the password is refused (nothing
    is used up then).
    """
    locked = Invitation.objects.select_for_update(of=("self",))
    invitation = _usable(locked.filter(token_hash=_hash(token)).first())
    user = invitation.user or User(username=invitation.code_name)
    validate_password(password, user)
    if invitation.user is None:
        _take_code_name(user, password)
        _grant(invitation, user)
    else:
        _renew_credentials(user, password)
    invitation.used_at, invitation.user = timezone.now(), user
    invitation.save()
    record("invitation.accepted", actor=user, about=user)
    return user


@transaction.atomic
def renew_access(*, actor: User, user_id: int) -> None:
    """A second person lets the access run on from today.

    Raises NotAllowed, NotVisible, SamePerson, WrongState where it has been ended.
    """
    require_administrator(actor)
    user = _lock_person(user_id)
    if user == actor:
        raise SamePerson
    until = access_until(timezone.now())
    renewed = [k.renew(user=user, by=actor, until=until) for k in role_keepers()]
    if not any(renewed):
        raise WrongState
    record("person.renewed", actor=actor, about=user)


@transaction.atomic
def end_access(*, actor: User, user_id: int) -> None:
    """Out at once: every role, the password, the second factors, every session.

    Raises NotAllowed, NotVisible, WrongState where it has been ended already.
    """
    require_administrator(actor)
    user = _lock_person(user_id)
    now = timezone.now()
    ended = [keeper.end(user=user, by=actor, at=now) for keeper in role_keepers()]
    if not any(ended):
        raise WrongState
    user.is_active = False
    user.set_unusable_password()
    user.save()
    Authenticator.objects.filter(user=user).delete()
    delete_sessions(user)
    record("person.ended", actor=actor, about=user)


def delete_sessions(user: User) -> None:
    """Sign the user out everywhere."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def people(actor: User) -> list[Access]:
    """Everybody of every floor: who runs out first stands first, ended ones last.

    Raises NotAllowed. One query for each floor.
    """
    require_administrator(actor)
    found = [access for keeper in role_keepers() for access in keeper.accesses()]
    return sorted(found, key=lambda a: (a.ended_at is not None, a.ends_at))


def waiting_invitations(actor: User) -> list[Invitation]:
    """Links that still work. Raises NotAllowed."""
    require_administrator(actor)
    waiting = Invitation.objects.filter(
        used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    )
    return list(waiting.select_related("sponsor").order_by("expires_at"))


def _check_role(role: str, countries: Sequence[str]) -> None:
    found = all_roles().get(role)
    if found is None:
        raise DirectoryError("role", _("Choose a role."))
    if found.by_country and not countries:
        raise DirectoryError("countries", _("Choose at least one country."))
    if not found.by_country and countries:
        raise DirectoryError("countries", _("This role is not given by country."))
    known = Country.objects.filter(code__in=countries).values_list("code", flat=True)
    if set(countries) - set(known):
        raise DirectoryError("countries", _("Choose countries of the list."))


def _hold_code_name(code_name: str) -> None:
    """One invitation to a code-name at a time, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))",
            [_CODE_NAME_LOCK, code_name.replace("\0", "")],
        )


def _check_code_name(code_name: str) -> None:
    if not CODE_NAME.fullmatch(code_name):
        raise DirectoryError(
            "code_name",
            _("Use 3 to 30 small Latin letters, digits or hyphens; a letter first."),
        )
    taken = User.objects.filter(username__iexact=code_name).exists()
    promised = Invitation.objects.filter(
        code_name=code_name,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    if taken or promised.exists():
        raise DirectoryError("code_name", _("This code-name is taken: choose another."))


def _sponsor(code_name: str) -> User:
    found = User.objects.filter(username=code_name, is_active=True).first()
    if found is None:
        raise DirectoryError("sponsor", _("Nobody here has this code-name."))
    return found


def _issue(
    *,
    role: str,
    countries: list[str],
    code_name: str,
    sponsor: User | None,
    user: User | None = None,
) -> Invited:
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation.objects.create(
        token_hash=_hash(token),
        role=role,
        countries=countries,
        code_name=code_name,
        sponsor=sponsor,
        user=user,
        created_at=now,
        expires_at=now + timedelta(hours=settings.WAYMARK_INVITATION_HOURS),
    )
    return Invited(invitation, token)


def _hash(token: str) -> str:
    # 256 random bits: a plain hash cannot be guessed backwards.
    return hashlib.sha256(token.encode()).hexdigest()


def _usable(invitation: Invitation | None) -> Invitation:
    if (
        invitation is None
        or invitation.used_at is not None
        or invitation.withdrawn_at is not None
        or invitation.expires_at <= timezone.now()
    ):
        raise InvitationSpent
    return invitation


def _take_code_name(user: User, password: str) -> None:
    if User.objects.filter(username__iexact=user.username).exists():
        # Promised to somebody else since: a new invitation needs another name.
        raise InvitationSpent
    user.set_password(password)
    user.save(force_insert=True)


def _grant(invitation: Invitation, user: User) -> None:
    now = timezone.now()
    keeper_of(invitation.role).grant(
        Grant(
            user=user,
            role=invitation.role,
            countries=tuple(invitation.countries),
            sponsor=invitation.sponsor,
            starts_at=now,
            ends_at=access_until(now),
        )
    )


def _renew_credentials(user: User, password: str) -> None:
    if not user.is_active:
        raise InvitationSpent
    user.set_password(password)
    user.save()
    Authenticator.objects.filter(user=user).delete()
    delete_sessions(user)


def _lock_person(user_id: int) -> User:
    known = {a.user_id for keeper in role_keepers() for a in keeper.accesses()}
    found = User.objects.select_for_update().filter(pk=user_id).first()
    if found is None or found.pk not in known:
        raise NotVisible
    return found
