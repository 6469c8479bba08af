"""How sure we are who somebody is: the ladder, checks, vouches, a lift for a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.verification import (
    AsideForm,
    AskForm,
    CheckForm,
    LiftForm,
    WordForm,
)
from evacuation.reading import CasePage
from evacuation.services import lifting, verifying, vouching
from evacuation.services.asking_vouchers import Asked, ask_voucher, look_again
from evacuation.services.changing import OWNED
from evacuation.services.triage import hear_case
from evacuation.services.verification_room import may_enter
from evacuation.showing.verification import VerificationPage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.unlocked import Unlocked

VERIFICATION = "evacuation:verification"
_WORDS: dict[str, Any] = {
    "check": _("Recorded."),
    "vouch": _("Recorded. It counts for 30 days."),
    "aside": _("Set aside."),
    "lift": _("Your word is recorded; a second person confirms it."),
    "press": _("Done."),
}


@require_safe
@unlocked
def verification(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return show_verification(request, _opened(me, case_id))


@require_POST
@unlocked
def check(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    page = _opened(me, case_id)
    form = _check_form(page, request.POST)
    return _done(request, page, "check", form, verifying.record_check)


@require_POST
@unlocked
def vouch(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    page = _opened(me, case_id)
    form = _word_form(page, request.POST)

    def record(*, actor: Unlocked, case_id: UUID, version: int, **_said: Any) -> object:
        return vouching.record_vouch(
            actor=actor, case_id=case_id, version=version, word=form.word
        )

    return _done(request, page, "vouch", form, record)


@require_POST
@unlocked
def ask(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """Link and code stand in the answer to this alone, and are kept nowhere."""
    page = _opened(me, case_id)
    form = _ask_form(page, request.POST)
    if form.is_valid():
        with said_in(form):
            asked = ask_voucher(actor=me, case_id=case_id, **form.cleaned_data)
            return _asked(request, page, asked)
    return show_verification(request, page, {"ask": form}, status=422)


@require_POST
@unlocked
def aside(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = AsideForm(request.POST, auto_id="aside-%s")
    page = _opened(me, case_id)
    return _done(request, page, "aside", form, vouching.set_vouch_aside)


@require_POST
@unlocked
def lift(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = LiftForm(request.POST, auto_id="lift-%s")
    page = _opened(me, case_id)
    return _done(request, page, "lift", form, lifting.propose_lift)


@require_POST
@unlocked
def confirm_lift(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    page = _opened(me, case_id)
    return _done(request, page, "press", _press(request), lifting.confirm_lift)


@require_POST
@unlocked
def refuse_lift(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    page = _opened(me, case_id)
    return _done(request, page, "press", _press(request), lifting.refuse_lift)


def _opened(me: Unlocked, case_id: UUID) -> CasePage:
    """Read and recorded, with what a voucher answered meanwhile. Raises NotVisible."""
    if not may_enter(open_case(me, case_id)):
        raise NotVisible
    look_again(actor=me, case_id=case_id)
    return CasePage(hear_case(actor=me, case_id=case_id))


def _done(
    request: HttpRequest,
    page: CasePage,
    name: str,
    form: VersionForm,
    service: Callable[..., object],
) -> HttpResponse:
    """Run a service with what was sent; on a refusal the page keeps what was typed."""
    case_id = page.case.pk
    if form.is_valid():
        with said_in(form):
            service(actor=page.me, case_id=case_id, **form.cleaned_data)
            messages.success(request, _WORDS[name])
            return redirect(VERIFICATION, case_id)
    return show_verification(request, page, {name: form}, status=422)


def show_verification(
    request: HttpRequest,
    page: CasePage,
    sent: dict[str, VersionForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page; `sent`: a form that comes back with what was typed."""
    sent = sent or {}
    shown = VerificationPage(page.opened, page.name_of)
    context = {
        "page": page,
        "case": page.case,
        "shown": shown,
        "form": next(iter(sent.values()), None),
        "may_write": shown.may_write and page.case.state in OWNED,
        "check_form": sent.get("check") or _check_form(page),
        "ask_form": sent.get("ask") or _ask_form(page),
        "vouch_form": sent.get("vouch") or _word_form(page),
        "lift_form": sent.get("lift") or LiftForm(auto_id="lift-%s"),
        "aside_form": sent.get("aside") or AsideForm(auto_id="aside-%s"),
        **more,
    }
    template = "evacuation/verification/verification.html"
    return render(request, template, context, status=status)


def _check_form(page: CasePage, data: Any = None) -> CheckForm:
    shown = VerificationPage(page.opened, page.name_of)
    return CheckForm(
        data, auto_id="check-%s", allowed=shown.allowed, trusted=shown.trusted
    )


def _word_form(page: CasePage, data: Any = None) -> WordForm:
    shown = VerificationPage(page.opened, page.name_of)
    return WordForm(
        data, auto_id="vouch-%s", trusted=shown.trusted, members=shown.members
    )


def _ask_form(page: CasePage, data: Any = None) -> AskForm:
    shown = VerificationPage(page.opened, page.name_of)
    return AskForm(data, auto_id="ask-%s", trusted=shown.trusted)


def _asked(request: HttpRequest, page: CasePage, asked: Asked) -> HttpResponse:
    path = reverse("evacuation:vouch", args=[asked.link])
    context = {
        "page": page,
        "case": page.case,
        "asked": asked,
        "link": request.build_absolute_uri(path),
    }
    return render(request, "evacuation/verification/asked.html", context)


def _press(request: HttpRequest) -> VersionForm:
    return VersionForm(request.POST, auto_id="press-%s")
