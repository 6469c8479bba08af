"""A new receipt for a person who lost theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.errors import KeyMissing
from evacuation.services.changing import require_desk
from evacuation.services.decoys import replace_receipt
from evacuation.services.lockdown import LockedDown, require_open
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def new_receipt(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """What it does, on GET; on POST it is done, and the code is shown once."""
    opened = open_case(me, case_id)
    require_desk(me)
    context = {"case": opened.case, "code": case_code(case_id)}
    if request.method == "POST":
        try:
            require_open()
            shown = replace_receipt(actor=me, case_id=case_id).shown()
        except (KeyMissing, LockedDown) as refusal:
            messages.error(request, str(refusal.text))
            return redirect("evacuation:case", case_id)
        context["groups"] = shown.split("-")
    answer = render(request, "evacuation/desk/receipt.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
