"""Who may open a page of the desk, and with which keys.

Whoever is no member meets 404, signed in or not. A member whose keys are locked gets
the way to unlock them on the same address, and what they had typed comes back with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.debug import sensitive_post_parameters

from directory.views.opening import zone_named
from evacuation.device import bind, device_of
from evacuation.errors import (
    Barred,
    Busy,
    DeskError,
    Locked,
    NotAllowed,
    NotTrusted,
    NotVisible,
    WrongCode,
)
from evacuation.forms.zones import zone_now
from evacuation.models import Member
from evacuation.services import sessions, unlocking

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

    from evacuation.unlocked import Unlocked

View = Callable[..., HttpResponse]

# The one field of a locked page that is not the person's own form.
PASSWORD = "desk_password"  # noqa: S105 - a name of a field
_NOT_CARRIED = frozenset({PASSWORD, "csrfmiddlewaretoken"})


def for_members(view: View) -> View:
    """The view gets the Member after the request; their keys may be locked."""

    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if device_of(request).waiting is not None:
            return _continue(request)
        member = _member(request)
        if member.suspended_at is not None:
            raise Http404
        with on_the_clock_of(member):
            request.desk_bar = Bar()  # type: ignore[attr-defined]
            # Whose keys are open here can lock them here.
            with suppress(DeskError):
                unlocked_from(request)
            return _answered(view, request, member, **kwargs)

    return guarded


def unlocked(view: View) -> View:
    """The view gets the unlocked member after the request."""

    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if device_of(request).waiting is not None:
            return _continue(request)
        member = _member(request)
        with on_the_clock_of(member):
            try:
                me = _unlocked_member(request, member.user)
            except Barred as refusal:
                return barred_page(request, refusal)
            except NotTrusted as refusal:
                return not_trusted_page(request, refusal)
            except DeskError as refusal:
                return _locked_page(request, refusal)
            return _answered(view, request, me, **kwargs)

    return guarded


def hidden(
    patterns: Sequence[URLPattern | URLResolver],
) -> list[URLPattern | URLResolver]:
    """The same addresses; who is no member meets 404 in every way of asking."""
    hide = hidden_unless(_member)
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = hide(pattern.callback)
    return list(patterns)


def hidden_unless(allowed: Callable[[HttpRequest], object]) -> Callable[[View], View]:
    """Whoever meets Http404 from `allowed` is told nothing else, however they ask.

    "Method not allowed", or that a token is missing, would tell a stranger that the
    address is there. That the view itself looks who asks is not changed by this.
    """

    def made(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            answer = view(request, **kwargs)
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                allowed(request)
            return answer

        guarded.hidden_unless = allowed  # type: ignore[attr-defined]
        return guarded

    return made


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What settings.CSRF_FAILURE_VIEW names; it is asked before any view is."""
    match = request.resolver_match
    allowed = getattr(match.func, "hidden_unless", None) if match else None
    if allowed is not None:
        allowed(request)
    return csrf_failure(request, reason)


def unlocked_from(request: HttpRequest) -> Unlocked:
    """Who this request's cookie opens. Raises Locked (Barred says why), NotTrusted."""
    if not request.user.is_authenticated:
        raise Locked
    me, row = unlocking.unlocked_by(user=request.user, cookie=device_of(request).cookie)
    closing = sessions.closes_at(row) if sessions.closing_soon(row) else None
    request.desk_bar = Bar(closing, is_open=True)  # type: ignore[attr-defined]
    return me


def unlock_device(request: HttpRequest, user: User, password: str) -> None:
    """Open the keys here: another cookie, another session key. Raises DeskError."""
    count_attempt(request, user)
    _row, cookie = unlocking.unlock(
        user=user, password=password, replacing=device_of(request).cookie
    )
    request.session.cycle_key()
    bind(request, cookie)


