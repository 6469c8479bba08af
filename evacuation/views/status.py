"""Whether the desk is ready, line by line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.views.doors import do
from evacuation.models import Member
from evacuation.services import status as service
from evacuation.services.duty import is_lead
from evacuation.showing.gaps import shown_gaps, shown_step_gaps
from evacuation.views.guarding import for_members

STATUS = "evacuation:desk_status"


@require_safe
@for_members
def status(request: HttpRequest, member: Member) -> HttpResponse:
    lines = service.lines()
    context = {
        "lines": lines,
        "lacking": sum(not line.good for line in lines),
        "lead": is_lead(member.user),
        "gaps": shown_gaps(),
        "steps": shown_step_gaps(),
        "zone": member.time_zone,
    }
    return render(request, "evacuation/duty/status.html", context)


@require_POST
@for_members
def rehearsed(request: HttpRequest, member: Member) -> HttpResponse:
    return do(
        request,
        lambda: service.record_rehearsal(actor=member.user),
        done=_("Noted: recovery was rehearsed today."),
        back=STATUS,
    )
