"""The page of what the person agreed to, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.consent import ConsentForm, TakeBackForm
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import consenting
from evacuation.services.changing import OWNED, may_act
from evacuation.services.triage import hear_case
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_above, said_in, say_stale

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def consents(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.TRIAGE):
        raise NotVisible
    if request.method != "POST":
        return _page(request, me, case_id, ConsentForm())
    form = ConsentForm(request.POST)
    if form.is_valid():
        with said_in(form):
            done = consenting.grant_consent(
                actor=me,
                case_id=case_id,
                version=form.cleaned_data["version"],
                said=form.said,
            )
            waits = _("It waits for a second person.")
            messages.success(request, _("Written down.") if done else waits)
            return redirect("evacuation:consents", case_id)
    return _page(request, me, case_id, form, status=422)


@require_POST
@unlocked
def take_back(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = TakeBackForm(request.POST)
    return _pressed(request, me, case_id, form, consenting.take_back)


@require_POST
@unlocked
def confirm(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = VersionForm(request.POST)
    return _pressed(request, me, case_id, form, consenting.confirm_vital_interest)


@require_POST
@unlocked
def refuse(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    form = VersionForm(request.POST)
    return _pressed(request, me, case_id, form, consenting.refuse_vital_interest)


def _pressed(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: VersionForm,
    service: Callable[..., None],
) -> HttpResponse:
    open_case(me, case_id)
    if not form.is_valid():
        say_stale(request)
    else:
        with said_above(request):
            service(actor=me, case_id=case_id, **form.cleaned_data)
            messages.success(request, _("Done."))
    return redirect("evacuation:consents", case_id)


def _page(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: ConsentForm,
    status: int = 200,
) -> HttpResponse:
    page = CasePage(hear_case(actor=me, case_id=case_id))
    now = timezone.now()
    context = {
        "page": page,
        "case": page.case,
        "form": form,
        "may_write": page.case.state in OWNED,
        "grants": [
            {
                "it": one,
                "stands": one.stands(now),
                "by": page.name_of(one.explained_by) if one.explained_by else "",
            }
            for one in reversed(consenting.grants(page.opened))
        ],
        "waits": consenting.waits(page.opened),
        "mine_to_confirm": consenting.may_confirm(page.opened),
    }
    return render(request, "evacuation/after/consents.html", context, status=status)
