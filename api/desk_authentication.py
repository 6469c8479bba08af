"""Members of the desk: their browser's unlocked session, or their tool's token.

`Authorization: Bearer wmm_<secret>`. A session counts with its desk cookie alone, and
changes need the CSRF token as on every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from evacuation.errors import WrongCode
from evacuation.services.tokens import PREFIX, Scope, unlocked_from_token
from evacuation.views.guarding import unlocked_from

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from rest_framework.request import Request

    from evacuation.unlocked import Unlocked

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class ScopeMissing(PermissionDenied):
    """A tool that only reads asks to change something."""

    default_code = "scope_missing"

    def __init__(self) -> None:
        super().__init__(_("This token reads cases; a change takes cases.work."))


class MemberAuthentication(BaseAuthentication):
    """Sets `request.user` to the member and `request.auth` to them, unlocked."""

    def authenticate(self, request: Request) -> tuple[User, Unlocked]:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        me = _by_token(header, request) if header else _by_session(request)
        return me.user, me

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="desk"'


def member_of(request: Request) -> Unlocked:
    """Who asks, with their keys open for this request."""
    return cast("Unlocked", request.auth)


def _by_token(header: str, request: Request) -> Unlocked:
    scheme, _space, secret = header.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(PREFIX):
        raise _refused()
    # A tool that may work on cases may read them, too; never the other way round.
    scopes = [Scope.WORK_CASES]
    if request.method in _READING:
        scopes.append(Scope.READ_CASES)
    for scope in scopes:
        try:
            return unlocked_from_token(secret=secret, scope=scope)
        except WrongCode:
            continue
    if _reads(secret):
        raise ScopeMissing
    raise _refused()


def _reads(secret: str) -> bool:
    """Whether it is a good token for reading alone."""
    try:
        unlocked_from_token(secret=secret, scope=Scope.READ_CASES)
    except WrongCode:
        return False
    return True


def _by_session(request: Request) -> Unlocked:
    """Raises AuthenticationFailed for nobody, Locked where keys must be opened."""
    asked = request._request
    if not asked.user.is_authenticated:
        raise _refused()
    me = unlocked_from(asked)
    # DRF exempts its views from the middleware's check; a session must not be.
    SessionAuthentication().enforce_csrf(request)
    return me


def _refused() -> AuthenticationFailed:
    return AuthenticationFailed(
        str(_("Sign in and unlock your keys, or send a token of yours.")),
        code="not_a_member",
    )


class MemberScheme(OpenApiAuthenticationExtension):
    """The security scheme of the schema."""

    target_class = MemberAuthentication
    name = "memberToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": f"{PREFIX}<secret>",
            "description": "A desk member's own token; it opens what their keys open.",
        }
