"""Who holds the key: `Authorization: Bearer wm_<id>_<secret>`.

A browser's session means nothing here. Whether the key, its agreement and its user
still hold is asked of the database on every request, in one query.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from api.models import PartnerApp
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from rest_framework.request import Request

_KEY = re.compile(r"wm_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_USER_FIELDS = ("id", "username", "is_active")
_APP_FIELDS = (
    "id",
    "user_id",
    "key_id",
    "key_hash",
    "scopes",
    "countries",
    "starts_at",
    "ends_at",
    "suspended_at",
    "throttled",
)
_HOLDER = """
SELECT holder.id, holder.username, holder.is_active,
       app.id, app.user_id, app.key_id, app.key_hash, app.scopes, app.countries,
       app.starts_at, app.ends_at, app.suspended_at, app.throttled,
       (SELECT coalesce(max(number), 0) FROM directory_change)
  FROM api_partnerapp AS app JOIN auth_user AS holder ON holder.id = app.user_id
 WHERE app.key_id = %s"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that holds. `latest_change` of the directory comes with the same query.

    `secret`: its 256 random bits, of which only a hash is kept.
    """

    app: PartnerApp
    latest_change: int
    secret: Secret


class KeyAuthentication(BaseAuthentication):
    """Sets `request.user` to the app's service user, `request.auth` to the Key.

    Without an Authorization header the caller is the public. Anything else that is
    not a valid key is refused: a mistyped key must not quietly read less.
    """

    def authenticate(self, request: Request) -> tuple[User, Key] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        scheme, _space, token = header.partition(" ")
        key = _KEY.fullmatch(token.strip())
        if scheme.lower() != "bearer" or key is None:
            raise _refused("invalid_key", _("This is not a key of ours."))
        found = _holder(key[1], key[2])
        if found is None or not _fits(found[1].app, key[2]):
            raise _refused("invalid_key", _("This is not a key of ours."))
        _require_agreement(found[0], found[1].app)
        return found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def app_of(request: Request) -> PartnerApp | None:
    """The app whose key came with the request; None for the public."""
    key = key_of(request)
    return None if key is None else key.app


def key_of(request: Request) -> Key | None:
    """The partner's key that came with the request; a member brings none."""
    return request.auth if isinstance(request.auth, Key) else None


def hash_of(secret: str) -> bytes:
    """What is kept of a key's secret."""
    return hashlib.sha256(secret.encode()).digest()


def _holder(key_id: str, secret: str) -> tuple[User, Key] | None:
    # By hand, because the ORM spends more on this one row than the database does.
    with connection.cursor() as cursor:
        cursor.execute(_HOLDER, [key_id])
        row = cursor.fetchone()
    if row is None:
        return None
    own = len(_USER_FIELDS)
    user = User.from_db("default", _USER_FIELDS, row[:own])
    app = PartnerApp.from_db("default", _APP_FIELDS, row[own:-1])
    return user, Key(app, row[-1], Secret(urlsafe_b64decode(f"{secret}=")))


def _fits(app: PartnerApp, secret: str) -> bool:
    return constant_time_compare(bytes(app.key_hash), hash_of(secret))


def _require_agreement(user: User, app: PartnerApp) -> None:
    now = timezone.now()
    if app.suspended_at is not None or not user.is_active:
        raise _refused("key_suspended", _("This key has been suspended."))
    if not app.starts_at <= now < app.ends_at:
        raise _refused("agreement_ended", _("The sharing agreement is not in force."))


def _refused(code: str, message: str | Promise) -> AuthenticationFailed:
    return AuthenticationFailed(str(message), code=code)


class KeyScheme(OpenApiAuthenticationExtension):
    """The security scheme of the schema."""

    target_class = KeyAuthentication
    name = "partnerKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "wm_<id>_<secret>",
            "description": "A partner app's key. Without one, public entries are read.",
        }
