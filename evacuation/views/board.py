"""The board, decrypted for one member and one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evacuation.duty_board import Show, grouped, shown
from evacuation.models.choices import Urgency
from evacuation.services.by_itself import settle_board
from evacuation.services.changing import may_act
from evacuation.services.granting import complete_orders
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.trusted import not_looked_at
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


@require_safe
@unlocked
def board(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """`show` of Show, `level` of Urgency; anything else shows all that is open."""
    # Leads' orders and colleagues' missing keys wait for whoever can do them.
    complete_orders(me)
    hand_team_secrets(me)
    settle_board(me)
    asked, level = request.GET.get("show", ""), request.GET.get("level", "")
    show = Show(asked) if asked in Show.values else Show.OPEN
    found = shown(me, show=show, level=level)
    context = {
        "groups": grouped(found.rows),
        "count": len(found.rows),
        "crowd": found.crowd,
        "later": found.later,
        "show": show,
        "shows": Show.choices,
        "level": level if level in Urgency.values else "",
        "levels": Urgency.choices,
        "may_act": may_act(me),
        "stopped": not_looked_at(),
        "may_trust": me.may(Right.LEAD),
        "may_reveal": me.may(Right.VERIFIER),
    }
    return render(request, "evacuation/desk/board.html", context)
