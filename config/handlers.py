"""What a visitor reads when a page broke, or what was sent could not be read.

It asks no database and cannot break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import (
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from config.context import site

if TYPE_CHECKING:
    from django.http import HttpRequest

# A code that was typed is typed again: it shall not lie hidden in a page.
_NEVER_CARRIED = ("receipt",)
# Where vouchers answer; their words are as secret.
_VOUCH_PATH = "vouch/"
_SECONDS = 20 * 60
_LAST_RESORT = (
    b"<!doctype html><title>Contact</title>"
    b"<h1>This page did not work</h1>"
    b"<p>It is our fault, not yours. We do not know whether anything arrived. "
    b"Load this page once more, or go back and send again.</p>"
)


_UNREAD_LAST_RESORT = (
    b"<!doctype html><title>Contact</title>"
    b"<h1>This did not arrive</h1>"
    b"<p>Nothing of it was kept. Go back and send it again.</p>"
)


def broken(request: HttpRequest) -> HttpResponse:
    """Status 500, in the words of the door at which it happened."""
    if not _is_at_requesters_door(request):
        return server_error(request)
    try:
        answer = HttpResponseServerError(_broken_page(request))
    except Exception:  # noqa: BLE001
        # Whatever is missing, a template or a static file: some answer must come.
        answer = HttpResponseServerError(_LAST_RESORT)
    return _fading(answer)


def unread(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Status 400: cut off, too large, too many fields, or no form at all.

    No cookie is set, and what was sent is not looked at again: it cannot be read.
    """
    if not _is_at_requesters_door(request):
        return _fresh(
            HttpResponseBadRequest(render_to_string("400.html", site(request)))
        )
    language = _wanted(request.GET.get("lang"))
    try:
        answer = HttpResponseBadRequest(
            _page(request, "requester_400.html", language=language)
        )
    except Exception:  # noqa: BLE001
        answer = HttpResponseBadRequest(_UNREAD_LAST_RESORT)
    return _fading(answer)


def _is_at_requesters_door(request: HttpRequest) -> bool:
    doors = (settings.WAYMARK_HELP_PATH, settings.WAYMARK_MAILBOX_PATH, _VOUCH_PATH)
    return request.path_info.lstrip("/").startswith(doors)


def _fading(answer: HttpResponse) -> HttpResponse:
    """A page that nobody touches goes away by itself."""
    answer.headers["Refresh"] = f"{_SECONDS}; url={settings.WAYMARK_EXIT_URL}"
    return _fresh(answer)


def _fresh(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _broken_page(request: HttpRequest) -> str:
    """What was typed stands in the page, unseen, and can be sent once more."""
    sent = request.method == "POST"
    shown = {
        "sent": sent,
        "typed": _typed(request) if sent else [],
        "files": bool(request.FILES) if sent else False,
    }
    asked = request.POST.get("show") or request.POST.get("lang")
    language = _wanted(asked or request.GET.get("lang"))
    return _page(request, "requester_500.html", language=language, **shown)


def _page(
    request: HttpRequest, template: str, *, language: str, **context: object
) -> str:
    shown = {
        "language": language,
        "here": request.path,
        "help_title": settings.WAYMARK_HELP_TITLE,
        "help_icon": settings.WAYMARK_HELP_ICON,
        "leave_url": settings.WAYMARK_EXIT_URL,
        **context,
    }
    with translation.override(language):
        return render_to_string(template, shown)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _NEVER_CARRIED
        for value in values
    ]


def _wanted(asked: str | None) -> str:
    wanted = asked or translation.get_language() or ""
    return wanted if wanted in dict(settings.LANGUAGES) else "en"
