"""Telling the way, the host's door, and what is seen to after arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.journeys.returning import ReturnForm
from evacuation.forms.journeys.told import (
    FirstDaysForm,
    HeardForm,
    PressForm,
    TellForm,
    first_days_initial,
)
from evacuation.services import returning
from evacuation.services.by_itself import settle
from evacuation.services.journeys import arrivals, disclosing, first_days
from evacuation.services.journeys.asking_hosts import ask_host
from evacuation.showing.journeys.told import ToldPage
from evacuation.views.guarding import unlocked
from evacuation.views.journeys.page import journey_case
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

_Sent = TellForm | PressForm | HeardForm | FirstDaysForm | ReturnForm
_Press = tuple["Callable[..., object]", type[_Sent], Any]
# What `do` says: the service, the form of what it takes, and what is said afterwards.
_PRESSES: dict[str, _Press] = {
    "tell": (disclosing.disclose, TellForm, lazy("Told, until its time is over.")),
    "back": (disclosing.take_back, PressForm, lazy("Taken back.")),
    "heard": (arrivals.confirm_arrival, HeardForm, lazy("Their arrival is kept.")),
    "days": (first_days.see_to_first_days, FirstDaysForm, lazy("Kept.")),
    "return": (
        returning.assess_return,
        ReturnForm,
        lazy("Kept. It is looked at again on that day."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def told(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """POST: `do` is a button of _PRESSES."""
    opened = journey_case(me, case_id)
    if request.method != "POST":
        return _page(request, settle(opened), None)
    do = request.POST.get("do", "")
    if do not in _PRESSES:
        raise NotVisible
    service, made, words = _PRESSES[do]
    form = made(request.POST)
    if made is TellForm:
        form = TellForm(request.POST, fellows=ToldPage(opened).fellows)
    if form.is_valid():
        with said_in(form):
            service(actor=me, case_id=case_id, **form.said)
    if form.is_valid():
        messages.success(request, str(words))
        return redirect("evacuation:journey_told", case_id)
    return _page(request, open_case(me, case_id), form, status=422)


@require_http_methods(["POST"])
@unlocked
def host_door(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """The link and the code, shown once."""
    opened = journey_case(me, case_id)
    form = PressForm(request.POST)
    if form.is_valid():
        with said_in(form):
            asked = ask_host(actor=me, case_id=case_id, **form.said)
            where = reverse("evacuation:host", args=[asked.link])
            context = {
                "page": ToldPage(open_case(me, case_id)),
                "case": opened.case,
                "asked": asked,
                "link": request.build_absolute_uri(where),
            }
            return render(request, "evacuation/journeys/host_asked.html", context)
    return _page(request, open_case(me, case_id), form, status=422)


def _page(
    request: HttpRequest, opened: OpenCase, sent: _Sent | None, status: int = 200
) -> HttpResponse:
    page = ToldPage(opened)
    days = FirstDaysForm(initial=first_days_initial(page.first_days))
    context = {
        "page": page,
        "case": opened.case,
        "wrong": sent,
        "tell": sent if isinstance(sent, TellForm) else TellForm(fellows=page.fellows),
        "heard": sent if isinstance(sent, HeardForm) else HeardForm(),
        "days": sent if isinstance(sent, FirstDaysForm) else days,
        "going_back": sent if isinstance(sent, ReturnForm) else ReturnForm(),
    }
    return render(request, "evacuation/journeys/told.html", context, status=status)
