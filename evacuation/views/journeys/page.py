"""The page of a journey, and the buttons on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.journeys.focals import FocalForm
from evacuation.forms.journeys.plan import BorderForm, PassForm, RouteForm
from evacuation.forms.journeys.words import WayForm
from evacuation.services.by_itself import settle
from evacuation.services.journeys import naming, passing, plans, rechecking, signing
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.showing.journeys.focals import shown_focals
from evacuation.showing.journeys.page import JourneyPage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

_Press = tuple["Callable[..., object]", type[VersionForm], Any]
# What `do` says: the service, the form of what it takes, and what is said afterwards.
_PRESSES: dict[str, _Press] = {
    "border": (plans.check_border, BorderForm, lazy("The look at the border is kept.")),
    "yes": (plans.say_last_yes, WayForm, lazy("Their yes is kept.")),
    "host": (plans.hear_host, WayForm, lazy("The host's word is kept.")),
    "lawful": (plans.sign_lawful, VersionForm, lazy("Signed: lawful crossings only.")),
    "pass": (passing.let_pass, PassForm, lazy("It may go on, with your reason.")),
    "route": (
        rechecking.look_at_route,
        RouteForm,
        lazy("The way was looked at again."),
    ),
    "focal": (naming.name_focal, FocalForm, lazy("They look after it from now on.")),
    "sign": (
        signing.sign_list,
        VersionForm,
        lazy("Signed. A verifier signs it, too, then they can go."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def journey(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """The whole of it on one page. POST: `do` is a button of _PRESSES."""
    opened = journey_case(me, case_id)
    if request.method != "POST":
        return _page(request, settle(opened), None)
    do = request.POST.get("do", "")
    if do not in _PRESSES:
        raise NotVisible
    service, made, words = _PRESSES[do]
    form = made(request.POST)
    if form.is_valid():
        with said_in(form):
            service(actor=me, case_id=case_id, **form.cleaned_data)
    if form.is_valid():
        messages.success(request, str(words))
        return redirect("evacuation:journey", case_id)
    return _page(request, open_case(me, case_id), form, status=422)


def journey_case(me: Unlocked, case_id: UUID) -> OpenCase:
    """The case, for who plans it or checks the plan. Raises NotVisible."""
    opened = open_case(me, case_id)
    if not may_open_journey(opened):
        raise NotVisible
    return opened


def _page(
    request: HttpRequest,
    opened: OpenCase,
    wrong: VersionForm | None,
    status: int = 200,
) -> HttpResponse:
    page = JourneyPage(opened)
    context = {
        "page": page,
        "case": opened.case,
        "code": page.code,
        "wrong": wrong,
        "way_form": wrong if isinstance(wrong, WayForm) else WayForm(),
        "focals": shown_focals(opened, wrong),
        "route_form": wrong if isinstance(wrong, RouteForm) else RouteForm(),
        "pass_form": wrong if isinstance(wrong, PassForm) else PassForm(auto_id=False),
    }
    return render(request, "evacuation/journeys/journey.html", context, status=status)
