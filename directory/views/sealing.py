"""A search inside an address: sealed, so that a history says nothing, and expiring."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils import timezone

from directory.errors import DirectoryError, NotVisible
from directory.search.cursor import open_cursor

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from directory.search.cursor import Cursor

Parameters = dict[str, list[str]]
_PURPOSE = b"directory.search in an address"


class SearchExpired(DirectoryError):
    """The sealed search is older than WAYMARK_SEARCH_SEAL_MINUTES."""

    code = "search_expired"
    status = 410


@dataclass(frozen=True, slots=True)
class SealedSearch:
    """What an address carries: the parameters asked and where the reader stands.

    `relaxed` names the relaxation whose pages `cursor` walks, or by which the next
    one to call was found; `tried` holds the providers that were called already.
    """

    parameters: Parameters
    relaxed: str = ""
    cursor: str = ""
    tried: tuple[str, ...] = field(default=())

    @property
    def position(self) -> Cursor | None:
        """Where the page begins. Raises InvalidCursor."""
        return open_cursor(self.cursor) if self.cursor else None

    def at(self, cursor: Cursor | None, relaxed: str) -> str:
        """The sealed address of another page of the same answer; "" without one."""
        if cursor is None:
            return ""
        return seal(replace(self, cursor=cursor.sealed(), relaxed=relaxed))

    def after(self, provider_id: UUID | str) -> SealedSearch:
        """The same search, with one more provider that was called."""
        tried = dict.fromkeys([*self.tried, str(provider_id)])
        return replace(self, cursor="", relaxed="", tried=tuple(tried))


def sealing_began() -> datetime:
    """When the oldest search that still opens was sealed."""
    return timezone.now() - timedelta(minutes=settings.WAYMARK_SEARCH_SEAL_MINUTES)


def seal(search: SealedSearch) -> str:
    """The text that stands in an address."""
    parts = [search.parameters, search.relaxed, search.cursor, search.tried]
    clear = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return _keys().encrypt(clear.encode()).decode()


def unseal(text: str) -> SealedSearch:
    """The search in an address. Raises NotVisible for one not ours, SearchExpired."""
    keys = _keys()
    try:
        clear = keys.decrypt(text.encode())
        sealed_at = keys.extract_timestamp(text.encode())
    except InvalidToken:
        raise NotVisible from None
    if time.time() - sealed_at > settings.WAYMARK_SEARCH_SEAL_MINUTES * 60:
        raise SearchExpired
    parameters, relaxed, cursor, tried = json.loads(clear)
    return SealedSearch(parameters, relaxed, cursor, tuple(tried))


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_key(secret) for secret in secrets])


def _key(secret: str) -> Fernet:
    # The secret is random already: one keyed hash separates this use from others.
    digest = hashlib.blake2b(_PURPOSE, key=secret.encode()[:64], digest_size=32)
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
