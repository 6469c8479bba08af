"""When we hear from somebody next, and what is done, step by step, if we do not.

Source: field practice: every four hours in transit, else by level; the protocol is
chosen with the person beforehand, and a public appeal only if they agreed to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.bounds import LONGEST_LEG
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evacuation.workflow.movement.legs import Leg

IN_TRANSIT = timedelta(hours=4)
TOLERANCE = timedelta(minutes=30)
_FIVE = timedelta(minutes=5)
LONGEST_TOLERANCE = timedelta(hours=12)
_BY_LEVEL = {
    Level.CRITICAL: timedelta(hours=12),
    Level.HIGH: timedelta(days=1),
    Level.MEDIUM: timedelta(days=7),
    Level.LOW: timedelta(days=30),
}


class Through(Coded):
    """How a check-in was heard."""

    MAILBOX = "mailbox", _("The mailbox")
    CHANNEL = "channel", _("The agreed channel")
    HOST = "host", _("The host")


class Heard(Coded):
    """What was heard. DURESS looks like an arrival of nothing on the person's side."""

    PHRASE = "phrase", _("The agreed phrase was right")
    DURESS = "duress", _("The duress phrase")
    STOP = "stop", _("The words that stop it")
    WRONG = "wrong", _("The phrase was wrong or missing")
    NOTHING = "nothing", _("Nothing came")


class Deed(Coded):
    """One step of the protocol."""

    WAIT = "wait", _("Wait")
    WRITE = "write", _("Write to them, by the agreed channel")
    CALL = "call", _("Call")
    HOST = "host", _("Ask the host")
    LAWYER = "lawyer", _("Call the lawyer")
    LEAD = "lead", _("Wake a lead")
    PUBLIC = "public", _("Public or urgent appeal")


# Whom to call, and how; leads are named by the roster of the night.
WITH_WHOM = frozenset({Deed.CALL, Deed.HOST, Deed.LAWYER})


@dataclass(frozen=True, slots=True)
class Step:
    """`after`: since the check-in was missed. `whom`, `say`: what may be told."""

    deed: Deed
    after: timedelta
    whom: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """`at`: expected (aware); `tolerance`: how long it may be late."""

    at: datetime
    tolerance: timedelta = TOLERANCE

    @property
    def missed_at(self) -> datetime:
        """When whoever is on duty is woken: never before the tolerance is over."""
        return up_to_five(self.at + self.tolerance)


def up_to_five(at: datetime) -> datetime:
    """Up to five minutes: due times stand in clear no finer (docs/vault.md)."""
    over = timedelta(
        minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond
    )
    return at - over + _FIVE if over else at


def every(level: Level) -> timedelta:
    """How often we hear from somebody who does not travel."""
    return _BY_LEVEL[level]


def from_legs(legs: Sequence[Leg], tolerance: timedelta = TOLERANCE) -> list[CheckIn]:
    """At each beginning and end of a leg, and every four hours on the way.

    `legs`: at most as many as one plan carries.
    """
    times = sorted({at for leg in legs for at in _of_leg(leg)})
    return [CheckIn(at, tolerance) for at in times]


def _of_leg(leg: Leg) -> Iterator[datetime]:
    """Of one that is longer than a leg may be, the first days and its end."""
    at, until = leg.begins, min(leg.ends, leg.begins + LONGEST_LEG)
    while at < until:
        yield at
        at += IN_TRANSIT
    yield leg.ends


def next_one(planned: Sequence[CheckIn], after: datetime) -> CheckIn | None:
    """The first that is expected after this time."""
    return min(
        (one for one in planned if one.at > after), key=lambda o: o.at, default=None
    )


def usual(*, host: bool, lawyer: bool, public: bool) -> list[Step]:
    """A protocol to begin from; it is changed with the person."""
    minutes = [
        (Deed.WRITE, 0, True),
        (Deed.CALL, 30, True),
        (Deed.HOST, 60, host),
        (Deed.LEAD, 90, True),
        (Deed.LAWYER, 120, lawyer),
        (Deed.PUBLIC, 24 * 60, public),
    ]
    return [Step(deed, timedelta(minutes=m)) for deed, m, wanted in minutes if wanted]


def faults(
    steps: Sequence[Step], *, public_agreed: bool
) -> list[tuple[str, int | None]]:
    """All that is wrong with a protocol: empty, order, public, whom.

    Each with the number of its step, from 0; None where there is no step.
    """
    if not steps:
        return [("empty", None)]
    found: list[tuple[str, int | None]] = []
    latest = steps[0].after
    for number, one in enumerate(steps):
        if one.after < latest:
            found.append(("order", number))
        if one.deed == Deed.PUBLIC and not public_agreed:
            found.append(("public", number))
        if one.deed in WITH_WHOM and not one.whom.strip():
            found.append(("whom", number))
        latest = max(latest, one.after)
    return found


def due_step(
    steps: Sequence[Step], done: int, missed_at: datetime
) -> tuple[Step, datetime] | None:
    """The next step and when it is due; None after the last. `done`: how many were."""
    if done >= len(steps):
        return None
    step = steps[done]
    return step, missed_at + step.after
