"""A text column encrypted at rest, which fails closed.

Fernet tokens under the keys of `WAYMARK_CONTACT_KEYS`, newest first. A value that no
key opens raises; it is never passed on as text, so that a wrong key cannot turn
ciphertext into "data". An empty string stays empty: it says only that nothing is there.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class SealBroken(Exception):
    """A sealed column could not be opened with any key of this installation."""


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current() -> MultiFernet:
    return _fernet(tuple(settings.WAYMARK_CONTACT_KEYS))


def seal(text: str) -> str:
    """Text in, Fernet token out; the empty string stays empty."""
    return _current().encrypt(text.encode()).decode() if text else ""


def unseal(token: str) -> str:
    """Token in, text out. Raises SealBroken, without cause or detail."""
    if not token:
        return ""
    try:
        return _current().decrypt(token.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def reseal(token: str) -> str:
    """The same text under the newest key. Raises SealBroken."""
    if not token:
        return ""
    try:
        return _current().rotate(token.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def is_newest(token: str) -> bool:
    """Whether the newest key opens the token, so that no older one is needed."""
    newest = Fernet(settings.WAYMARK_CONTACT_KEYS[0])
    try:
        newest.decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def mark(kind: str, normalised: str) -> str:
    """Keyed HMAC-SHA256 (hex) of a normalised contact, for duplicate checks only."""
    key = settings.WAYMARK_HMAC_KEY.encode()
    return hmac.new(key, f"{kind}\0{normalised}".encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.TextField[str, str]):
    """`TextField` whose column holds Fernet tokens. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return unseal(value) if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        # Comparing with the empty string is all that a sealed column can answer.
        if lookup_name not in ("exact", "isnull"):
            return None
        return super().get_lookup(lookup_name)
