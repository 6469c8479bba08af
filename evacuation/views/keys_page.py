"""Who can open what: cases and teams, where a holder is missing, orders that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directory.errors import DirectoryError
from directory.views.doors import do
from evacuation.access import visible_cases
from evacuation.board import case_code
from evacuation.errors import KeyMissing, NotAllowed
from evacuation.forms.roster import HolderForm
from evacuation.holding import Holders
from evacuation.services import granting, handing, ownership, recoverable
from evacuation.services.handing_over import hand_team_secrets
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked

PAGE = 50
HOLDERS = "evacuation:holders"


@never_cache
@require_safe
@unlocked
def holders(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """Orders that this member can carry out are carried out, and shown."""
    _require_desk(me)
    done = granting.complete_orders(me)
    hand_team_secrets(me)
    found = Holders(me.trust)
    pages = Paginator(found.of_cases(visible_cases(me)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "me": me,
        "lead": me.may(Right.LEAD),
        "done": [(case_code(order.case_id), order) for order in done],
        "teams": found.of_teams(),
        "recovery": recoverable.missing(me),
        "page": page,
        "previous_url": f"?page={page.previous_page_number()}"
        if page.has_previous()
        else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "people": me.trust.roster.members,
        "compartments": handing.RECEIVES,
        "form": HolderForm(me.trust.roster.members),
    }
    return render(request, "evacuation/roster/holders.html", context)


@never_cache
@require_POST
@unlocked
def wrap_for_recovery(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """Cases of which the member holds keys, without opening them to read."""
    _require_desk(me)
    done = recoverable.wrap_all_for_recovery(actor=me)
    messages.success(
        request,
        _("Cases wrapped for the new recovery key: %(count)s.") % {"count": done}
        if done
        else _("Nothing that you hold waits for the new recovery key."),
    )
    return redirect(HOLDERS)


@never_cache
@require_POST
@unlocked
def grant(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """From a holder's hand; from a lead who holds none, as an order."""
    _require_desk(me)
    form = HolderForm(me.trust.roster.members, request.POST)

    def given() -> None:
        if not form.is_valid():
            raise DirectoryError(
                "user", _("Choose a part and a person, and tick the box.")
            )
        chosen = {
            "compartment": form.cleaned_data["compartment"],
            "user_id": form.cleaned_data["user"],
        }
        try:
            granting.grant_key(actor=me, case_id=case_id, **chosen)
        except KeyMissing:
            if not me.may(Right.LEAD):
                raise
            granting.order_grant(actor=me, case_id=case_id, **chosen)

    done = _("Done. Where you hold no key, a holder's next visit carries it out.")
    return do(request, given, done=done, back=HOLDERS)


@never_cache
@require_POST
@unlocked
def remove(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """All parts at once."""
    _require_desk(me)
    user_id = request.POST.get("user", "")

    def taken() -> None:
        if not user_id.isdecimal():
            raise DirectoryError("user", _("Choose a person."))
        ownership.remove_member(actor=me, case_id=case_id, user_id=int(user_id))

    done = _("Removed. What they copied earlier opens nothing new.")
    return do(request, taken, done=done, back=HOLDERS)


def _require_desk(me: Unlocked) -> None:
    """Raises NotAllowed, a 404, for members who have nothing to do with cases."""
    if not me.may(Right.COORDINATOR, Right.LEAD, Right.VERIFIER):
        raise NotAllowed
