"""Somebody leaves: everything that has to happen, on one page; and the lock down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from directory.errors import DirectoryError
from evacuation.board import case_code
from evacuation.errors import NotAllowed, NotVisible
from evacuation.models import Member
from evacuation.services import lockdown, offboarding
from evacuation.services.exposure import exposure
from evacuation.services.handing_over import cases_held_alone
from evacuation.services.roster_changes import require_lead
from evacuation.vault.cards import member_name
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


@never_cache
@require_safe
@unlocked
def leaving(request: HttpRequest, me: Unlocked, user_id: int) -> HttpResponse:
    """What they opened, and what nobody else can open once they are gone."""
    require_lead(me)
    member = Member.objects.select_related("user").filter(user=user_id).first()
    if member is None:
        raise Http404
    alone = cases_held_alone(me, member_name(user_id))
    context = {
        "member": member,
        "in_roster": me.trust.member(user_id) is not None,
        "self": user_id == me.user.pk,
        "exposure": exposure(actor=me, user_id=user_id),
        "alone": [case_code(case) for case in alone],
    }
    return render(request, "evacuation/roster/leaving.html", context)


@never_cache
@require_POST
@unlocked
def off_board(request: HttpRequest, me: Unlocked, user_id: int) -> HttpResponse:
    """Their code-name typed confirms it; a second lead signs the roster next."""
    require_lead(me)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    if request.POST.get("code_name", "").strip() != user.username:
        messages.error(request, _("Nothing was ended: the code-name was not the same."))
        return redirect("evacuation:leaving", user_id)
    try:
        draft = offboarding.off_board(actor=me, user_id=user_id)
    except (NotAllowed, NotVisible):
        raise
    except DirectoryError as refusal:
        messages.error(request, str(refusal.text))
    else:
        said = _("Access is ended everywhere. A second lead signs the roster.")
        other = _("Access is ended everywhere. See whether the roster has to change.")
        messages.success(request, said if draft else other)
    return redirect("evacuation:roster")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def lock_down(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """A lead ends everybody's sessions, their own among them."""
    require_lead(me)
    if request.method == "POST":
        try:
            lockdown.lock_down(actor=me)
        except DirectoryError as refusal:
            messages.error(request, str(refusal.text))
        else:
            # Signed out, nothing is kept for them but the address itself.
            return redirect(f"{reverse('account_login')}?locked_down=1")
    context = {"row": lockdown.current(), "me": me}
    return render(request, "evacuation/roster/lock_down.html", context)


@never_cache
@require_POST
@unlocked
def lift(request: HttpRequest, me: Unlocked) -> HttpResponse:
    try:
        lifted = lockdown.lift(actor=me)
    except NotAllowed:
        raise
    except DirectoryError as refusal:
        messages.error(request, str(refusal.text))
    else:
        first = _("Recorded. It is lifted when a second lead has done this, too.")
        said = _("The lock down is lifted. Reveals and exports go on.")
        messages.success(request, said if lifted else first)
    return redirect("evacuation:lock_down")
