"""What may happen at any time: rest, silence, a stop, and the ways back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import needs, people, reasons
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.people import By
from evacuation.workflow.states import OPEN, WORKED_ON, State
from evacuation.workflow.transition import Back, Clocks, Second, Transition

# Of states that a case leaves when it is assessed anew after a stop.
_ELSEWHERE = (
    Clock.REVIEW,
    Clock.ANSWER,
    Clock.PLAN,
    Clock.APPEAL,
    Clock.APPEAL_ENDS,
    Clock.TELL,
    Clock.FOLLOW_UP,
    Clock.GO,
    Clock.ROUTE,
    Clock.SETTLE,
)
# A stop moves nobody: who was on the way is on the way, and is waited for.
_AS_BEFORE = Back(
    frozenset(
        {
            State.APPROVED,
            State.PLANNING,
            State.IN_TRANSIT,
            State.ARRIVED,
            State.CONTACT_LOST,
        }
    ),
    starts=(Clock.CHECK, Clock.RESCORE),
    stops=(Clock.REVIEW, Clock.ANSWER, Clock.GO),
)

RESTING = (
    Transition(
        "hold",
        (23,),
        _("Let it rest"),
        WORKED_ON - {State.DECLINED},
        State.ON_HOLD,
        people.BY_OWNER,
        needs=(needs.HOLDING, needs.CHECK_INS, needs.REVIEW),
        clocks=Clocks.REST,
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "resume",
        (30,),
        _("Go on"),
        frozenset({State.ON_HOLD}),
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
        OPEN - frozenset({State.CONTACT_LOST, State.SECURITY_HOLD, State.RECEIVED}),
        State.CONTACT_LOST,
        frozenset({By.OWNER, By.SYSTEM}),
        needs=(needs.text("text", _("What was tried, and whether duress is likely")),),
        starts=(Clock.REVIEW,),
        stops=(Clock.ANSWER,),
    ),
    Transition(
        "find_again",
        (25,),
        _("They are found"),
        frozenset({State.CONTACT_LOST}),
        None,
        people.BY_OWNER,
        needs=(needs.PHRASE, needs.NOTE),
        second=Second.ALWAYS,
        seconds=people.BY_LEAD,
        clocks=Clocks.RESUME,
        stops=(Clock.REVIEW,),
    ),
    Transition(
        "give_up",
        (25,),
        _("Close it: contact is lost for good"),
        frozenset({State.CONTACT_LOST}),
        State.CLOSED,
        people.BY_OWNER,
        needs=(needs.ending(*reasons.LOST), needs.LAST_ACTIONS),
        second=Second.ALWAYS,
        seconds=people.BY_LEAD,
    ),
    Transition(
        "freeze",
        (26,),
        _("Stop everything: something is wrong"),
        OPEN - frozenset({State.SECURITY_HOLD}),
        State.SECURITY_HOLD,
        people.BY_ANYBODY,
        needs=(needs.SUSPICION,),
        starts=(Clock.REVIEW,),
    ),
    Transition(
        "lift",
        (31,),
        _("It is clear: it goes on, or is assessed anew"),
        frozenset({State.SECURITY_HOLD}),
        State.ASSESSMENT,
        frozenset({By.VERIFIER, By.LEAD}),
        needs=(needs.RECHECKED, needs.EXPOSED),
        second=Second.ALWAYS,
        clocks=Clocks.RESUME,
        stops=_ELSEWHERE,
        starts=(Clock.VERIFY, Clock.DECIDE, Clock.CHECK, Clock.RESCORE),
        back=_AS_BEFORE,
    ),
)
