"""Pages of one person: what they told alone, and who a further person is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.entries import moment
from evacuation.errors import NotVisible
from evacuation.forms.journeys.alone import IdentityForm, InterviewForm
from evacuation.reading import CasePage
from evacuation.services.changing import OWNED
from evacuation.services.journeys import identities, interviews
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.journeys.travellers import called_here
from evacuation.views.guarding import unlocked
from evacuation.views.journeys.page import journey_case
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.forms.case import VersionForm
    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def interview(
    request: HttpRequest, me: Unlocked, case_id: UUID, number: str
) -> HttpResponse:
    """Reading is recorded. Not there for who heard another person of the case."""
    opened = open_case(me, case_id)
    interviews.require_heard(opened, number)
    if not interviews.may_hear(opened, number):
        raise NotVisible
    form = InterviewForm(request.POST if request.method == "POST" else None)
    if _kept(form, interviews.write_interview, me, case_id, number):
        messages.success(request, _("Kept. You and a lead read it."))
        return redirect("evacuation:write_interview", case_id, number)
    return _page(request, opened, form, number, "interview", _told(opened, number))


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def identity(
    request: HttpRequest, me: Unlocked, case_id: UUID, number: str
) -> HttpResponse:
    """It is written here and read on the identity page alone."""
    opened = journey_case(me, case_id)
    identities.require_further(opened, number)
    if not identities.may_identify(opened, number):
        raise NotVisible
    form = IdentityForm(request.POST if request.method == "POST" else None)
    if _kept(form, identities.save_identity, me, case_id, number):
        messages.success(request, _("Kept. It is read on the page of the identity."))
        return redirect("evacuation:journey", case_id)
    return _page(request, opened, form, number, "identity", {})


def _kept(
    form: VersionForm,
    service: Callable[..., object],
    me: Unlocked,
    case_id: UUID,
    number: str,
) -> bool:
    if not form.is_valid():
        return False
    with said_in(form):
        service(actor=me, case_id=case_id, person=number, **form.cleaned_data)
    return form.is_valid()


def _told(opened: OpenCase, number: str) -> dict[str, Any]:
    page = CasePage(opened)
    return {
        "told": [
            {"at": moment(one.at), "by": page.name_of(one.by), "text": one.text}
            for one in interviews.hear_interview(opened, number)
        ]
    }


def _page(
    request: HttpRequest,
    opened: OpenCase,
    form: VersionForm,
    number: str,
    name: str,
    also: dict[str, Any],
) -> HttpResponse:
    case = open_case(opened.me, opened.case.pk).case if form.is_bound else opened.case
    called = called_here(opened)
    context = {
        "opened": opened,
        "case": case,
        "code": CasePage(opened).code,
        "form": form,
        "number": number,
        "called": called.get(number, ""),
        "may_travel": may_open_journey(opened),
        "may_write": case.state in OWNED,
        **also,
    }
    status = 422 if form.is_bound else 200
    where = f"evacuation/journeys/{name}.html"
    return render(request, where, context, status=status)
