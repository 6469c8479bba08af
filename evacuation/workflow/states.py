"""The main states of a case, and which of them are open."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class State(StrEnum):
    """Verification, consent and interim help run beside these, not in them."""

    RECEIVED = "received"
    TRIAGE = "triage"
    INFO_NEEDED = "info_needed"
    ASSESSMENT = "assessment"
    DECISION_PENDING = "decision_pending"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    PLANNING = "planning"
    READY = "ready"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    FOLLOW_UP = "follow_up"
    DECLINED = "declined"
    APPEAL = "appeal"
    REFERRED_OUT = "referred_out"
    ON_HOLD = "on_hold"
    CONTACT_LOST = "contact_lost"
    SECURITY_HOLD = "security_hold"
    CLOSED = "closed"
    PURGED = "purged"


ENDED = frozenset({State.CLOSED, State.PURGED})
OPEN = frozenset(State) - ENDED
# From these a case goes back to the state before.
PARKED = frozenset({State.INFO_NEEDED, State.ON_HOLD, State.CONTACT_LOST})
# Somebody owns it and works on it.
WORKED_ON = OPEN - PARKED - {State.RECEIVED, State.SECURITY_HOLD}


@unique
class Level(StrEnum):
    """How soon somebody must act; most urgent first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS = tuple(Level)
URGENT = frozenset({Level.CRITICAL, Level.HIGH})


@unique
class Told(StrEnum):
    """All that the person reads of where a case stands."""

    RECEIVED = "received"
    IN_HAND = "in_hand"
    ASKED = "asked"
    DECIDING = "deciding"
    CLOSED = "closed"


_TOLD = {
    State.RECEIVED: Told.RECEIVED,
    State.INFO_NEEDED: Told.ASKED,
    State.DECISION_PENDING: Told.DECIDING,
    State.APPEAL: Told.DECIDING,
    State.CLOSED: Told.CLOSED,
    State.PURGED: Told.CLOSED,
}


def told(state: State) -> Told:
    """Everything else is said in words by a person, never by a status."""
    return _TOLD.get(state, Told.IN_HAND)
