"""From the request to the assessment, and to others who can help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people, reasons
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.people import By
from evacuation.workflow.states import State
from evacuation.workflow.transition import Clocks, Second, Transition

ARRIVING = (
    Transition(
        "claim",
        (2,),
        _("Take it over"),
        frozenset({State.RECEIVED}),
        State.TRIAGE,
        people.BY_COORDINATOR,
        stops=(Clock.OWN,),
        starts=(Clock.CONTACT,),
    ),
    Transition(
        "assess",
        (3,),
        _("Begin the assessment"),
        frozenset({State.TRIAGE}),
        State.ASSESSMENT,
        people.BY_COORDINATOR,
        needs=(needs.NOTE,),
        guards=(Guard.OWNED, Guard.ASSESSED, Guard.CONTACT),
        starts=(Clock.INTERIM, Clock.VERIFY, Clock.DECIDE, Clock.CHECK, Clock.RESCORE),
    ),
    Transition(
        "ask",
        (4,),
        _("Ask the person and wait"),
        frozenset({State.TRIAGE, State.ASSESSMENT}),
        State.INFO_NEEDED,
        people.BY_COORDINATOR,
        needs=(needs.QUESTIONS,),
        clocks=Clocks.REST,
        starts=(Clock.ANSWER,),
    ),
    Transition(
        "answered",
        (5,),
        _("Go on: they answered"),
        frozenset({State.INFO_NEEDED}),
        None,
        frozenset({By.REQUESTER, By.COORDINATOR}),
        needs=(needs.NOTE,),
        clocks=Clocks.RESUME,
        stops=(Clock.ANSWER,),
    ),
    Transition(
        "refer",
        (6,),
        _("Hand it to another organisation"),
        frozenset({State.TRIAGE}),
        State.REFERRED_OUT,
        people.BY_COORDINATOR,
        needs=needs.REFERRING,
        clocks=Clocks.REST,
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "refer_on",
        (34,),
        _("Hand it to another organisation"),
        frozenset({State.ASSESSMENT, State.DECISION_PENDING}),
        State.REFERRED_OUT,
        people.BY_OWNER,
        needs=needs.REFERRING,
        clocks=Clocks.REST,
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "referral_done",
        (32,),
        _("They took it over: close it"),
        frozenset({State.REFERRED_OUT}),
        State.CLOSED,
        people.BY_OWNER,
        needs=(needs.NOTE,),
        guards=(Guard.TOLD,),
    ),
    Transition(
        "referral_back",
        (32,),
        _("It comes back to us"),
        frozenset({State.REFERRED_OUT}),
        State.TRIAGE,
        people.BY_COORDINATOR,
        needs=(needs.WHY,),
        clocks=Clocks.RESUME,
        stops=(Clock.REVIEW,),
    ),
    Transition(
        "close",
        (7,),
        _("Close it"),
        frozenset({State.TRIAGE}),
        State.CLOSED,
        people.BY_COORDINATOR,
        needs=(needs.ending(*reasons.AT_TRIAGE), needs.OUTCOME),
        second=Second.IF_URGENT,
    ),
    Transition(
        "conclude",
        (35,),
        _("Close it"),
        frozenset({State.ASSESSMENT}),
        State.CLOSED,
        people.BY_OWNER,
        needs=(needs.ending(*reasons.AT_ASSESSMENT), needs.OUTCOME),
        second=Second.IF_URGENT,
        seconds=people.BY_COORDINATOR,
        ends_help=True,
    ),
)
