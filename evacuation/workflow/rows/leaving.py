"""The person's own end, coming back, and forgetting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.people import By
from evacuation.workflow.states import OPEN, State
from evacuation.workflow.transition import Second, Transition

LEAVING = (
    Transition(
        "withdraw",
        (27,),
        _("Close it: the person withdrew"),
        # Who is looked for is found, or given up by two (rows 25).
        OPEN - frozenset({State.SECURITY_HOLD, State.CONTACT_LOST}),
        State.CLOSED,
        people.BY_PERSON_OR_OWNER,
        needs=(needs.WANTED,),
        # Where help is under way; elsewhere it holds (services/wishes.py).
        guards=(Guard.THEIR_WORD,),
        second=Second.IF_URGENT,
        seconds=people.BY_COORDINATOR,
    ),
    Transition(
        "reopen",
        (28,),
        _("Open it again"),
        frozenset({State.CLOSED}),
        State.TRIAGE,
        people.BY_COORDINATOR,
        needs=(needs.WHY, needs.REOPENING),
        starts=(Clock.CONTACT, Clock.INTERIM, Clock.VERIFY, Clock.DECIDE),
    ),
    Transition(
        "purge",
        (29,),
        _("Forget it"),
        frozenset({State.CLOSED}),
        State.PURGED,
        frozenset({By.SYSTEM, By.STEWARD}),
        guards=(Guard.RETENTION_DUE,),
    ),
)
