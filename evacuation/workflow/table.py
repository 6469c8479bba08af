"""The transition table: every step a case can take, who takes it, on what conditions.

From it come the permission test, the buttons, the API's actions and the picture in
docs/workflow.md. `rows` are the numbers there. Movement is not in it yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, reasons
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.needs import Need, code
from evacuation.workflow.people import By
from evacuation.workflow.states import OPEN, PARKED, State
from evacuation.workflow.transition import Clocks, Second, Transition

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class _Who:
    coordinator: frozenset[By] = frozenset({By.COORDINATOR})
    owner: frozenset[By] = frozenset({By.OWNER})
    approver: frozenset[By] = frozenset({By.APPROVER})
    anybody: frozenset[By] = frozenset({By.ANYBODY})
    owner_and_lead: frozenset[By] = frozenset({By.OWNER, By.LEAD})
    person_or_owner: frozenset[By] = frozenset({By.REQUESTER, By.OWNER})


_by = _Who()
_WORKING = OPEN - PARKED - {State.RECEIVED, State.SECURITY_HOLD}


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _ending(*endings: reasons.Ending) -> Need:
    return code("reason", _("Why it ends here"), endings)


TABLE: tuple[Transition, ...] = (
    Transition(
        "claim",
        (2,),
        _("Take it over"),
        _from(State.RECEIVED),
        State.TRIAGE,
        _by.coordinator,
        stops=(Clock.OWN,),
        starts=(Clock.CONTACT,),
    ),
    Transition(
        "assess",
        (3,),
        _("Begin the assessment"),
        _from(State.TRIAGE),
        State.ASSESSMENT,
        _by.coordinator,
        needs=(needs.NOTE,),
        guards=(Guard.OWNED, Guard.ASSESSED, Guard.CONTACT),
        starts=(Clock.INTERIM, Clock.VERIFY, Clock.DECIDE, Clock.CHECK, Clock.RESCORE),
    ),
    Transition(
        "ask",
        (4,),
        _("Ask the person and wait"),
        _from(State.TRIAGE, State.ASSESSMENT),
        State.INFO_NEEDED,
        _by.coordinator,
        needs=(needs.QUESTIONS,),
        clocks=Clocks.REST,
        starts=(Clock.ANSWER,),
    ),
    Transition(
        "answered",
        (5,),
        _("Go on: they answered"),
        _from(State.INFO_NEEDED),
        None,
        frozenset({By.REQUESTER, By.COORDINATOR}),
        needs=(needs.NOTE,),
        clocks=Clocks.RESUME,
        stops=(Clock.ANSWER,),
    ),
    Transition(
        "refer",
        (6, 34),
        _("Hand it to another organisation"),
        _from(State.TRIAGE, State.ASSESSMENT, State.DECISION_PENDING),
        State.REFERRED_OUT,
        _by.owner,
        needs=(needs.PARTNER, needs.ACCEPTED, needs.CONSENTED, needs.WHY),
        clocks=Clocks.REST,
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "referral_done",
        (32,),
        _("They took it over: close it"),
        _from(State.REFERRED_OUT),
        State.CLOSED,
        _by.owner,
        needs=(needs.NOTE,),
        guards=(Guard.TOLD,),
    ),
    Transition(
        "referral_back",
        (32,),
        _("It comes back to us"),
        _from(State.REFERRED_OUT),
        State.TRIAGE,
        _by.coordinator,
        needs=(needs.WHY,),
        clocks=Clocks.RESUME,
        stops=(Clock.REVIEW,),
    ),
    Transition(
        "close",
        (7, 35),
        _("Close it"),
        _from(State.TRIAGE, State.ASSESSMENT),
        State.CLOSED,
        _by.coordinator,
        needs=(
            _ending(*dict.fromkeys((*reasons.AT_TRIAGE, *reasons.AT_ASSESSMENT))),
            needs.OUTCOME,
        ),
        second=Second.IF_URGENT,
    ),
    Transition(
        "submit",
        (8,),
        _("Submit it for decision"),
        _from(State.ASSESSMENT),
        State.DECISION_PENDING,
        _by.owner,
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
        _from(State.DECISION_PENDING, State.WAITLISTED, State.APPEAL),
        State.APPROVED,
        _by.approver,
        needs=(needs.text("conditions", _("Conditions"), required=False), needs.NOTE),
        guards=(Guard.FRESH_72H, Guard.NO_REVOKED_VOUCH, Guard.OTHER_APPROVER),
        second=Second.QUORUM,
        stops=(Clock.DECIDE, Clock.APPEAL, Clock.REVIEW, Clock.VERIFY),
        starts=(Clock.PLAN,),
    ),
    Transition(
        "ask_back",
        (10,),
        _("Ask the owner first"),
        _from(State.DECISION_PENDING),
        State.ASSESSMENT,
        _by.approver,
        needs=(needs.WHY,),
    ),
    Transition(
        "decline",
        (11, 13, 14),
        _("Decline"),
        _from(State.DECISION_PENDING, State.WAITLISTED, State.APPEAL),
        State.DECLINED,
        _by.approver,
        needs=(
            needs.DECLINING,
            needs.ALTERNATIVE,
            needs.MESSAGE,
            needs.text("text", _("Note for the desk"), required=False),
        ),
        guards=(Guard.OTHER_APPROVER,),
        second=Second.IF_URGENT,
        stops=(Clock.DECIDE, Clock.APPEAL, Clock.REVIEW, Clock.VERIFY),
        starts=(Clock.APPEAL_ENDS,),
    ),
    Transition(
        "waitlist",
        (12,),
        _("Put it on the waiting list"),
        _from(State.DECISION_PENDING),
        State.WAITLISTED,
        _by.approver,
        needs=(needs.WAITING, needs.INTERIM, needs.REVIEW),
        stops=(Clock.DECIDE,),
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "appeal",
        (14,),
        _("Appeal"),
        _from(State.DECLINED),
        State.APPEAL,
        _by.person_or_owner,
        needs=(needs.APPEALING, needs.WHY),
        guards=(Guard.APPEAL_OPEN, Guard.NO_APPEAL_YET),
        stops=(Clock.APPEAL_ENDS,),
        starts=(Clock.APPEAL,),
    ),
    Transition(
        "end_declined",
        (33,),
        _("Close it: the time for an appeal is over"),
        _from(State.DECLINED),
        State.CLOSED,
        frozenset({By.SYSTEM, By.OWNER}),
        guards=(Guard.APPEAL_OVER, Guard.TOLD),
        by_itself=Clock.APPEAL_ENDS,
    ),
    Transition(
        "plan",
        (15,),
        _("Begin to plan"),
        _from(State.APPROVED),
        State.PLANNING,
        _by.owner,
        needs=(needs.text("text", _("Support, and who looks after which part")),),
    ),
    Transition(
        "protect",
        (36,),
        _("Protected without moving: follow up"),
        _from(State.APPROVED, State.PLANNING),
        State.FOLLOW_UP,
        _by.owner,
        needs=(needs.GIVEN,),
        stops=(Clock.PLAN, Clock.INTERIM),
        starts=(Clock.FOLLOW_UP,),
    ),
    Transition(
        "revise",
        (37,),
        _("Ask for a new decision"),
        _from(State.PLANNING),
        State.DECISION_PENDING,
        _by.owner,
        needs=(needs.WHY,),
        guards=(Guard.PROPOSED, Guard.VERIFIED),
        starts=(Clock.DECIDE,),
    ),
    Transition(
        "new_threat",
        (22,),
        _("A new threat: assess again"),
        _from(State.FOLLOW_UP),
        State.ASSESSMENT,
        _by.owner,
        needs=(needs.WHY,),
        stops=(Clock.FOLLOW_UP,),
        starts=(Clock.INTERIM, Clock.DECIDE, Clock.CHECK, Clock.RESCORE),
    ),
    Transition(
        "finish",
        (21,),
        _("Close it: they are safe"),
        _from(State.FOLLOW_UP),
        State.CLOSED,
        _by.owner,
        needs=(_ending(*reasons.DURABLE), needs.OUTCOME, needs.RECONCILED),
        guards=(Guard.LEVEL_LOW,),
        second=Second.ALWAYS,
    ),
    Transition(
        "hold",
        (23,),
        _("Let it rest"),
        _WORKING - {State.DECLINED},
        State.ON_HOLD,
        _by.owner,
        needs=(needs.HOLDING, needs.CHECK_INS, needs.REVIEW),
        clocks=Clocks.REST,
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "resume",
        (30,),
        _("Go on"),
        _from(State.ON_HOLD),
        None,
        frozenset({By.OWNER, By.SYSTEM}),
        needs=(needs.NOTE,),
        clocks=Clocks.RESUME,
        stops=(Clock.REVIEW,),
        by_itself=Clock.REVIEW,
    ),
    Transition(
        "lose_contact",
        (24,),
        _("Contact is lost"),
        OPEN - _from(State.CONTACT_LOST, State.SECURITY_HOLD, State.RECEIVED),
        State.CONTACT_LOST,
        frozenset({By.OWNER, By.SYSTEM}),
        needs=(needs.text("text", _("What was tried, and whether duress is likely")),),
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "find_again",
        (25,),
        _("They are found"),
        _from(State.CONTACT_LOST),
        None,
        _by.owner_and_lead,
        needs=(needs.PHRASE, needs.NOTE),
        second=Second.ALWAYS,
        clocks=Clocks.RESUME,
        stops=(Clock.REVIEW,),
    ),
    Transition(
        "give_up",
        (25,),
        _("Close it: contact is lost for good"),
        _from(State.CONTACT_LOST),
        State.CLOSED,
        _by.owner_and_lead,
        needs=(_ending(*reasons.LOST), needs.LAST_ACTIONS),
        second=Second.ALWAYS,
    ),
    Transition(
        "freeze",
        (26,),
        _("Stop everything: something is wrong"),
        OPEN - _from(State.SECURITY_HOLD),
        State.SECURITY_HOLD,
        _by.anybody,
        needs=(needs.SUSPICION,),
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "lift",
        (31,),
        _("It is clear: assess anew"),
        _from(State.SECURITY_HOLD),
        State.ASSESSMENT,
        frozenset({By.VERIFIER, By.LEAD}),
        needs=(needs.RECHECKED, needs.EXPOSED),
        second=Second.ALWAYS,
        stops=(Clock.REVIEW,),
    ),
    Transition(
        "withdraw",
        (27,),
        _("Close it: the person withdrew"),
        OPEN - _from(State.SECURITY_HOLD),
        State.CLOSED,
        _by.person_or_owner,
        needs=(needs.WANTED,),
        second=Second.IF_URGENT,
    ),
    Transition(
        "reopen",
        (28,),
        _("Open it again"),
        _from(State.CLOSED),
        State.TRIAGE,
        _by.coordinator,
        needs=(needs.WHY,),
        starts=(Clock.CONTACT,),
    ),
    Transition(
        "purge",
        (29,),
        _("Forget it"),
        _from(State.CLOSED),
        State.PURGED,
        frozenset({By.SYSTEM, By.STEWARD}),
        guards=(Guard.RETENTION_DUE,),
    ),
)
BY_NAME: dict[str, Transition] = {one.name: one for one in TABLE}


def leaving(state: State) -> list[Transition]:
    """Every step out of a state, in the table's order."""
    return [one for one in TABLE if state in one.sources]


def targets(one: Transition, before: Iterable[State] = ()) -> frozenset[State]:
    """Where it leads; `before`: the states that a parked case may have come from."""
    if one.target is not None:
        return frozenset({one.target})
    return frozenset(before)


def came_from(state: State) -> frozenset[State]:
    """The states that a parked case may go back to: where one can be parked from."""
    into = [one for one in TABLE if one.target == state]
    return frozenset(s for one in into for s in one.sources) - PARKED
