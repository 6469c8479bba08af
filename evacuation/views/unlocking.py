"""Unlocking, locking, and ending all of one's sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evacuation.device import device_of
from evacuation.errors import Barred, DeskError, NotTrusted
from evacuation.forms.unlocking import UnlockForm
from evacuation.services import sessions, unlocking
from evacuation.views.guarding import (
    barred_page,
    for_members,
    not_trusted_page,
    unlock_device,
)

if TYPE_CHECKING:
    from evacuation.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def unlock(request: HttpRequest, member: Member) -> HttpResponse:
    """The password once more; then back to where it was asked for."""
    form = UnlockForm(request.POST if request.method == "POST" else None)
    try:
        barred = unlocking.obstacle(member.user)
        if barred is not None:
            return barred_page(request, barred)
        if form.is_valid():
            unlock_device(request, member.user, form.cleaned_data["password"])
            return redirect(_next(request))
    except Barred as refusal:
        return barred_page(request, refusal)
    except NotTrusted as refusal:
        return not_trusted_page(request, refusal)
    except DeskError as refusal:
        form.add_error("password", str(refusal.text))
    context = {"form": form, "next": request.POST.get("next", "")}
    return render(request, "evacuation/member/unlock.html", context)


@require_POST
@for_members
def lock(request: HttpRequest, member: Member) -> HttpResponse:
    """Lock this device now; whoever it is stays signed in."""
    sessions.close(cookie=device_of(request).cookie)
    return redirect("evacuation:unlock")


@require_POST
@for_members
def revoke(request: HttpRequest, member: Member) -> HttpResponse:
    """Lock every device of this member, this one too."""
    sessions.revoke_sessions(actor=member.user)
    messages.success(request, _("Your keys are locked on every device."))
    return redirect("evacuation:unlock")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted else reverse("evacuation:cases")
