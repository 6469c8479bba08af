"""Who is away: each says it of themselves, leads of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.views.doors import add_refusal, do
from evacuation.errors import DeskError, NotVisible
from evacuation.forms.absences import AbsenceForm
from evacuation.services import absences
from evacuation.services.duty import is_lead
from evacuation.showing.absences import shown_nobody_left
from evacuation.views.guarding import for_members

if TYPE_CHECKING:
    from evacuation.models import Member

AWAY = "evacuation:away"


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def away(request: HttpRequest, member: Member) -> HttpResponse:
    """Everybody of the desk sees it, so that nobody waits for who is not there."""
    posted, lead = request.method == "POST", is_lead(member.user)
    form = AbsenceForm(
        request.POST if posted else None,
        user=member.user,
        lead=lead,
        zone=member.time_zone,
    )
    if posted and form.is_valid() and _add(member, form):
        return redirect(AWAY)
    context = {
        "member": member,
        "lead": lead,
        "form": form,
        "rows": absences.coming_absences(),
        "nobody": shown_nobody_left(),
    }
    status = 422 if form.errors else 200
    return render(request, "evacuation/duty/away.html", context, status=status)


@require_POST
@for_members
def drop(request: HttpRequest, member: Member, absence_id: int) -> HttpResponse:
    return do(
        request,
        lambda: absences.drop_absence(actor=member.user, absence_id=absence_id),
        done=_("Noted: there again."),
        back=AWAY,
    )


def _add(member: Member, form: AbsenceForm) -> bool:
    """Whether it is said; else the form says why not."""
    try:
        absences.add_absence(
            actor=member.user,
            user=form.who,
            starts_at=form.moment("starts_at"),
            ends_at=form.moment("ends_at"),
        )
    except NotVisible:
        raise
    except DeskError as refusal:
        add_refusal(form, refusal)
        return False
    return True
