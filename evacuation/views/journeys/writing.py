"""Writing the plan of a journey, and each person who goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.errors import KeyMissing, NotVisible
from evacuation.forms.journeys.medicine import NEEDS_NONE, medicine_rows
from evacuation.forms.journeys.person import PersonForm, person_initial
from evacuation.forms.journeys.plan import PlanForm, legs, plan_initial
from evacuation.journeys.travellers import LEAD_PERSON
from evacuation.services.journeys.medicine import (
    MEDICAL,
    NoneAndSome,
    medicines,
    save_medicines,
)
from evacuation.services.journeys.plans import newest, plan_of, save_plan
from evacuation.services.journeys.travellers import (
    is_open_number,
    save_traveller,
    travellers,
)
from evacuation.showing.journeys.page import JourneyPage
from evacuation.views.guarding import unlocked
from evacuation.views.journeys.page import journey_case
from evacuation.views.refusing import said_in
from evacuation.views.rows import row_faults

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def write_plan(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """POST: `do` is save or more (legs)."""
    opened = journey_case(me, case_id)
    if request.method != "POST":
        plan = plan_of(opened)
        form = PlanForm(initial=plan_initial(plan))
        return _plan_page(request, opened, form, legs(plan=plan))
    more = request.POST.get("do") == "more"
    form, rows = PlanForm(request.POST), legs(request.POST, more=more)
    if more:
        return _plan_page(request, opened, form, rows)
    if form.is_valid() and rows.is_valid():
        with said_in(form):
            save_plan(
                actor=me,
                case_id=case_id,
                version=form.cleaned_data["version"],
                plan=form.plan(rows.legs),
            )
        if form.is_valid():
            messages.success(request, _("The plan is kept."))
            return redirect("evacuation:journey", case_id)
    again = open_case(me, case_id)
    # Another one wrote meanwhile: the next press would take the place of theirs.
    stale = request.POST.get("version") != str(again.case.version)
    stands = JourneyPage(again) if stale and newest(again) else None
    return _plan_page(request, again, form, rows, stands=stands, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def write_traveller(
    request: HttpRequest, me: Unlocked, case_id: UUID, number: str
) -> HttpResponse:
    """One person, and their medicine where the member may read it."""
    opened = journey_case(me, case_id)
    if not is_open_number(opened, number):
        raise NotVisible
    known = {one.number: one for one in travellers(opened)}
    asked = _medicines(opened)
    taken = None if asked is None else asked.get(number, [])
    had = bool(asked and number in asked)
    if request.method != "POST":
        one = known.get(number)
        form = PersonForm(initial=person_initial(one) if one else {}, number=number)
        rows = None if taken is None else medicine_rows(kept=taken)
        none = had and not taken
        return _person_page(request, opened, form, rows, none=none)
    form = PersonForm(request.POST, number=number)
    rows = None if taken is None else medicine_rows(request.POST)
    none = bool(request.POST.get("none"))
    sound = form.is_valid() and (rows is None or rows.is_valid())
    if sound and _kept(me, case_id, form, rows, none=none, had=had):
        messages.success(request, _("Kept."))
        return redirect("evacuation:journey", case_id)
    again = open_case(me, case_id)
    return _person_page(request, again, form, rows, none=none, status=422)


def _kept(
    me: Unlocked,
    case_id: UUID,
    form: PersonForm,
    rows: Any,
    *,
    none: bool,
    had: bool,
) -> bool:
    """The person, then a version later the medicine; not where nobody asked for it.

    `had`: they were asked before, so that what is empty now takes it back.
    """
    version = form.cleaned_data["version"]
    with said_in(form):
        if rows is not None and none and rows.medicines:
            raise NoneAndSome
        save_traveller(actor=me, case_id=case_id, version=version, person=form.person)
        if rows is not None and (rows.medicines or none or had):
            save_medicines(
                actor=me,
                case_id=case_id,
                version=version + 1,
                person=form.number,
                medicines=rows.medicines,
                none=none,
            )
    return form.is_valid()


def _medicines(opened: OpenCase) -> dict[str, list[Any]] | None:
    """Of each who was asked. None where this member neither reads nor writes it."""
    if not opened.me.may(*MEDICAL):
        return None
    try:
        return medicines(opened)
    except KeyMissing:
        return None


def _plan_page(
    request: HttpRequest,
    opened: OpenCase,
    form: PlanForm,
    rows: Any,
    stands: JourneyPage | None = None,
    status: int = 200,
) -> HttpResponse:
    """`stands`: what was written since the form was opened, beside what was typed."""
    context = {
        "page": stands,
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "form": form,
        "legs": rows,
        "row_faults": row_faults(rows),
    }
    return render(request, "evacuation/journeys/plan.html", context, status=status)


def _person_page(
    request: HttpRequest,
    opened: OpenCase,
    form: PersonForm,
    rows: Any,
    *,
    none: bool,
    status: int = 200,
) -> HttpResponse:
    looks = {field.name for pair in form.looks for field in pair}
    context = {
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "form": form,
        "plain": [one for one in form.visible_fields() if one.name not in looks],
        "medicines": rows,
        "none": none,
        "needs_none": NEEDS_NONE,
        "number": form.number,
        "first": form.number == LEAD_PERSON,
        "row_faults": row_faults(rows) if rows is not None else [],
    }
    return render(request, "evacuation/journeys/person.html", context, status=status)
