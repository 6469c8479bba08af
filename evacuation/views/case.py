"""One case: what a member's keys open of it, and everything they can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evacuation.access import open_case, record_reading
from evacuation.board import case_code
from evacuation.duplicates import MOST_ON_A_PAGE, same_contacts
from evacuation.errors import NotVisible
from evacuation.forms.case import (
    AttemptForm,
    CloseForm,
    RemarkForm,
    ReopenForm,
    ReplyForm,
    VersionForm,
)
from evacuation.forms.contacting import ContactForm, PhrasesForm
from evacuation.forms.steps import StepForm
from evacuation.reading import CasePage
from evacuation.services import (
    asking_vouchers,
    attempts,
    closing,
    marking,
    ownership,
    remarks,
    replying,
    triage,
)
from evacuation.services.journeys.identities import identities
from evacuation.services.lockdown import LockedDown, require_open
from evacuation.showing.clocks import shown_clocks
from evacuation.showing.contacting import safe_contact
from evacuation.showing.last_word import is_untold, words_to_send
from evacuation.showing.ownership import assign_form, shown_ownership
from evacuation.showing.pings import shown_pings
from evacuation.showing.steps import shown_steps, shown_waiting
from evacuation.showing.timeline import timeline
from evacuation.showing.urgency import standing
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_above, said_in, say_stale

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.unlocked import Unlocked

_FORMS: dict[str, type[VersionForm]] = {
    "reply": ReplyForm,
    "remark": RemarkForm,
    "attempt": AttemptForm,
    "reopen": ReopenForm,
    "contact": ContactForm,
    "phrases": PhrasesForm,
}


@require_safe
@unlocked
def case(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return show_case(request, me, case_id)


@require_POST
@unlocked
def claim(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(
        request, me, case_id, "claim", triage.claim_case, _("It is yours from now on.")
    )


@require_POST
@unlocked
def assign(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = assign_form(me, request.POST)
    words = _("The case is theirs from now on.")
    return _done(request, me, case_id, "assign", ownership.assign, words, form)


@require_POST
@unlocked
def reply(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(request, me, case_id, "reply", replying.send_reply, _("Sent."))


@require_POST
@unlocked
def recall(
    request: HttpRequest, me: Unlocked, case_id: UUID, record_id: UUID
) -> HttpResponse:
    """Back to the page with the text in the field it came from."""
    open_case(me, case_id)
    form = VersionForm(request.POST)
    if not form.is_valid():
        say_stale(request)
    else:
        with said_above(request):
            text = replying.recall_reply(
                actor=me, case_id=case_id, record_id=record_id, **form.cleaned_data
            )
            again = ReplyForm(initial={"text": text}, auto_id="reply-%s")
            return show_case(request, me, case_id, {"reply": again})
    return redirect("evacuation:case", case_id)


@require_POST
@unlocked
def remark(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(request, me, case_id, "remark", remarks.write_remark, _("Noted."))


@require_POST
@unlocked
def attempt(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(request, me, case_id, "attempt", attempts.log_attempt, _("Recorded."))


@require_POST
@unlocked
def close(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """A calm case is closed by one, who types its code; others by a second person."""
    opened = open_case(me, case_id)
    form = CloseForm(
        request.POST,
        auto_id="close-%s",
        state=opened.case.state,
        code="" if closing.needs_second(opened) else case_code(case_id),
    )
    return _done(request, me, case_id, "close", closing.close_case, _closed, form)


@require_POST
@unlocked
def confirm(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(
        request,
        me,
        case_id,
        "confirm",
        closing.confirm_closing,
        _("The case is closed."),
    )


@require_POST
@unlocked
def refuse(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(
        request, me, case_id, "refuse", closing.refuse_closing, _("It stays open.")
    )


@require_POST
@unlocked
def reopen(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _done(
        request, me, case_id, "reopen", closing.reopen_case, _("It goes on, with you.")
    )


@require_POST
@unlocked
def identity(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """Names, for the holders of that key alone; recorded before they are shown."""
    opened = open_case(me, case_id)
    if not opened.holds("identity"):
        raise NotVisible
    try:
        require_open()
    except LockedDown as refusal:
        messages.error(request, str(refusal.text))
        return redirect("evacuation:case", case_id)
    record_reading(opened, "identity.revealed")
    page = CasePage(opened)
    context = {
        "page": page,
        "case": opened.case,
        "identity": page.identity,
        "others": identities(opened),
        "same": _same(opened),
    }
    return render(request, "evacuation/desk/identity.html", context)


def _same(opened: OpenCase, most: int | None = None) -> list[tuple[Case, str]]:
    """Cases with a contact of this one, each with what it is called."""
    return [(one, case_code(one.pk)) for one in same_contacts(opened, most)]


def _done(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    name: str,
    service: Callable[..., object],
    words: str | Callable[[object], str],
    form: VersionForm | None = None,
) -> HttpResponse:
    """Run a service with what was sent; on a refusal the page keeps what was typed.

    `words`: said afterwards, of what the service gave where they depend on it.
    """
    form = form or _FORMS.get(name, VersionForm)(request.POST, auto_id=f"{name}-%s")
    if form.is_valid():
        with said_in(form):
            made = service(actor=me, case_id=case_id, **form.cleaned_data)
            messages.success(request, words if isinstance(words, str) else words(made))
            return redirect("evacuation:case", case_id)
    return show_case(request, me, case_id, {name: form}, status=422)


def _reply_form(page: CasePage) -> ReplyForm:
    """Signed as last time: the person knows us by that name. What an approver wrote
    to them stands there, until it is sent."""
    names = [str(e.said.get("name_shown", "")) for e in page.messages if e.is_ours]
    known = next((name for name in reversed(names) if name), "")
    decided = words_to_send(page.opened)
    initial = {"name_shown": known, "text": decided, "tells": bool(decided)}
    return ReplyForm(initial=initial, auto_id="reply-%s")


def _close_form(page: CasePage) -> CloseForm:
    return CloseForm(
        auto_id="close-%s",
        state=page.case.state,
        code="" if page.needs_second else page.code,
    )


def _closed(done: object) -> str:
    if done:
        return _("The case is closed.")
    return _("Your word is recorded; a second person closes it.")


def show_case(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    sent: dict[str, VersionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a case; `sent`: forms that come back with what was typed."""
    asking_vouchers.look_again(actor=me, case_id=case_id)
    page = CasePage(triage.hear_case(actor=me, case_id=case_id))
    marking.mark_contacts(page.opened)
    sent = dict(sent or {})
    sent.setdefault("reply", _reply_form(page))
    pings = shown_pings(page.opened)
    if pings is None:
        del sent["reply"].fields["informs"]
    if not is_untold(page.opened):
        del sent["reply"].fields["tells"]
    step = sent.pop("step", None)
    context: dict[str, Any] = {
        "page": page,
        "case": page.case,
        "pings": pings,
        "same": _same(page.opened, MOST_ON_A_PAGE),
        "steps": shown_steps(page.opened, step if isinstance(step, StepForm) else None),
        "step_waiting": shown_waiting(page.opened, page.name_of),
        "timeline": timeline(page.opened, page.name_of),
        "urgency": standing(page.opened, page.name_of, page.now),
        "ownership": shown_ownership(page.opened, sent.get("assign")),
        "safe": safe_contact(page.opened, page.now),
        "clocks": shown_clocks(page.case, page.now),
        "close_form": sent.get("close") or _close_form(page),
        "wrong": step or next((f for f in sent.values() if f.is_bound), None),
        **{
            f"{name}_form": sent.get(name) or kind(auto_id=f"{name}-%s")
            for name, kind in _FORMS.items()
        },
    }
    return render(request, "evacuation/desk/case.html", context, status=status)
