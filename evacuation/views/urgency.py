"""The page on which somebody says how urgent a case is, and sees why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.forms.urgency import UrgencyForm, as_initial
from evacuation.models.choices import Compartment, Urgency
from evacuation.reading import CasePage
from evacuation.services import assessing
from evacuation.services.changing import OWNED, may_act
from evacuation.services.triage import hear_case
from evacuation.showing.urgency import (
    choices,
    seen,
    shown_history,
    shown_proposal,
    standing,
)
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.workflow.rubric import Proposal, propose

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def urgency(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """GET: the facts as they were last said. POST: the proposal, or `save` it."""
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.TRIAGE):
        raise NotVisible
    if request.method != "POST":
        return _page(request, me, case_id, UrgencyForm(initial=_before(opened)))
    form, found = _weighed(request)
    if found is None:
        return _page(request, me, case_id, form, status=422)
    if "save" not in request.POST:
        return _page(request, me, case_id, form, found)
    if _saved(form, found, me, case_id):
        messages.success(request, _("The assessment is saved."))
        return redirect("evacuation:case", case_id)
    return _page(request, me, case_id, form, found, status=422)


def _weighed(request: HttpRequest) -> tuple[UrgencyForm, Proposal | None]:
    """What was sent, with the proposal that follows; None where it is not complete."""
    form = UrgencyForm(request.POST)
    if not form.is_valid():
        return form, None
    found = propose(form.facts)
    if "save" in request.POST and form.cleaned_data["shown"] == seen(found):
        return form, found
    # Whoever has not seen this proposal has chosen nothing yet.
    data = request.POST.copy()
    data["shown"], data["level"] = seen(found), found.level.value
    form = UrgencyForm(data)
    if form.is_valid() and "save" in request.POST:
        form.add_error(
            None, _("What you said leads to this proposal. Look, then save.")
        )
    return form, found


def _saved(form: UrgencyForm, found: Proposal, me: Unlocked, case_id: UUID) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    with said_in(form):
        assessing.assess(
            actor=me,
            case_id=case_id,
            facts=form.facts,
            level=Urgency(said["level"] or found.level.value),
            text=said["text"],
            version=said["version"],
        )
    return form.is_valid()


def _before(opened: OpenCase) -> dict[str, Any]:
    said = assessing.newest(opened)
    if said is None:
        return {}
    days = (timezone.now() - assessing.said_at(said)).days
    return as_initial(assessing.unpacked(said["facts"]), max(days, 0))


def _page(
    request: HttpRequest,
    me: Unlocked,
    case_id: UUID,
    form: UrgencyForm,
    found: Proposal | None = None,
    status: int = 200,
) -> HttpResponse:
    page = CasePage(hear_case(actor=me, case_id=case_id))
    if found is not None:
        form.fields["level"].choices = choices(found)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "case": page.case,
        "form": form,
        "proposal": shown_proposal(found) if found else None,
        "history": shown_history(page.opened, page.name_of),
        "urgency": standing(page.opened, page.name_of, page.now),
        "may_assess": page.case.state in OWNED,
        "owns_critical": page.case.level == Urgency.CRITICAL
        and page.case.owner_id in {None, me.user.pk},
    }
    return render(request, "evacuation/urgency/urgency.html", context, status=status)
