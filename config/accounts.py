"""How allauth behaves here: nobody signs up, second-factor secrets are sealed."""

from __future__ import annotations

import hmac

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from config.second_factor import STRONG


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
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
