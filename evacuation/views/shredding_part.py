"""Destroying a part of a case: asked for by one, confirmed by a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evacuation.access import open_case
from evacuation.forms.case import VersionForm
from evacuation.forms.retaining import PartForm
from evacuation.services import shredding_part
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_above

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_POST
@unlocked
def propose(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form, service = PartForm(request.POST), shredding_part.propose_shredding
    return _pressed(request, me, case_id, form, service, _("It waits for a lead."))


@require_POST
@unlocked
def confirm(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form, service = VersionForm(request.POST), shredding_part.confirm_shredding
    return _pressed(request, me, case_id, form, service, _("It is gone."))


@require_POST
@unlocked
def refuse(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form, service = VersionForm(request.POST), shredding_part.refuse_shredding
    return _pressed(request, me, case_id, form, service, _("It is not done."))


def _pressed(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: VersionForm,
    service: Callable[..., None],
    words: str,
) -> HttpResponse:
    open_case(me, case_id)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
        return redirect("evacuation:keeping", case_id)
    with said_above(request):
        service(actor=me, case_id=case_id, **form.cleaned_data)
        messages.success(request, words)
    return redirect("evacuation:keeping", case_id)
