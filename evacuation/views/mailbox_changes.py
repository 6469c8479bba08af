"""Changing what stands: each is a page that says what will happen, and a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect

from evacuation.errors import TooLate
from evacuation.forms.mailbox import AppealForm, ReachForm, ReferrerForm, WellForm
from evacuation.services.decoys import make_decoy
from evacuation.services.erasure import ask_erasure, keep_after_all
from evacuation.services.letters import (
    ask_again,
    change_contact,
    come_again,
    pause,
    say_well,
    withdraw,
)
from evacuation.services.referrals import tell_referrer
from evacuation.views.visiting import end, for_visitors, going_to, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evacuation.services.visits import Visiting

SEE_OTHER = 303
THINGS = (
    "pause",
    "withdraw",
    "return",
    "erase",
    "keep",
    "decoy",
    "referrer",
    "appeal",
    "well",
)
_LETTERS = {"pause": pause, "withdraw": withdraw, "return": come_again}


@for_visitors
def contact(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    form = ReachForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "contact", status, form=form, token=visiting.token)
    change_contact(actor=visiting.requester, contact=form.reached())
    return _see(going_to(request, done=True))


@for_visitors
def change(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    """One of THINGS, chosen by `thing`; with `do` the deed, without it the question.

    All by POST at one address: the list of visited pages must not tell a second code
    or an erasure.
    """
    thing = request.POST.get("thing", "")
    if request.method != "POST":
        return _see(going_to(request))
    if thing not in THINGS:
        raise Http404
    if thing == "referrer":
        return _referrer(request, visiting)
    if thing == "appeal":
        return _appeal(request, visiting)
    if thing == "well":
        return _well(request, visiting)
    if "do" not in request.POST:
        return page(request, thing, token=visiting.token, thing=thing)
    if thing == "decoy":
        return _show_decoy(request, visiting)
    if thing == "erase":
        return _erase(request, visiting)
    if thing == "keep":
        return _keep(request, visiting)
    _LETTERS[thing](actor=visiting.requester)
    return _see(going_to(request, done=True))


def _referrer(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    form = ReferrerForm(request.POST if "do" in request.POST else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "token": visiting.token, "thing": "referrer"}
        return page(request, "referrer", status, **context)
    may_tell = form.cleaned_data["may_tell"] == "yes"
    tell_referrer(actor=visiting.requester, may_tell=may_tell)
    return _see(going_to(request, done=True))


def _appeal(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    form = AppealForm(request.POST if "do" in request.POST else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "token": visiting.token, "thing": "appeal"}
        return page(request, "appeal", status, **context)
    ask_again(actor=visiting.requester, **form.cleaned_data)
    return _see(going_to(request, done=True))


def _well(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    """The same answer whatever was typed: who looks on learns nothing."""
    form = WellForm(request.POST if "do" in request.POST else None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "token": visiting.token, "thing": "well"}
        return page(request, "well", status, **context)
    say_well(actor=visiting.requester, **form.cleaned_data)
    return _see(going_to(request, done=True))


def _show_decoy(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    """In the answer to the POST: a code never stands in an address."""
    shown = make_decoy(actor=visiting.requester).shown()
    return page(request, "decoy", token=visiting.token, groups=shown.split("-"))


def _erase(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    if ask_erasure(actor=visiting.requester):
        return end(request, page(request, "erased"))
    return _see(going_to(request, done=True))


def _keep(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    try:
        keep_after_all(actor=visiting.requester)
    except TooLate:
        return page(request, "keep", 409, token=visiting.token, too_late=True)
    return _see(going_to(request, done=True))


def _see(address: str) -> HttpResponse:
    answer = HttpResponseRedirect(address)
    answer.status_code = SEE_OTHER
    answer.headers["Cache-Control"] = "no-store"
    return answer
