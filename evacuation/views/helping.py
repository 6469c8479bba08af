"""Pages of interim help, and of what is paid of an approved budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.deciding import (
    HelpForm,
    PaymentForm,
    ReceiptForm,
    TakeBackForm,
    hundredths,
)
from evacuation.models.choices import Compartment
from evacuation.services import agreeing, measures, spending
from evacuation.services.under_review import UnderReview, is_under_review
from evacuation.showing.helping import MoneyPage, may_open_help, shown_help
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


_ANSWERS: dict[str, tuple[Callable[..., None], Any]] = {
    "ratify": (measures.ratify_help, _lazy("Ratified.")),
    "agree": (agreeing.agree_to_help, _lazy("Agreed. Now it may be given.")),
    "drop": (agreeing.drop_help, _lazy("It is not given.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def help_now(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """Give interim help, or answer another's (`do`: ratify, agree, drop)."""
    opened = open_case(me, case_id)
    if not may_open_help(opened):
        raise NotVisible
    if request.method != "POST":
        return _help_page(request, opened, None)
    answers = request.POST.get("do", "")
    known = answers in _ANSWERS
    form = VersionForm(request.POST) if known else HelpForm(request.POST)
    if form.is_valid():
        with said_in(form):
            words = _act(me, case_id, form, answers)
            messages.success(request, words)
    if form.is_valid():
        return redirect("evacuation:help_now", case_id)
    return _help_page(request, open_case(me, case_id), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def money(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """What was approved, pledged and paid; POST: a payment; `do`: receipt, back."""
    opened = open_case(me, case_id)
    if not opened.holds(Compartment.DECISION):
        raise NotVisible
    if request.method != "POST":
        return _money_page(request, opened, None)
    page = MoneyPage(opened)
    form: VersionForm
    service: Callable[..., object]
    if request.POST.get("do") == "receipt":
        form, service = ReceiptForm(request.POST), spending.record_receipt
    elif request.POST.get("do") == "back":
        form, service = TakeBackForm(request.POST), spending.take_back_payment
    else:
        form = PaymentForm(request.POST, lines=page.choices)
        service = _pay
    if form.is_valid() and _did(
        form, lambda: service(actor=me, case_id=case_id, **form.cleaned_data)
    ):
        messages.success(request, _("Recorded."))
        return redirect("evacuation:money", case_id)
    return _money_page(request, open_case(me, case_id), form, status=422)


def _act(me: Unlocked, case_id: UUID, form: VersionForm, answers: str) -> str:
    """What was done, in words."""
    said = form.cleaned_data
    if not isinstance(form, HelpForm):
        service, done = _ANSWERS[answers]
        service(actor=me, case_id=case_id, **said)
        return str(done)
    given = measures.grant_help(
        actor=me,
        case_id=case_id,
        version=said["version"],
        line=form.found,
        why=said["why"],
    )
    if given:
        return _("Given. Another person ratifies it.")
    return _("Asked for. It is given once another person agreed.")


def _pay(*, amount: Any, **named: Any) -> None:
    spending.record_payment(cents=hundredths(amount), **named)


def _did(form: VersionForm, service: Callable[[], object]) -> bool:
    """False where it was refused; the form says why."""
    with said_in(form):
        service()
    return form.is_valid()


def _help_page(
    request: HttpRequest, opened: OpenCase, sent: VersionForm | None, status: int = 200
) -> HttpResponse:
    context = {
        **shown_help(opened, timezone.now()),
        "case": opened.case,
        "wrong": sent,
        "form": sent if isinstance(sent, HelpForm) else HelpForm(),
    }
    return render(request, "evacuation/deciding/help.html", context, status=status)


def _money_page(
    request: HttpRequest, opened: OpenCase, sent: VersionForm | None, status: int = 200
) -> HttpResponse:
    page = MoneyPage(opened)
    is_payment = isinstance(sent, PaymentForm)
    context = {
        "page": page,
        "case": opened.case,
        "wrong": sent,
        "form": sent if is_payment else PaymentForm(lines=page.choices),
        "receipt_form": ReceiptForm(auto_id=False),
        "review": UnderReview.message if is_under_review(opened) else "",
    }
    return render(request, "evacuation/deciding/money.html", context, status=status)
