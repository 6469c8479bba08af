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
from evacuation.forms.journeys.person import NO, SAME, PersonForm, person_initial
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
    free_number,
    is_open_number,
    of_before,
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
    asks, free = number in of_before(opened), free_number(opened)
    if asks and free and request.POST.get(SAME) == NO:
        return _somebody_else(request, opened, free, number)
    asked = _medicines(opened)
    # What stands of the medicine of before is shown as nobody's until they are known.
    had = bool(asked and number in asked and not asks)
    taken = None if asked is None else asked[number] if had else []
    if request.method != "POST":
        form = PersonForm(initial=_initial(opened, number), number=number, asks=asks)
        rows = None if taken is None else medicine_rows(kept=taken)
        return _person_page(request, opened, form, rows, none=had and not taken)
    form = PersonForm(request.POST, number=number, asks=asks)
    rows = None if taken is None else medicine_rows(request.POST)
    none = bool(request.POST.get("none"))
    sound = form.is_valid() and (rows is None or rows.is_valid())
    if sound and _kept(me, case_id, form, rows, none=none, had=had):
        messages.success(request, _("Kept."))
        return redirect("evacuation:journey", case_id)
    again = open_case(me, case_id)
    return _person_page(request, again, form, rows, none=none, status=422)


def _somebody_else(
    request: HttpRequest, opened: OpenCase, number: str, was: str
) -> HttpResponse:
    """What was typed, as of another number than `was`; nothing is kept yet."""
    form = PersonForm(request.POST, number=number)
    rows = None if _medicines(opened) is None else medicine_rows(request.POST)
    none = bool(request.POST.get("none"))
    status = 422 if form.errors else 200
    return _person_page(request, opened, form, rows, none=none, was=was, status=status)


def _initial(opened: OpenCase, number: str) -> dict[str, Any]:
    known = [one for one in travellers(opened) if one.number == number]
    return person_initial(known[0]) if known else {}


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
        save_traveller(
            actor=me,
            case_id=case_id,
            version=version,
            person=form.person,
            same_as_before=form.is_same,
        )
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
        "opened": opened,
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
    was: str = "",
    status: int = 200,
) -> HttpResponse:
    """`was`: the number of somebody else, which was meant first."""
    looks = {field.name for pair in form.looks for field in pair}
    context = {
        "opened": opened,
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "form": form,
        "plain": [one for one in form.visible_fields() if one.name not in looks],
        "medicines": rows,
        "none": none,
        "needs_none": NEEDS_NONE,
        "number": form.number,
        "was": was,
        "asks": SAME in form.fields,
        "first": form.number == LEAD_PERSON,
        "row_faults": row_faults(rows) if rows is not None else [],
    }
    return render(request, "evacuation/journeys/person.html", context, status=status)
