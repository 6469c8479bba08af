"""Check-ins on a page: what is expected next, and what is done if it does not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.errors import NotVisible
from evacuation.forms.case import VersionForm
from evacuation.forms.journeys.check_ins import (
    CheckInForm,
    DepartForm,
    HeardForm,
    ProtocolForm,
    WishForm,
    step_rows,
)
from evacuation.models.choices import Compartment
from evacuation.services import wishes
from evacuation.services.by_itself import settle
from evacuation.services.changing import may_act
from evacuation.services.journeys import agreed, check_ins, protocols, setting_out
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.views.rows import row_faults
from evacuation.workflow.movement.check_ins import usual

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.services.wished import Wish
    from evacuation.unlocked import Unlocked

_Press = tuple["Callable[..., object]", type[VersionForm], Any]
# What `do` says: the service, the form of what it takes, and what is said afterwards.
_PRESSES: dict[str, _Press] = {
    "plan": (check_ins.plan_check_in, CheckInForm, lazy("Somebody waits for them.")),
    "heard": (check_ins.hear, HeardForm, lazy("Recorded.")),
    "stop": (check_ins.stop_check_ins, VersionForm, lazy("Nobody waits any more.")),
    "depart": (setting_out.depart, DepartForm, lazy("They are on the way.")),
    "wish": (wishes.confirm_wish, WishForm, lazy("Recorded.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def waiting(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """POST: `do` is a button of _PRESSES."""
    opened = _readable(me, case_id)
    if request.method != "POST":
        return _page(request, settle(opened), {})
    do = request.POST.get("do", "")
    if do not in _PRESSES:
        raise NotVisible
    service, made, words = _PRESSES[do]
    auto = f"{request.POST.get('wish') if do == 'wish' else do}-%s"
    form = made(request.POST, auto_id=auto)
    gone = None
    if form.is_valid():
        with said_in(form):
            gone = service(actor=me, case_id=case_id, **form.cleaned_data)
    if not form.is_valid():
        return _page(request, open_case(me, case_id), {do: form}, status=422)
    messages.success(request, str(words))
    if gone and do == "wish":
        return redirect("evacuation:cases")
    return redirect("evacuation:check_ins", case_id)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def protocol(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """What is done, step by step. POST: `do` is save, or more (rows)."""
    opened = _readable(me, case_id)
    if request.method != "POST":
        form = ProtocolForm(initial={"public_agreed": agreed.public_agreed(opened)})
        return _form_page(request, opened, form, step_rows(kept=_begin(opened)))
    form, rows = ProtocolForm(request.POST), step_rows(request.POST)
    if form.is_valid() and rows.is_valid():
        with said_in(form):
            try:
                protocols.agree_protocol(
                    actor=me, case_id=case_id, steps=rows.steps, **form.cleaned_data
                )
            except protocols.NoProtocol as refusal:
                if not rows.say(refusal.found):
                    raise
        if form.is_valid() and rows.is_valid():
            messages.success(request, _("The protocol is kept."))
            return redirect("evacuation:check_ins", case_id)
    return _form_page(request, open_case(me, case_id), form, rows, status=422)


def _begin(opened: OpenCase) -> list[Any]:
    """What was agreed, else what is usual."""
    return agreed.protocol(opened) or usual(host=True, lawyer=True, public=False)


def _readable(me: Unlocked, case_id: UUID) -> OpenCase:
    """For who works on it and reads account and inbox. Raises NotVisible."""
    opened = open_case(me, case_id)
    parts = (Compartment.TRIAGE, Compartment.INBOX)
    if not may_act(me) or not all(opened.holds(part) for part in parts):
        raise NotVisible
    return opened


def _page(
    request: HttpRequest, opened: OpenCase, sent: dict[str, Any], status: int = 200
) -> HttpResponse:
    def form(name: str, made: type[VersionForm]) -> Any:
        return sent.get(name) or made(auto_id=f"{name}-%s")

    page = CheckInsPage(opened)
    context = {
        "page": page,
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "wrong": next(iter(sent.values()), None),
        "plan_form": _plan_form(page, form("plan", CheckInForm)),
        "heard_form": form("heard", HeardForm),
        "depart_form": form("depart", DepartForm),
        "wish_forms": [(one, _wish_form(one, sent)) for one in page.wishes],
    }
    where = "evacuation/journeys/check_ins.html"
    return render(request, where, context, status=status)


def _plan_form(page: CheckInsPage, form: CheckInForm) -> CheckInForm:
    """Nobody is asked for what would be refused: on the way others stay planned."""
    if not page.may_stop:
        del form.fields["instead"]
    return form


def _wish_form(wish: Wish, sent: dict[str, Any]) -> WishForm:
    """What was typed comes back beside the wish that it was about."""
    typed = sent.get("wish")
    if isinstance(typed, WishForm) and typed["wish"].value() == str(wish):
        return typed
    return WishForm(auto_id=f"{wish}-%s")


def _form_page(
    request: HttpRequest,
    opened: OpenCase,
    form: ProtocolForm,
    rows: Any,
    status: int = 200,
) -> HttpResponse:
    context = {
        "opened": opened,
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "form": form,
        "rows": rows,
        "row_faults": row_faults(rows, _("Step %(number)s: %(words)s")),
    }
    where = "evacuation/journeys/protocol.html"
    return render(request, where, context, status=status)
