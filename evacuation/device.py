"""The device that a request comes from: the cookie without which a member is nobody.

A member's signed-in session names the digest of a cookie that only their browser holds.
A session row from a dump, or its key, is therefore no login: without the cookie the
request is anonymous, for every page of the house. The cookie is Strict, so a click from
elsewhere comes without it: nothing is dropped, and the desk's pages offer to continue.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render

from evacuation.errors import Busy
from evacuation.services.sessions import Cookie, read_cookie

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

COOKIE = "__Host-desk"
# In the signed-in session: the digest of the cookie that belongs to it.
BOUND = "desk"
# In the session between password and second factor.
PENDING = "desk_pending"


@dataclass(slots=True)
class Device:
    """`cookie`: what the browser brought and this session is bound to.

    `waiting`: who this would be, had the cookie come. `fresh` goes out with the answer;
    `released`: the browser drops its cookie.
    """

    cookie: Cookie | None = None
    waiting: User | None = None
    fresh: Cookie | None = None
    released: bool = False


def device_of(request: HttpRequest) -> Device:
    return cast("Device", request.desk_device)  # type: ignore[attr-defined]


def bind(request: HttpRequest, cookie: Cookie) -> None:
    """From now on this signed-in session is worth nothing without that cookie."""
    device = device_of(request)
    device.cookie = device.fresh = cookie
    request.session[BOUND] = cookie.digest()


def release(request: HttpRequest) -> None:
    """Whoever it was leaves: the browser forgets its cookie."""
    device = device_of(request)
    device.cookie = device.fresh = None
    device.released = True


def expect(request: HttpRequest, cookie: Cookie) -> None:
    """The password was right: this cookie waits for the second factor."""
    device_of(request).fresh = cookie
    request.session[PENDING] = cookie.digest()


def expected(request: HttpRequest) -> Cookie | None:
    """The waiting cookie, if the browser brought the one of this session. Once."""
    digest = request.session.pop(PENDING, "")
    cookie = _brought(request)
    return cookie if cookie is not None and _fits(cookie, digest) else None


class DeviceMiddleware:
    """Behind Django's own authentication, before anything asks who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        device = Device()
        request.desk_device = device  # type: ignore[attr-defined]
        digest = _bound_to(request)
        if digest:
            _compare(request, device, digest)
        response = self.get_response(request)
        if device.fresh is not None:
            _give(response, device.fresh)
        elif device.released:
            response.delete_cookie(COOKIE, samesite="Strict")
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Too many passwords at once, wherever one was typed."""
        if not isinstance(exception, Busy):
            return None
        answer = render(request, "evacuation/member/busy.html", status=Busy.status)
        answer.headers["Retry-After"] = "5"
        return answer


def _bound_to(request: HttpRequest) -> str:
    # Who brings no session is nobody's: public pages must not depend on cookies.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    session = getattr(request, "session", None)
    return str(session.get(BOUND, "")) if session is not None else ""


def _compare(request: HttpRequest, device: Device, digest: str) -> None:
    cookie = _brought(request)
    if cookie is not None and _fits(cookie, digest):
        device.cookie = cookie
    elif request.user.is_authenticated:
        device.waiting = request.user
        request.user = AnonymousUser()


def _brought(request: HttpRequest) -> Cookie | None:
    return read_cookie(request.COOKIES.get(COOKIE, ""))


def _fits(cookie: Cookie, digest: str) -> bool:
    return hmac.compare_digest(cookie.digest(), digest)


def _give(response: HttpResponseBase, cookie: Cookie) -> None:
    # Without an age: it goes when the browser closes.
    response.set_cookie(
        COOKIE, cookie.text(), secure=True, httponly=True, samesite="Strict"
    )
