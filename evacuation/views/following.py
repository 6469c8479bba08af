"""The page on which somebody keeps how a person is, after the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.following import FollowUpForm
from evacuation.models.choices import Compartment, State
from evacuation.reading import CasePage
from evacuation.services.changing import may_act
from evacuation.services.following import may_follow, record_follow_up
from evacuation.services.triage import hear_case
from evacuation.showing.following import days, told
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def follow_up(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.TRIAGE):
        raise NotVisible
    if request.method != "POST":
        return _page(request, me, case_id, FollowUpForm())
    form = FollowUpForm(request.POST)
    if form.is_valid() and _kept(form, me, case_id):
        messages.success(request, _("Kept. The next day to ask follows from it."))
        return redirect("evacuation:case", case_id)
    return _page(request, me, case_id, form, status=422)


def _kept(form: FollowUpForm, me: Unlocked, case_id: UUID) -> bool:
    with said_in(form):
        record_follow_up(
            actor=me,
            case_id=case_id,
            version=form.cleaned_data["version"],
            answers=form.answers,
        )
    return form.is_valid()


def _page(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: FollowUpForm,
    status: int = 200,
) -> HttpResponse:
    page = CasePage(hear_case(actor=me, case_id=case_id))
    follows = page.case.state == State.FOLLOW_UP
    context = {
        "page": page,
        "case": page.case,
        "form": form,
        "may_keep": follows and may_follow(page.opened),
        "told": told(page.opened, page.name_of),
        "days": days(page.opened) if follows else [],
    }
    return render(request, "evacuation/after/follow_up.html", context, status=status)
