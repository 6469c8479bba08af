"""By when we owe what, by level; the clocks run against us (docs/workflow.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.states import Level, State


class Clock(Coded):
    """What is due. Stands in clear beside its time (docs/vault.md)."""

    OWN = "own", _("Somebody owns it")
    CONTACT = "contact", _("First safe contact")
    INTERIM = "interim", _("Safe for now")
    VERIFY = "verify", _("Verification")
    DECIDE = "decide", _("Decision")
    PLAN = "plan", _("Plan")
    CHECK = "check", _("Speak with them again")
    RESCORE = "rescore", _("Assess again")
    ANSWER = "answer", _("Their answer")
    REVIEW = "review", _("Look at it again")
    RATIFY = "ratify", _("A second person ratifies the help")
    APPEAL = "appeal", _("Decide on the appeal")
    APPEAL_ENDS = "appeal_ends", _("The time for an appeal ends")
    FOLLOW_UP = "follow_up", _("Ask how they are")
    GO = "go", _("Set out, or check everything again")
    ROUTE = "route", _("Look at the route again")
    CHECK_IN = "check_in", _("They should have been heard")
    SETTLE = "settle", _("The first 72 hours after arrival")
    TELL = "tell", _("Tell the person what was decided")


_H, _D = timedelta(hours=1), timedelta(days=1)
_C, _HI, _M, _L = Level
# Source: targets seen in the field and the network's defaults (docs/workflow.md).
_WITHIN: dict[Clock, dict[Level, timedelta | None]] = {
    Clock.OWN: {_C: timedelta(minutes=15), _HI: 2 * _H, _M: _D, _L: 3 * _D},
    Clock.CONTACT: {_C: _H, _HI: 4 * _H, _M: 24 * _H, _L: 72 * _H},
    Clock.INTERIM: {_C: 4 * _H, _HI: 24 * _H, _M: 3 * _D, _L: None},
    Clock.VERIFY: {_C: 24 * _H, _HI: 48 * _H, _M: 5 * _D, _L: 10 * _D},
    Clock.DECIDE: {_C: 12 * _H, _HI: 48 * _H, _M: 7 * _D, _L: 14 * _D},
    Clock.PLAN: {_C: 24 * _H, _HI: 72 * _H, _M: 14 * _D, _L: None},
    Clock.CHECK: {_C: 12 * _H, _HI: _D, _M: 7 * _D, _L: 30 * _D},
    Clock.RESCORE: {_C: 24 * _H, _HI: 72 * _H, _M: 7 * _D, _L: 30 * _D},
    Clock.ANSWER: {_C: 6 * _H, _HI: 7 * _D, _M: 7 * _D, _L: 7 * _D},
    Clock.REVIEW: {_C: 7 * _D, _HI: 7 * _D, _M: 30 * _D, _L: 30 * _D},
    Clock.RATIFY: dict.fromkeys(Level, 24 * _H),
    Clock.APPEAL: {_C: 72 * _H, _HI: 72 * _H, _M: 14 * _D, _L: 14 * _D},
    Clock.APPEAL_ENDS: dict.fromkeys(Level, 14 * _D),
    Clock.FOLLOW_UP: dict.fromkeys(Level, 7 * _D),
    Clock.GO: dict.fromkeys(Level, 72 * _H),
    Clock.ROUTE: {_C: 2 * _H, _HI: 12 * _H, _M: 24 * _H, _L: 24 * _H},
    Clock.CHECK_IN: {_C: 12 * _H, _HI: _D, _M: 7 * _D, _L: 30 * _D},
    Clock.SETTLE: dict.fromkeys(Level, 72 * _H),
    Clock.TELL: {_C: _H, _HI: 4 * _H, _M: 24 * _H, _L: 72 * _H},
}
# They stand before a border, or will tomorrow.
_LOOK = {State.IN_TRANSIT: timedelta(minutes=15), State.READY: 2 * _H}
# A critical case: its channel by call-back first, the vouch after.
CHANNEL_VERIFIED_WITHIN = 4 * _H
# The clocks that rest while we wait for the person (never before first contact).
PAUSING = frozenset({Clock.VERIFY, Clock.DECIDE, Clock.PLAN})
# They begin with the request, however late somebody assesses it.
FROM_THE_START = frozenset(
    {Clock.OWN, Clock.CONTACT, Clock.INTERIM, Clock.VERIFY, Clock.DECIDE}
)
FOLLOW_UPS = (7, 30, 60, 90)  # days


def within(clock: Clock, level: Level) -> timedelta | None:
    """How long it may take at this level; None where nothing is owed."""
    return _WITHIN[clock][level]


def due(clock: Clock, level: Level, since: datetime) -> datetime | None:
    allowed = within(clock, level)
    return since + allowed if allowed is not None else None


def look_within(level: Level, state: State) -> timedelta:
    """How soon a route is looked at again after a country's alert: on the way in
    minutes, whatever the level."""
    allowed = _WITHIN[Clock.ROUTE][level] or _D
    return min(allowed, _LOOK.get(state, allowed))


def moved(due_at: datetime, clock: Clock, before: Level, after: Level) -> datetime:
    """The same clock at another level, from where it began."""
    old, new = within(clock, before), within(clock, after)
    return due_at - old + new if old is not None and new is not None else due_at


def is_stale(level: Level, assessed_at: datetime, now: datetime) -> bool:
    """Whether an assessment is older than its level allows."""
    allowed = within(Clock.RESCORE, level)
    return allowed is not None and now - assessed_at > allowed
