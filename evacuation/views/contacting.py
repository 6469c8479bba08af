"""Safe contact: that it is confirmed, and the phrases, which are shown on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evacuation.access import open_case, record_reading
from evacuation.board import case_code
from evacuation.errors import NotVisible
from evacuation.forms.contacting import ContactForm, PhrasesForm
from evacuation.models.choices import Compartment
from evacuation.services import contacting
from evacuation.services.changing import may_act
from evacuation.services.lockdown import LockedDown, require_open
from evacuation.views.case import show_case
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.forms.case import VersionForm
    from evacuation.unlocked import Unlocked


@require_POST
@unlocked
def confirm_contact(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = ContactForm(request.POST, auto_id="contact-%s")
    service = contacting.confirm_contact
    return _done(request, me, case_id, ("contact", form), service)


@require_POST
@unlocked
def agree_phrases(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = PhrasesForm(request.POST, auto_id="phrases-%s")
    service = contacting.agree_phrases
    return _done(request, me, case_id, ("phrases", form), service)


@require_POST
@unlocked
def show_phrases(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """The phrases, for who speaks with the person; recorded before they are shown."""
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.INBOX):
        raise NotVisible
    try:
        require_open()
    except LockedDown as refusal:
        messages.error(request, str(refusal.text))
        return redirect("evacuation:case", case_id)
    record_reading(opened, "phrases.shown")
    context = {
        "case": opened.case,
        "code": case_code(case_id),
        "phrases": contacting.phrases(opened),
    }
    return render(request, "evacuation/contact/phrases.html", context)


def _done(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    sent: tuple[str, VersionForm],
    service: Callable[..., None],
) -> HttpResponse:
    name, form = sent
    if form.is_valid():
        with said_in(form):
            service(actor=me, case_id=case_id, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("evacuation:case", case_id)
    return show_case(request, me, case_id, {name: form}, status=422)
