"""Setting out, the way, and arrival."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.people import By
from evacuation.workflow.states import State
from evacuation.workflow.transition import Second, Transition

MOVING = (
    Transition(
        "ready",
        (16,),
        _("Sign the list: they can go"),
        frozenset({State.PLANNING}),
        State.READY,
        people.BY_OWNER,
        needs=(needs.NOTE,),
        guards=(Guard.LIST_DONE,),
        second=Second.ALWAYS,
        seconds=people.BY_VERIFIER,
        stops=(Clock.PLAN, Clock.ROUTE),
        starts=(Clock.GO,),
    ),
    Transition(
        "depart",
        (17,),
        _("They set out"),
        frozenset({State.READY}),
        State.IN_TRANSIT,
        # The owner, or who is on duty and holds the case.
        people.BY_COORDINATOR,
        needs=(needs.NOTE,),
        guards=(Guard.GO_STANDS,),
        stops=(Clock.GO,),
        starts=(Clock.CHECK_IN,),
    ),
    Transition(
        "turn_back",
        (18,),
        _("It stops: plan anew"),
        frozenset({State.IN_TRANSIT}),
        State.PLANNING,
        people.BY_COORDINATOR,
        needs=(needs.BREAKING, needs.SAFE_AT, needs.NOTE),
        stops=(Clock.ROUTE,),
        starts=(Clock.PLAN, Clock.RESCORE),
    ),
    Transition(
        "put_off",
        (18,),
        _("It stops: they wait and go on as planned"),
        frozenset({State.IN_TRANSIT}),
        State.READY,
        people.BY_COORDINATOR,
        needs=(needs.BREAKING, needs.SAFE_AT, needs.NOTE),
        starts=(Clock.GO, Clock.RESCORE),
    ),
    Transition(
        "arrive",
        (19,),
        _("They have arrived"),
        frozenset({State.IN_TRANSIT}),
        State.ARRIVED,
        frozenset({By.COORDINATOR, By.SYSTEM}),
        needs=(needs.NOTE,),
        guards=(Guard.RECEIVED,),
        stops=(Clock.ROUTE,),
        starts=(Clock.SETTLE, Clock.CHECK_IN),
    ),
    Transition(
        "settle_in",
        (20,),
        _("They are received: follow up"),
        frozenset({State.ARRIVED}),
        State.FOLLOW_UP,
        people.BY_OWNER,
        guards=(Guard.ALL_THERE, Guard.FIRST_DAYS),
        needs=(needs.FIRST_DAYS, needs.STAYING, needs.ENDS_OF_SUPPORT),
        stops=(Clock.SETTLE,),
        starts=(Clock.FOLLOW_UP,),
    ),
    Transition(
        "recheck",
        (38,),
        _("Check everything again"),
        frozenset({State.READY}),
        State.PLANNING,
        frozenset({By.OWNER, By.SYSTEM}),
        needs=(needs.NOTE,),
        stops=(Clock.GO,),
        starts=(Clock.PLAN,),
        by_itself=Clock.GO,
    ),
)
