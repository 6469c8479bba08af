"""Nobody signed in opens a page before a second factor is set up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
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
