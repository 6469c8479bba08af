"""From the decision to help and to the follow-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people, reasons
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.states import State
from evacuation.workflow.transition import Second, Transition

HELPING = (
    Transition(
        "plan",
        (15,),
        _("Begin to plan"),
        frozenset({State.APPROVED}),
        State.PLANNING,
        people.BY_OWNER,
        needs=(needs.text("text", _("Support, and who looks after which part")),),
    ),
    Transition(
        "protect",
        (36,),
        _("Protected without moving: follow up"),
        frozenset({State.APPROVED, State.PLANNING}),
        State.FOLLOW_UP,
        people.BY_OWNER,
        needs=(needs.GIVEN,),
        stops=(Clock.PLAN, Clock.INTERIM),
        starts=(Clock.FOLLOW_UP,),
    ),
    Transition(
        "revise",
        (37,),
        _("Ask for a new decision"),
        frozenset({State.PLANNING, State.READY}),
        State.DECISION_PENDING,
        people.BY_OWNER,
        needs=(needs.WHY,),
        guards=(Guard.PROPOSED, Guard.VERIFIED),
        stops=(Clock.GO,),
        starts=(Clock.DECIDE,),
    ),
    Transition(
        "new_threat",
        (22,),
        _("A new threat: assess again"),
        frozenset({State.FOLLOW_UP, State.ARRIVED}),
        State.ASSESSMENT,
        people.BY_OWNER,
        needs=(needs.WHY,),
        stops=(Clock.FOLLOW_UP, Clock.SETTLE),
        starts=(Clock.INTERIM, Clock.DECIDE, Clock.CHECK, Clock.RESCORE),
    ),
    Transition(
        "finish",
        (21,),
        _("Close it: they are safe"),
        frozenset({State.FOLLOW_UP}),
        State.CLOSED,
        people.BY_OWNER,
        needs=(needs.ending(*reasons.DURABLE), needs.OUTCOME, needs.RECONCILED),
        guards=(Guard.LEVEL_LOW, Guard.RECONCILED),
        second=Second.ALWAYS,
        seconds=people.BY_APPROVER,
    ),
)
