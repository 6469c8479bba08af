"""The workflow's buttons: one address for every step of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.steps import StepForm
from evacuation.services import moving
from evacuation.views.case import show_case
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_above, said_in, say_stale
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_POST
@unlocked
def take_step(
    request: HttpRequest, me: Unlocked, case_id: UUID, name: str
) -> HttpResponse:
    one = BY_NAME.get(name)
    if one is None:
        raise NotVisible
    form = StepForm(request.POST, step=one)
    if form.is_valid():
        with said_in(form):
            done = moving.take_step(
                actor=me,
                case_id=case_id,
                version=form.cleaned_data["version"],
                name=name,
                said=form.said,
            )
            messages.success(request, _("Done.") if done else _waits())
            return redirect("evacuation:case", case_id)
    return show_case(request, me, case_id, {"step": form}, status=422)


@require_POST
@unlocked
def confirm_step(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _pressed(request, me, case_id, moving.confirm_step, _("Done."))


@require_POST
@unlocked
def refuse_step(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    return _pressed(request, me, case_id, moving.refuse_step, _("It is not done."))


def _pressed(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    service: Callable[..., None],
    words: str,
) -> HttpResponse:
    open_case(me, case_id)
    form = VersionForm(request.POST)
    if not form.is_valid():
        say_stale(request)
    else:
        with said_above(request):
            service(actor=me, case_id=case_id, **form.cleaned_data)
            messages.success(request, words)
    return redirect("evacuation:case", case_id)


def _waits() -> str:
    return _("Your word is recorded; a second person confirms it.")
