"""The second factor: nobody signed in goes without, and asking anew keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from config.middleware import PagesOnly

# Recovery codes alone are no second factor: they come with one of these.
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What setting it up, or leaving, needs.
OPEN_WITHOUT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "healthz",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "set_language",
    }
)


class SecondFactorMiddleware(PagesOnly):
    """Asked on every page: whoever loses the last factor sets one up again first."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        arguments: tuple[Any, ...],
        keywords: dict[str, Any],
    ) -> HttpResponse | None:
        match = request.resolver_match
        user = getattr(request, "user", None)
        if match is None or match.view_name in OPEN_WITHOUT:
            return None
        if user is None or not user.is_authenticated or is_mfa_enabled(user, STRONG):
            return None
        return redirect("mfa_index")


class ReauthenticationMiddleware(PagesOnly):
    """Asks again who it is, and forgets what was sent.

    allauth would lay the whole request into the session row, to go on with it
    afterwards: form fields, cookies and the client's address, in clear. Here people
    come back to the page and send it again.
    """

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        asks = ways[0]["url"] if ways else None
        return redirect_to_login(request.get_full_path(), asks)
