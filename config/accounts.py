"""How allauth behaves here: nobody signs up, second-factor secrets are sealed."""

from __future__ import annotations

import hmac
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config.second_factor import STRONG


class Keeper(Protocol):
    """Who keeps keys under people's passwords: the module that settings name."""

    def a_place(self) -> AbstractContextManager[None]:
        """Wait for a place to stretch a password in; raises when there is none."""

    def password_given(self, request: HttpRequest, user: User, password: str) -> None:
        """The login's password was right; the second factor comes next."""

    def password_refused(self, name: str) -> None:
        """Somebody typed this account's name (or nobody's) and another password."""

    def signed_out(self, request: HttpRequest) -> None:
        """Nothing of the stay may open anything any more."""

    def signed_in(self, request: HttpRequest, user: User) -> None:
        """Whoever it is is in, with every factor that they have."""

    def landing(self, user: User) -> str | None:
        """Where somebody with keys lands after signing in; None for others."""

    def password_changed(self, user: User, old: str, new: str) -> None:
        """Inside the transaction that changes the account's password."""


def keeper() -> Keeper:
    return cast("Keeper", import_module(settings.WAYMARK_KEY_KEEPER))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """One password at a time on each core; unknown names cost the same."""
        with keeper().a_place():
            user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            keeper().password_given(request, user, credentials["password"])
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        keeper().password_refused(credentials.get("username", ""))

    def logout(self, request: HttpRequest) -> None:
        keeper().signed_out(request)
        super().logout(request)

    def reauthenticate(self, user: User, password: str) -> bool:
        with keeper().a_place():
            return bool(super().reauthenticate(user, password))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        usual: str = super().get_login_redirect_url(request)
        user = request.user
        return (keeper().landing(user) if user.is_authenticated else None) or usual

    def post_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **hook)
        keeper().signed_in(request, user)
        return answer

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come in by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A name for the client that rate limits can count by, for one day.

        allauth keeps it in the cache, which is a table here: the address itself
        must not stand in it, nor link one day to the next.
        """
        address: str = super().get_client_ip(request)
        day = timezone.now().date().isoformat()
        digest = hmac.new(
            settings.WAYMARK_HMAC_KEY.encode(), f"{day} {address}".encode(), "sha256"
        )
        return digest.hexdigest()[:32]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals one-time code secrets and recovery seeds under WAYMARK_MFA_KEYS."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: without a second factor nothing here opens."""
        others = Authenticator.objects.filter(
            user=authenticator.user, type__in=STRONG
        ).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The clear text; raises `cryptography.fernet.InvalidToken`."""
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.WAYMARK_MFA_KEYS])
