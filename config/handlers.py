"""What a visitor reads when a page broke. It asks no database and cannot break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

if TYPE_CHECKING:
    from django.http import HttpRequest

# A code that was typed is typed again: it shall not lie hidden in a page.
_NEVER_CARRIED = ("receipt",)
_SECONDS = 20 * 60
_LAST_RESORT = (
    b"<!doctype html><title>Contact</title>"
    b"<h1>This page did not work</h1>"
    b"<p>It is our fault, not yours. We do not know whether anything arrived. "
    b"Load this page once more, or go back and send again.</p>"
)


def broken(request: HttpRequest) -> HttpResponse:
    """Status 500, in the words of the door at which it happened."""
    doors = (settings.WAYMARK_HELP_PATH, settings.WAYMARK_MAILBOX_PATH)
    if not request.path_info.lstrip("/").startswith(doors):
        return server_error(request)
    try:
        answer = HttpResponseServerError(_for_requesters(request))
    except Exception:  # noqa: BLE001
        # Whatever is missing, a template or a static file: some answer must come.
        answer = HttpResponseServerError(_LAST_RESORT)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Refresh"] = f"{_SECONDS}; url={settings.WAYMARK_EXIT_URL}"
    return answer


def _for_requesters(request: HttpRequest) -> str:
    """What was typed stands in the page, unseen, and can be sent once more."""
    sent = request.method == "POST"
    language = _language(request)
    shown = {
        "language": language,
        "sent": sent,
        "typed": _typed(request) if sent else [],
        "files": bool(request.FILES) if sent else False,
        "here": request.path,
        "help_title": settings.WAYMARK_HELP_TITLE,
        "help_icon": settings.WAYMARK_HELP_ICON,
        "leave_url": settings.WAYMARK_EXIT_URL,
    }
    with translation.override(language):
        return render_to_string("requester_500.html", shown)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _NEVER_CARRIED
        for value in values
    ]


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("show") or request.POST.get("lang")
    wanted = asked or request.GET.get("lang") or translation.get_language() or ""
    return wanted if wanted in dict(settings.LANGUAGES) else "en"
