"""The night card: what whoever is on duty reads and notes, without keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.board import case_code
from evacuation.forms.journeys.check_ins import NightStepForm
from evacuation.services.lockdown import LockedDown
from evacuation.services.night_duty import note_step, read_card, wrote_meanwhile
from evacuation.showing.night_card import NightPage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def night_card(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """Reading is recorded. POST: what came of the next step."""
    if request.method != "POST":
        return _page(request, me, case_id, NightStepForm())
    form = NightStepForm(request.POST)
    if form.is_valid():
        with said_in(form):
            note_step(actor=me, case_id=case_id, **form.cleaned_data)
    if form.is_valid():
        messages.success(request, _("Noted."))
        return redirect("evacuation:night_card", case_id)
    return _page(request, me, case_id, form, status=422)


def _page(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: NightStepForm,
    status: int = 200,
) -> HttpResponse:
    try:
        opened, card = read_card(actor=me, case_id=case_id)
    except LockedDown as refusal:
        messages.error(request, str(refusal.text))
        return redirect("evacuation:case", case_id)
    context = {
        "page": NightPage(opened, card, timezone.now()),
        "case": opened.case,
        "code": case_code(case_id),
        "wrote": wrote_meanwhile(opened),
        "form": form,
    }
    return render(request, "evacuation/duty/night_card.html", context, status=status)
