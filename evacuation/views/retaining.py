"""Until when a closed case is kept, and what is gone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.errors import NotVisible
from evacuation.forms.retaining import HoldForm, PartForm
from evacuation.models.choices import Compartment, State
from evacuation.person_parts import part_words
from evacuation.reading import CasePage
from evacuation.services.changing import may_act
from evacuation.services.forgetting import forgotten, forgotten_parts, wrong_ends
from evacuation.services.proposing import barred_from
from evacuation.services.retaining import hold_case, holds, may_hold
from evacuation.services.shredding_part import PARTS, waiting_shredding
from evacuation.services.triage import hear_case
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.workflow.retention import Keeping

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked

_MOST = 500
_MAY_READ = (Right.LEAD, Right.AUDITOR, Right.STEWARD)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def keeping(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """When the case is forgotten, why it was held, and holding it."""
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.TRIAGE):
        raise NotVisible
    if request.method != "POST":
        return _page(request, me, case_id, HoldForm())
    form = HoldForm(request.POST)
    if form.is_valid():
        with said_in(form):
            hold_case(actor=me, case_id=case_id, **form.cleaned_data)
            messages.success(request, _("It is kept for another quarter."))
            return redirect("evacuation:keeping", case_id)
    return _page(request, me, case_id, form, status=422)


@never_cache
@require_safe
@unlocked
def forgotten_cases(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """What was erased, when, and until when a backup still holds it."""
    if not me.may(*_MAY_READ):
        raise NotVisible
    lead = me.may(Right.LEAD)
    wrong = [{"pk": one.pk, "code": case_code(one.pk)} for one in wrong_ends()]
    context = {
        "gone": forgotten(most=_MOST),
        "lead": lead,
        "wrong": wrong if lead else [],
        "parts": _parts(me),
    }
    return render(request, "evacuation/after/forgotten.html", context)


def _parts(me: Unlocked) -> list[dict[str, Any]]:
    names = {card.name: card.code_name for card in me.trust.roster.members}
    left = _("somebody who left")
    return [
        {
            "gone": one.gone,
            "label": part_words(one.part),
            "asker": names.get(one.asker, left),
            "by": names.get(one.gone.actor, left),
        }
        for one in forgotten_parts(most=_MOST)
        if one.part in PARTS
    ]


def _page(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: HoldForm,
    status: int = 200,
) -> HttpResponse:
    page = CasePage(hear_case(actor=me, case_id=case_id))
    words: dict[str, Any] = dict(Keeping.choices())
    made = {row.compartment for row in page.opened.all_keys()}
    context = {
        "page": page,
        "case": page.case,
        "form": form,
        "part_form": PartForm(auto_id="part-%s").only(made),
        "may_destroy": may_hold(page.opened) and page.case.state != State.RECEIVED,
        "part": _waiting_part(page),
        "may_hold": page.case.state == State.CLOSED and may_hold(page.opened),
        "holds": [
            {
                "at": datetime.fromisoformat(str(said["at"])),
                "until": datetime.fromisoformat(str(said["until"])),
                "by": page.name_of(str(said["by"])),
                "reason": words.get(str(said["reason"]), said["reason"]),
                "text": said["text"],
            }
            for said in holds(page.opened)
        ],
    }
    return render(request, "evacuation/after/keeping.html", context, status=status)


def _waiting_part(page: CasePage) -> dict[str, Any] | None:
    """A part that somebody asked to destroy."""
    found = waiting_shredding(page.opened)
    if found is None:
        return None
    proposal, said = found
    barred = barred_from(page.opened, proposal)
    return {
        "label": part_words(str(said["shreds"])),
        "text": said["text"],
        "by": page.name_of(str(said["by"])),
        "mine": page.me.may(Right.LEAD) and page.me.user.pk not in barred,
    }
