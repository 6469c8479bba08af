"""Asking for help: a page without account, cookie, session or script.

Nothing is kept before it is sent, and nothing of it stays in the browser after.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from directory.models.choices import Level
from directory.views.viewing import viewer_if_asked, viewer_of
from evacuation.answers import Asking, Origin
from evacuation.errors import NotTrusted, TooLongText
from evacuation.forms.countries import countries
from evacuation.forms.intake import AskForm
from evacuation.help_texts import choose, offers, text_version
from evacuation.networks import network_of
from evacuation.services.form_tokens import new_form, read_form
from evacuation.services.intake import submit_request, was_sent
from evacuation.services.leaving import put_away, was_put_away
from evacuation.services.status import form_may_open, promise_now
from evacuation.trusting import house, pepper, trust_now
from evacuation.vault.secret import CannotOpen
from evacuation.views.guarding import hidden_unless
from evacuation.views.public_lines import public_lines
from evacuation.views.visiting import is_foreign

if TYPE_CHECKING:
    from django.http import HttpRequest

    from evacuation.answers import Answers
    from evacuation.help_texts import Chosen
    from evacuation.services.form_tokens import FormToken
    from evacuation.services.intake import Submitted
    from evacuation.views.public_lines import Line

# A page that nobody touches goes away by itself: a form after its key is worth
# nothing, the one with the receipt sooner.
_FORM_SECONDS = 65 * 60
_RECEIPT_SECONDS = 20 * 60
_MOST_LINES = 30
_TEMPLATES = "evacuation/help/"
# Where the key of a form goes into a page that is filled for everybody.
_KEY = "{key}"


# No cookie is set, so no token can be compared: a foreign Origin is refused instead.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The questions; posted, the request and its receipt in one answer."""
    chosen = choose(_wanted_language(request))
    with translation.override(chosen.code):
        door = _Door(request, chosen)
        if request.method == "POST":
            return door.posted()
        return door.opened()


def _monitors_alone(request: HttpRequest) -> None:
    if viewer_of(request).level < Level.MONITORS:
        raise Http404


@hidden_unless(_monitors_alone)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_someone(request: HttpRequest) -> HttpResponse:
    """The same questions, answered by a monitor together with the person.

    The monitor is signed in, so this page has a cookie and a token. The receipt is the
    person's; who entered the request is recorded nowhere.
    """
    _monitors_alone(request)
    chosen = choose(_wanted_language(request))
    with translation.override(chosen.code):
        door = _Door(request, chosen, assisted=True)
        if request.method == "POST":
            return door.posted()
        return door.opened()


def menu(request: HttpRequest) -> dict[str, Any]:
    """For templates: `asks_for_someone`, on pages that know already who looks."""
    return {"asks_for_someone": lambda: _helps_others(request)}


def _helps_others(request: HttpRequest) -> bool:
    viewer = viewer_if_asked(request)
    return viewer is not None and viewer.level >= Level.MONITORS


@require_safe
def what_happens(request: HttpRequest) -> HttpResponse:
    """In plain words: who reads what is written, and what cannot be promised."""
    chosen = choose(_wanted_language(request))
    with translation.override(chosen.code):
        here, back = reverse("evacuation:what_happens"), reverse("evacuation:ask")
        context = {"here": here, "ask_url": f"{back}?lang={chosen.code}"}
        return _Door(request, chosen).page("promise.html", context)