def count_attempt(request: HttpRequest, user: User) -> None:
    """Whoever sits at a signed-in browser guesses ten times a minute. Raises Busy."""
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        raise Busy("", _("Too many attempts. Wait for a minute."))


class Bar:
    """What every page of the desk says on top: whose clock its times are meant by.

    `is_open`: the keys are, so there is a way to lock them. `closing`: when they lock
    by themselves, once it is less than half an hour away.
    """

    template = "evacuation/member/_bar.html"

    def __init__(
        self, closing: datetime | None = None, *, is_open: bool = False
    ) -> None:
        self.closing, self.is_open = closing, is_open
        # A page that is not there is written after this clock was left.
        self.zone = zone_now()


def on_the_clock_of(member: Member) -> AbstractContextManager[None]:
    """Times are typed and shown as by the clock on the wall of who asks."""
    return timezone.override(zone_named(member.time_zone) or UTC)


def bar(request: HttpRequest) -> dict[str, Any]:
    """For templates: `desk_bar`, on pages for members of the desk."""
    return {"desk_bar": getattr(request, "desk_bar", None)}


def barred_page(request: HttpRequest, refusal: Barred) -> HttpResponse:
    context = {"refusal": refusal, "no_keys": refusal.code == "no_keys"}
    return _private(
        render(request, "evacuation/member/barred.html", context, status=refusal.status)
    )


def not_trusted_page(request: HttpRequest, refusal: NotTrusted) -> HttpResponse:
    return _private(
        render(request, "evacuation/member/not_trusted.html", status=refusal.status)
    )


def _member(request: HttpRequest) -> Member:
    """Raises Http404 for who is not, or no longer, on the desk."""
    if not request.user.is_authenticated:
        raise Http404
    now = timezone.now()
    found = Member.objects.select_related("user").filter(
        user=request.user, ended_at__isnull=True, starts_at__lte=now, ends_at__gt=now
    )
    member = found.first()
    if member is None:
        raise Http404
    return member


def _answered(
    view: View, request: HttpRequest, actor: object, **kwargs: Any
) -> HttpResponse:
    try:
        return view(request, actor, **kwargs)
    except (NotAllowed, NotVisible):
        raise Http404 from None
    except NotTrusted as refusal:
        return not_trusted_page(request, refusal)


def _unlocked_member(request: HttpRequest, user: User) -> Unlocked:
    try:
        return _unlock_here(request, user) or unlocked_from(request)
    except Barred:
        raise
    except Locked:
        # A password would not help: say so instead of asking for it.
        obstacle = unlocking.obstacle(user)
        raise (obstacle or Locked()) from None


def _unlock_here(request: HttpRequest, user: User) -> Unlocked | None:
    """The password on a locked page opens the keys, and the view gets the rest."""
    if PASSWORD not in request.POST:
        return None
    password = request.POST[PASSWORD]
    rest = request.POST.copy()
    del rest[PASSWORD]
    request.POST = rest  # type: ignore[assignment]
    try:
        return unlocked_from(request)  # In another window, meanwhile.
    except Barred:
        raise
    except Locked:
        unlock_device(request, user, password)
    return unlocked_from(request)


def _locked_page(request: HttpRequest, refusal: DeskError) -> HttpResponse:
    posted = request.method == "POST"
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_CARRIED
        for value in values
    ]
    context = {
        "refusal": None if refusal.code == Locked.code else refusal,
        "wrong": isinstance(refusal, WrongCode),
        "posted": posted,
        "carried": carried,
        "files": bool(request.FILES),
        "path": request.get_full_path(),
        "field": PASSWORD,
    }
    return _private(
        render(request, "evacuation/member/locked.html", context, status=Locked.status)
    )


def _continue(request: HttpRequest) -> HttpResponse:
    """Signed in, but the Strict cookie did not come: a click from elsewhere."""
    if request.method not in {"GET", "HEAD"}:
        raise Http404
    context = {"path": request.get_full_path()}
    return _private(render(request, "evacuation/member/continue.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "no-store"
    return response
