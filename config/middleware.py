"""Headers for everything, and the stock middleware for pages alone.

A partner's request to the API carries a key: a session, a language cookie, a
message store, a CSRF token or a page's content policy mean nothing there, cost
time, and would be one more thing to get wrong.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

GetResponse = Callable[[HttpRequest], HttpResponseBase]

API_PREFIXES = ("/api/", "/hsds/")
# The documentation below /api/ is a page and needs the pages' content policy.
API_PAGES = "/api/docs"
# A member's browser may ask for these with the session that the pages have.
API_WITH_SESSIONS = ("/api/v1/cases/", "/api/v1/country-", "/api/v1/pathways/")
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


def is_api(request: HttpRequest) -> bool:
    path = request.path_info
    pages = (API_PAGES, *API_WITH_SESSIONS)
    return path.startswith(API_PREFIXES) and not path.startswith(pages)


class PagesOnly(MiddlewareMixin):
    """Put before a stock middleware, it lets API requests pass it by."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_api(request):
            return self.get_response(request)  # type: ignore[return-value]
        return super().__call__(request)  # type: ignore[return-value]


class PageCSPMiddleware(PagesOnly, CSPMiddleware):
    pass


# What Django's session keys are made of, and what no other key is looked up with: a
# NUL byte, for one, is an error in PostgreSQL and would be one on every page.
SESSION_KEY = re.compile(r"[a-z0-9]{8,64}")


class PageEncodingMiddleware:
    """Pages speak UTF-8: what says it is written otherwise is refused at once.

    Django refuses such a form as well, but each time that anybody looks at it, the
    page of the refusal included.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.encoding
        if said is not None and not request.path_info.startswith(API_PREFIXES):
            request.encoding = "utf-8"
            if codecs.lookup(said).name != "utf-8":
                raise BadRequest("The body is not UTF-8")
        return self.get_response(request)


class PageSessionMiddleware(PagesOnly, SessionMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        sent = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        key = sent if sent and SESSION_KEY.fullmatch(sent) else None
        request.session = self.SessionStore(key)


class PageCommonMiddleware(PagesOnly, CommonMiddleware):
    pass


class PageAuthenticationMiddleware(PagesOnly, AuthenticationMiddleware):
    pass


class PageMessageMiddleware(PagesOnly, MessageMiddleware):
    pass


class PageCsrfMiddleware(PagesOnly, CsrfViewMiddleware):
    def process_view(
        self,
        request: HttpRequest,
        callback: Callable[..., Any],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> Any:
        if is_api(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)


class PageLocaleMiddleware(PagesOnly, LocaleMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A thread keeps the language of the page it served before.
        if is_api(request):
            translation.activate(settings.LANGUAGE_CODE)
        return super().__call__(request)


class HeadersMiddleware:
    """Security headers that stock middleware does not set; no-store where it counts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        headers = response.headers
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if is_api(request):
            headers.setdefault("Content-Security-Policy", API_POLICY)
        elif _is_private(request):
            headers["Cache-Control"] = "no-store"
        return response


def _is_private(request: HttpRequest) -> bool:
    """Whether the page was made for somebody: it must not outlive the visit."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated)
