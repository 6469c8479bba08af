"""The board, decrypted for one member and one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evacuation.duty_board import Show, grouped, shown
from evacuation.forms.finding import FindForm
from evacuation.forms.journeys.countries import country_words
from evacuation.models.choices import State, Urgency
from evacuation.services.by_itself import settle_board
from evacuation.services.changing import OPEN, may_act
from evacuation.services.countries.reading import ran_out
from evacuation.services.granting import complete_orders
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.trusted import not_looked_at
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


# What an open case may be filtered by.
_STATES = {value: State(value).label for value in OPEN}


@require_safe
@unlocked
def board(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """`show` of Show, `level` of Urgency, `state` of State, where it is open.

    Anything else shows all that is open.
    """
    # Leads' orders and colleagues' missing keys wait for whoever can do them.
    complete_orders(me)
    hand_team_secrets(me)
    settle_board(me)
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in Show.values else Show.OPEN
    level = _one_of(Urgency.values, request.GET.get("level", ""))
    state = _one_of(list(_STATES), request.GET.get("state", ""))
    if show == Show.CLOSED:
        state = ""
    found = shown(me, show=show, level=level, state=state)
    context = {
        "groups": grouped(found.rows),
        "count": len(found.rows),
        "crowd": found.crowd,
        "later": found.later,
        "show": show,
        "shows": Show.choices,
        "level": level,
        "state": state,
        "states": [] if show == Show.CLOSED else _STATES.items(),
        "find_form": FindForm(auto_id="find-%s"),
        "levels": Urgency.choices,
        "may_act": may_act(me),
        "stopped": not_looked_at(),
        "ran_out": [(code, country_words(code)) for code in ran_out(me)],
        "may_trust": me.may(Right.LEAD),
        "may_reveal": me.may(Right.VERIFIER),
    }
    return render(request, "evacuation/desk/board.html", context)


def _one_of(known: list[str], asked: str) -> str:
    return asked if asked in known else ""
