"""What signing in and a new password mean for a member's keys (config/accounts.py).

After the login's password the seeds wait, sealed, for the second factor, and open under
another cookie: nobody types a second password. Every member's session is bound to its
cookie, also while they have no keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse

from evacuation import audit
from evacuation.device import bind, device_of, expect, expected, release
from evacuation.models import Member
from evacuation.services import sessions, unlocking
from evacuation.services.resetting import password_changed
from evacuation.services.sessions import Cookie
from evacuation.services.stretching import a_place
from evacuation.vault.cards import member_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

__all__ = [
    "a_place",
    "landing",
    "password_changed",
    "password_given",
    "password_refused",
    "signed_in",
    "signed_out",
]


def password_given(request: HttpRequest, user: User, password: str) -> None:
    """The password was right: the seeds wait for the second factor. Raises Busy."""
    cookie = unlocking.prepare(user=user, password=password)
    if cookie is not None:
        expect(request, cookie)


def signed_in(request: HttpRequest, user: User) -> None:
    """Every factor was right: what waits opens under another cookie."""
    pending = expected(request)
    if not Member.objects.filter(user=user, ended_at__isnull=True).exists():
        return
    cookie = None
    if is_mfa_enabled(user):
        cookie = unlocking.complete(user=user, pending=pending)
    bind(request, cookie or Cookie())


def password_refused(name: str) -> None:
    """Recorded with the member, or "unknown": never what was typed, nor an address."""
    member = Member.objects.filter(user__username=name.replace("\0", "")).first()
    actor = member_name(member.user_id) if member else "unknown"
    audit.write(actor=actor, verb="member.sign_in_failed")


def signed_out(request: HttpRequest) -> None:
    """The keys lock with it, and the browser forgets its half."""
    sessions.close(cookie=device_of(request).cookie)
    release(request)


def landing(user: User) -> str | None:
    """The cases, or a member's own keys while they have none; None for others."""
    member = Member.objects.filter(user=user, ended_at__isnull=True).first()
    if member is None:
        return None
    proven = member.code_proven_at is not None
    return reverse("evacuation:cases" if proven else "evacuation:own_keys")