class _Door:
    """One visit to the page, alone or with a monitor's help."""

    def __init__(
        self, request: HttpRequest, chosen: Chosen, *, assisted: bool = False
    ) -> None:
        self.request, self.chosen, self.assisted = request, chosen, assisted

    @property
    def here(self) -> str:
        return reverse(
            "evacuation:ask_for_someone" if self.assisted else "evacuation:ask"
        )

    def opened(self) -> HttpResponse:
        if not (_is_trusted() and form_may_open()):
            return self.page("closed.html", _told_apart(_all_lines()), status=503)
        more = reverse("evacuation:what_happens")
        return self.page("start.html", {"more": f"{more}?lang={self.chosen.code}"})

    def posted(self) -> HttpResponse:
        if is_foreign(self.request):
            return self.page("foreign.html", {}, status=403)
        token = _token(self.request)
        if "start" in self.request.POST:
            return self.begun()
        if "show" in self.request.POST:
            fresh = token if token is not None and token.is_good else new_form()
            return self.questions(
                AskForm.carrying(self.request.POST, assisted=self.assisted), fresh
            )
        if token is not None and "leave" in self.request.POST:
            return self.left(token)
        if token is None or not token.is_good:
            return self.expired(token)
        if was_put_away(token):
            return self.page(
                "kept.html", {"mailbox_url": reverse("evacuation:mailbox")}, status=410
            )
        return self.sent(token)

    def left(self, token: FormToken) -> HttpResponse:
        """The code is kept: going back, and sending again, shows it to nobody."""
        put_away(form=token)
        return self.page("kept.html", {"leaving": True}, seconds=0)

    def begun(self) -> HttpResponse:
        """The questions, as the answer to a POST: browsers keep no such page as it was
        typed, which they may do with a page that was merely opened.
        """
        if not (_is_trusted() and form_may_open()):
            return self.opened()
        token = new_form()
        if self.assisted:
            return self.questions(_untouched(self.chosen.code, assisted=True), token)
        before, after = _blank(countries=_named_countries(), **self.said())
        return self.answer(f"{before}{token.written()}{after}")

    def expired(self, token: FormToken | None) -> HttpResponse:
        """Everything typed comes back under a fresh key."""
        form = AskForm.carrying(self.request.POST, assisted=self.assisted)
        problem = _expired_words()
        if token is not None and was_sent(token):
            problem = _already_words()
        return self.questions(form, new_form(), problem=problem, status=410)

    def sent(self, token: FormToken) -> HttpResponse:
        form = AskForm(self.request.POST, assisted=self.assisted)
        if not form.is_valid():
            return self.questions(form, token, faults=form.faults, status=422)
        answers = form.answers(
            text_version=text_version(self.chosen.code),
            origin=Origin.ASSISTED if self.assisted else Origin.FORM,
        )
        try:
            found = submit_request(
                answers=answers,
                form=token,
                network=network_of(self.request),
                trapped=form.trapped,
            )
        except NotTrusted:
            return self.questions(
                form, token, untrusted=True, **_told_apart(_all_lines()), status=503
            )
        except TooLongText as refusal:
            return self.questions(form, token, problem=refusal.message, status=422)
        return self.receipt(found, token, answers)

    def receipt(
        self, found: Submitted, token: FormToken, answers: Answers
    ) -> HttpResponse:
        mailbox = reverse("evacuation:mailbox")
        context = {
            "groups": found.receipt.shown().split("-"),
            "created": found.created,
            "level": found.level,
            "danger": answers.danger,
            "about_another": self.assisted or answers.asking != Asking.SELF,
            "token": token.written(),
            "covered": promise_now().now,
            **_told_apart(public_lines(answers.country)),
            "mailbox_url": mailbox,
            "mailbox_address": self.request.build_absolute_uri(mailbox),
        }
        response = self.page("sent.html", context, seconds=_RECEIPT_SECONDS)
        # A browser may hold the page before this one in memory, as it was typed.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def questions(
        self, form: AskForm, token: FormToken, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        found = {"countries": countries(), "token": token.written(), **_asked(form)}
        return self.page("ask.html", {**found, **context}, status=status)

    def page(
        self,
        template: str,
        context: dict[str, Any],
        *,
        status: int = 200,
        seconds: int = _FORM_SECONDS,
    ) -> HttpResponse:
        html = render_to_string(
            _TEMPLATES + template,
            {**self.said(), **context},
            # For its token; nothing else of the page depends on who asks.
            self.request if self.assisted else None,
        )
        return self.answer(html, status=status, seconds=seconds)

    def said(self) -> dict[str, Any]:
        """What every page takes, by name; values that can be compared."""
        return {
            "language": self.chosen.code,
            "translation_note": self.chosen.note,
            "offers": tuple(offers()),
            "help_title": settings.WAYMARK_HELP_TITLE,
            "help_icon": settings.WAYMARK_HELP_ICON,
            "here": self.here,
            "assisted": self.assisted,
            "leave_url": settings.WAYMARK_EXIT_URL,
        }

    def answer(
        self, html: str, *, status: int = 200, seconds: int = _FORM_SECONDS
    ) -> HttpResponse:
        response = HttpResponse(html, status=status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Language"] = self.chosen.code
        response.headers["Refresh"] = f"{seconds}; url={settings.WAYMARK_EXIT_URL}"
        return response


@lru_cache(maxsize=8)
def _blank(**said: Any) -> tuple[str, str]:
    """What stands before and after the key in a form that nobody has touched.

    It is the same for everybody, and filling it costs more than all else of the page.
    `said`: all that it says otherwise, `countries` included.
    """
    form = _untouched(said["language"])
    context = {**said, **_asked(form), "token": _KEY}
    before, _key, after = render_to_string(f"{_TEMPLATES}ask.html", context).partition(
        _KEY
    )
    return before, after


def _untouched(language: str, *, assisted: bool = False) -> AskForm:
    asking = Asking.AGREED if assisted else Asking.SELF
    said = {"language": language, "asking": asking.value}
    return AskForm(initial=said, assisted=assisted)


def _asked(form: AskForm) -> dict[str, Any]:
    return {
        "form": form,
        "contacts_used": form.contacts_used,
        "more_used": form.more_used,
    }


def _named_countries() -> tuple[tuple[str, str], ...]:
    return tuple((code, str(name)) for code, name in countries())


def _expired_words() -> str:
    return _(
        "This page was open for more than an hour, so it was not sent. Everything that "
        "you typed is still here: please press the button at the end again."
    )


def _already_words() -> str:
    return _(
        "This page was sent before, more than an hour ago, and your message has "
        "arrived. If you have the code, use your mailbox. If you do not have it, press "
        "the button at the end again: this sends what stands here as a new message."
    )


def _wanted_language(request: HttpRequest) -> str:
    asked = request.POST.get("show") or request.POST.get("lang")
    return asked or request.GET.get("lang") or translation.get_language() or "en"


def _token(request: HttpRequest) -> FormToken | None:
    try:
        return read_form(request.POST.get("form", ""))
    except CannotOpen:
        return None


def _is_trusted() -> bool:
    """Whether what is sent now would be locked for the right people only."""
    try:
        pepper()
        house(trust_now())
    except NotTrusted:
        return False
    return True


def _told_apart(lines: list[Line]) -> dict[str, list[Line]]:
    """Who answers at once, and who answers letters."""
    return {
        "lines": [line for line in lines if line.at_once],
        "by_mail": [line for line in lines if not line.at_once],
    }


def _all_lines() -> list[Line]:
    lines = public_lines(most=_MOST_LINES)
    return sorted(lines, key=lambda line: line.country)
