"""Changing what stands: each is a page that says what will happen, and a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect

from evacuation.errors import TooLate
from evacuation.forms.mailbox import ReachForm, ReferrerForm
from evacuation.services.decoys import make_decoy
from evacuation.services.erasure import ask_erasure, keep_after_all
from evacuation.services.letters import change_contact, pause, withdraw
from evacuation.services.referrals import tell_referrer
from evacuation.views.visiting import end, for_visitors, going_to, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evacuation.services.visits import Visiting

SEE_OTHER = 303
THINGS = ("pause", "withdraw", "erase", "keep", "decoy")


@for_visitors
def contact(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    form = ReachForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "contact", status, form=form, token=visiting.token)
    change_contact(actor=visiting.requester, contact=form.reached())
    return _done(request, "contact")


@for_visitors
def referrer(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    form = ReferrerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "referrer", status, form=form, token=visiting.token)
    may_tell = form.cleaned_data["may_tell"] == "yes"
    tell_referrer(actor=visiting.requester, may_tell=may_tell)
    return _done(request, "referrer")


@for_visitors
def change(request: HttpRequest, visiting: Visiting, thing: str) -> HttpResponse:
    """One of THINGS: the question on GET, the deed on POST."""
    if thing not in THINGS:
        raise Http404
    if request.method != "POST":
        return page(request, thing, token=visiting.token)
    if thing == "decoy":
        return _show_decoy(request, visiting)
    if thing == "erase":
        return _erase(request, visiting)
    if thing == "keep":
        return _keep(request, visiting)
    {"pause": pause, "withdraw": withdraw}[thing](actor=visiting.requester)
    return _done(request, thing)


def _show_decoy(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    """In the answer to the POST: a code never stands in an address."""
    shown = make_decoy(actor=visiting.requester).shown()
    return page(request, "decoy", token=visiting.token, groups=shown.split("-"))


def _erase(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    if ask_erasure(actor=visiting.requester) is None:
        return end(request, page(request, "erased"))
    return _done(request, "erase")


def _keep(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    try:
        keep_after_all(actor=visiting.requester)
    except TooLate:
        return page(request, "keep", 409, token=visiting.token, too_late=True)
    return _done(request, "keep")


def _done(request: HttpRequest, said: str) -> HttpResponse:
    answer = HttpResponseRedirect(going_to(request, said))
    answer.status_code = SEE_OTHER
    answer.headers["Cache-Control"] = "no-store"
    return answer
