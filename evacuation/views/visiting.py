"""The frame of every mailbox page: language, visit, foreign forms, headers."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evacuation.errors import NotTrusted, WrongCode
from evacuation.help_texts import choose, offers
from evacuation.services.files import most_bytes_at_once
from evacuation.services.visits import continue_visit, end_visit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evacuation.services.visits import Visiting

COOKIE = "__Host-mailbox"
# What may come at all: beyond it not even the words of a form are read.
_HARD_LIMIT = 5
View = Callable[..., "HttpResponse"]


def page(
    request: HttpRequest, name: str, status: int = 200, **context: Any
) -> HttpResponse:
    """One page of the mailbox in the language that was chosen; never kept."""
    language = translation.get_language()
    carried = f"?lang={language}" if _chosen(request) else ""
    shown = {
        "language": language,
        "offers": offers(),
        "translation_note": choose(language).note,
        "carried": carried,
        "help_title": settings.WAYMARK_HELP_TITLE,
        "help_icon": settings.WAYMARK_HELP_ICON,
        "leave_url": reverse("evacuation:mailbox_exit"),
        "here": request.path,
        **context,
    }
    answer = render(request, f"evacuation/mailbox/{name}.html", shown, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = language
    return answer


def going_to(request: HttpRequest, *, done: bool = False) -> str:
    """The mailbox's address with the language. `done`: something has just arrived.

    What it was never stands there: a browser's history keeps addresses.
    """
    words = ["n=1"] if done else []
    if _chosen(request):
        words.append(f"lang={translation.get_language()}")
    home = reverse("evacuation:mailbox")
    return f"{home}?{'&'.join(words)}" if words else home


def door(*methods: str) -> Callable[[View], View]:
    """A page without a session of Django's, so without its token: ours are below.

    A form of another site is refused, a body that is far too large is not read.
    """

    def made(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if _is_too_large(request):
                return page(request, "too_large", status=413)
            with translation.override(_language(request)):
                if request.method == "POST" and is_foreign(request):
                    return page(request, "foreign", status=403)
                try:
                    return view(request, **kwargs)
                except NotTrusted:
                    return page(request, "unavailable", status=503)

        return csrf_exempt(require_http_methods(methods)(guarded))

    return made


def for_visitors(view: View) -> View:
    """The view gets the open visit after the request; else the receipt is asked for.

    What was typed comes back as it was once the receipt is there again.
    """

    @door("GET", "HEAD", "POST")
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        visiting = visit_of(request)
        if visiting is None or not _is_own_form(request, visiting):
            return ask_for_receipt(request, over=True, kept=request.POST.get("text"))
        try:
            return view(request, visiting, **kwargs)
        except WrongCode:
            # Erased meanwhile: there is nothing left that this receipt opens.
            return ask_for_receipt(request, over=True)

    return guarded


def ask_for_receipt(
    request: HttpRequest, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The form that takes the receipt. `kept`: words that wait for it."""
    return page(
        request,
        "sign_in",
        status=403 if context.get("over") and request.method == "POST" else status,
        **{**context, "here": reverse("evacuation:mailbox")},
    )


def visit_of(request: HttpRequest) -> Visiting | None:
    return continue_visit(cookie=request.COOKIES.get(COOKIE, ""))


def give_cookie(answer: HttpResponse, cookie: str) -> None:
    # Without an age: it goes when the browser closes.
    answer.set_cookie(COOKIE, cookie, secure=True, httponly=True, samesite="Strict")


def end(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The visit is over, on the server and on the device."""
    end_visit(cookie=request.COOKIES.get(COOKIE, ""))
    answer.set_cookie(
        COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Strict"
    )
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_foreign(request: HttpRequest) -> bool:
    """Whether another site's page sent this. Old phones say nothing: they pass."""
    origin = request.headers.get("Origin")
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if origin is not None and origin not in own:
        return True
    return request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def _is_own_form(request: HttpRequest, visiting: Visiting) -> bool:
    if request.method != "POST":
        return True
    sent = request.POST.get("token", "").encode()
    return hmac.compare_digest(sent, visiting.token.encode())


def _is_too_large(request: HttpRequest) -> bool:
    return body_length(request) > _HARD_LIMIT * most_bytes_at_once()


def body_length(request: HttpRequest) -> int:
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isdecimal() else 0


def _language(request: HttpRequest) -> str:
    wanted = _chosen(request) or translation.get_language() or settings.LANGUAGE_CODE
    return choose(wanted).code


def _chosen(request: HttpRequest) -> str:
    said = request.POST.get("lang") or request.GET.get("lang") or ""
    return said if said in dict(settings.LANGUAGES) else ""
