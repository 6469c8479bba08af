"""Medicine for those who go: also for who looks after it and holds no other key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.journeys.medicine import NoneForm, medicine_rows
from evacuation.services.by_itself import settle
from evacuation.services.journeys.medicine import may_see_medicine, save_medicines
from evacuation.showing.journeys.medicine import MedicinePage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.views.rows import row_faults

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


@require_safe
@unlocked
def medicine(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    opened = settle(_medicine_case(me, case_id))
    context = {"page": MedicinePage(opened), "case": opened.case}
    return render(request, "evacuation/journeys/medicine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def write_medicine(
    request: HttpRequest, me: Unlocked, case_id: UUID, number: str
) -> HttpResponse:
    """What one person takes along; rows left empty say nothing."""
    opened = _medicine_case(me, case_id)
    page = MedicinePage(opened)
    if number not in page.numbers or not page.may_write:
        raise NotVisible
    if request.method != "POST":
        kept = page.taken.get(number, [])
        none = number in page.taken and not kept
        form = NoneForm(initial={"none": none})
        return _page(request, opened, form, medicine_rows(kept=kept), number)
    form, rows = NoneForm(request.POST), medicine_rows(request.POST)
    if form.is_valid() and rows.is_valid():
        with said_in(form):
            save_medicines(
                actor=me,
                case_id=case_id,
                version=form.cleaned_data["version"],
                person=number,
                medicines=rows.medicines,
                none=form.cleaned_data["none"],
            )
        if form.is_valid():
            messages.success(request, _("Kept."))
            return redirect("evacuation:medicine", case_id)
    again = _medicine_case(me, case_id)
    return _page(request, again, form, rows, number, status=422)


def _medicine_case(me: Unlocked, case_id: UUID) -> OpenCase:
    """The case, for who holds the medicine's key. Raises NotVisible."""
    opened = open_case(me, case_id)
    if not may_see_medicine(opened):
        raise NotVisible
    return opened


def _page(
    request: HttpRequest,
    opened: OpenCase,
    form: NoneForm,
    rows: Any,
    number: str,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": MedicinePage(opened),
        "case": opened.case,
        "form": form,
        "medicines": rows,
        "number": number,
        "row_faults": row_faults(rows),
    }
    where = "evacuation/journeys/write_medicine.html"
    return render(request, where, context, status=status)
