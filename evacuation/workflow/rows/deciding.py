"""The decision: two pairs of eyes, and an appeal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.people import By
from evacuation.workflow.states import State
from evacuation.workflow.transition import Second, Transition

DECIDING = (
    Transition(
        "submit",
        (8,),
        _("Submit it for decision"),
        frozenset({State.ASSESSMENT}),
        State.DECISION_PENDING,
        people.BY_OWNER,
        guards=(
            Guard.PROPOSED,
            Guard.FRESH,
            Guard.VERIFIED,
            Guard.NO_REVOKED_VOUCH,
            Guard.DECONFLICTED,
        ),
    ),
    Transition(
        "approve",
        (9, 13, 14),
        _("Approve"),
        frozenset({State.DECISION_PENDING, State.WAITLISTED, State.APPEAL}),
        State.APPROVED,
        people.BY_APPROVER,
        needs=(needs.text("conditions", _("Conditions"), required=False), needs.NOTE),
        guards=(
            Guard.FRESH_72H,
            Guard.KNOWN,
            Guard.VERIFIED,
            Guard.NO_REVOKED_VOUCH,
            Guard.OTHER_APPROVER,
        ),
        second=Second.QUORUM,
        seconds=people.BY_APPROVER | people.BY_LEAD,
        stops=(Clock.DECIDE, Clock.APPEAL, Clock.REVIEW, Clock.VERIFY),
        starts=(Clock.PLAN, Clock.TELL),
    ),
    Transition(
        "ask_back",
        (10,),
        _("Ask the owner first"),
        frozenset({State.DECISION_PENDING}),
        State.ASSESSMENT,
        people.BY_APPROVER,
        needs=(needs.WHY,),
    ),
    Transition(
        "decline",
        (11, 13, 14),
        _("Decline"),
        frozenset({State.DECISION_PENDING, State.WAITLISTED, State.APPEAL}),
        State.DECLINED,
        people.BY_APPROVER,
        needs=(
            needs.DECLINING,
            needs.ALTERNATIVE,
            needs.MESSAGE,
            needs.text("text", _("Note for the desk"), required=False),
        ),
        guards=(Guard.OTHER_APPROVER,),
        second=Second.IF_URGENT,
        stops=(Clock.DECIDE, Clock.APPEAL, Clock.REVIEW, Clock.VERIFY),
        starts=(Clock.TELL,),
    ),
    Transition(
        "waitlist",
        (12,),
        _("Put it on the waiting list"),
        frozenset({State.DECISION_PENDING}),
        State.WAITLISTED,
        people.BY_APPROVER,
        needs=(needs.WAITING, needs.INTERIM, needs.WAIT_REVIEW),
        stops=(Clock.DECIDE,),
        starts=(Clock.REVIEW, Clock.TELL),
    ),
    Transition(
        "appeal",
        (14,),
        _("Appeal"),
        frozenset({State.DECLINED}),
        State.APPEAL,
        people.BY_PERSON_OR_OWNER,
        needs=(needs.APPEALING, needs.WHY),
        guards=(Guard.APPEAL_OPEN, Guard.NO_APPEAL_YET),
        stops=(Clock.APPEAL_ENDS, Clock.TELL),
        starts=(Clock.APPEAL,),
    ),
    Transition(
        "end_declined",
        (33,),
        _("Close it: the time for an appeal is over"),
        frozenset({State.DECLINED}),
        State.CLOSED,
        frozenset({By.SYSTEM, By.OWNER}),
        guards=(Guard.APPEAL_OVER, Guard.TOLD),
        by_itself=Clock.APPEAL_ENDS,
    ),
)
