"""What comes next in a case, by us, and what the person reads of where it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from evacuation.deadlines import CONTACT_WITHIN, OWNER_WITHIN
from evacuation.models.choices import State, Urgency
from evacuation.workflow.states import Told

if TYPE_CHECKING:
    from datetime import datetime


class Step(models.TextChoices):
    """The next step by us. Stands in the board line."""

    OWN = "own", _("Take it over")
    CONTACT = "contact", _("Write the first message")
    ANSWER = "answer", _("Answer the person")
    WAIT = "wait", _("Wait, then ask again")
    CONFIRM = "confirm", _("Second person confirms")
    DECIDE = "decide", _("Do not contact; decide with a lead")
    CLOSE = "close", _("Close it as withdrawn")
    HEAR = (
        "hear",
        _("Somebody with their receipt asks us to stop: hear the phrase first"),
    )
    PAUSED = "paused", _("Write nothing until the person writes")
    NOTHING = "nothing", _("Nothing more")
    WEIGH = "weigh", _("Make them safe for now, verify, weigh the options")
    APPROVE = "approve", _("Approvers decide")
    TELL = "tell", _("Tell the person what was decided")
    PLAN = "plan", _("Plan the support")
    GO = "go", _("Set out, or check everything again")
    TRAVEL = "travel", _("Hear from them on the way")
    SETTLE = "settle", _("See to their first 72 hours there")
    FOLLOW = "follow", _("Ask how they are")
    REVIEW = "review", _("Look at it again")
    HOST = "host", _("Read what the host said, and ask the person")
    SEARCH = "search", _("Look for them: contact was lost on the way")
    CLEAR = "clear", _("Two people find out what happened")
    AGAIN = "again", _("They wrote: open it again?")


class Status(models.TextChoices):
    """The coarse status that the person reads in their mailbox."""

    RECEIVED = Told.RECEIVED.value, _("Received")
    IN_HAND = Told.IN_HAND.value, _("A person has read it and works on it")
    ASKED = Told.ASKED.value, _("We need an answer from you")
    DECIDING = Told.DECIDING.value, _("It is being decided")
    CLOSED = Told.CLOSED.value, _("Closed")


# What comes next by us once a case has come into a state.
NEXT = {
    State.TRIAGE: Step.CONTACT,
    State.INFO_NEEDED: Step.WAIT,
    State.ASSESSMENT: Step.WEIGH,
    State.DECISION_PENDING: Step.APPROVE,
    State.APPEAL: Step.APPROVE,
    State.APPROVED: Step.TELL,
    State.DECLINED: Step.TELL,
    State.WAITLISTED: Step.REVIEW,
    State.PLANNING: Step.PLAN,
    State.READY: Step.GO,
    State.IN_TRANSIT: Step.TRAVEL,
    State.ARRIVED: Step.SETTLE,
    State.FOLLOW_UP: Step.FOLLOW,
    State.REFERRED_OUT: Step.REVIEW,
    State.ON_HOLD: Step.REVIEW,
    State.CONTACT_LOST: Step.REVIEW,
    State.SECURITY_HOLD: Step.CLEAR,
    State.CLOSED: Step.NOTHING,
}


# How long we wait for an answer before we ask again (domain.md 3.4, check-in).
_ASK_AGAIN_WITHIN = {
    Urgency.CRITICAL: timedelta(hours=12),
    Urgency.HIGH: timedelta(days=1),
    Urgency.MEDIUM: timedelta(days=7),
    Urgency.LOW: timedelta(days=30),
}


_DECIDE_WITHIN = timedelta(minutes=15)


def within(step: str, level: str) -> timedelta:
    """How long this step may take."""
    if step == Step.DECIDE:
        return _DECIDE_WITHIN
    allowed = {Step.OWN.value: OWNER_WITHIN, Step.WAIT.value: _ASK_AGAIN_WITHIN}
    return allowed.get(step, CONTACT_WITHIN)[Urgency(level)]


def ask_again_due(level: str, since: datetime) -> datetime:
    return since + _ASK_AGAIN_WITHIN[Urgency(level)]
