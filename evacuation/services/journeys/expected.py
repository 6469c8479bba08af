"""When somebody should be heard next, as the sealed records say.

Each record of a check-in says `what`: PLANNED, HEARD, ARRIVED, STOPPED, or DONE (a step
of the protocol that was taken while nobody with a key looked).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evacuation.journeys.packing import kept_shape, moment
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.under_way import is_looked_for, is_on_the_way
from evacuation.workflow.movement.check_ins import (
    IN_TRANSIT,
    CheckIn,
    Heard,
    every,
    next_one,
)
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

PLANNED, HEARD, ARRIVED = "planned", "heard", "arrived"
STOPPED, DONE, WISH = "stopped", "done", "wish"
# Whoever is heard so shortly before the time has been heard.
EARLY = timedelta(minutes=30)
_MINUTE = timedelta(minutes=1)
# On the way: one that is planned later than this after a word is not enough by itself.
_FURTHEST = timedelta(days=1)
# The legs count until they are there; who turned back is heard by them, too.
_ON_LEGS = (State.READY, State.IN_TRANSIT, State.PLANNING)
# Nobody is waited for: it is over.
_OVER = (State.CLOSED, State.PURGED)


@dataclass
class Running:
    """The check-ins of a case. `since`: heard or planned last; None: none run."""

    planned: list[CheckIn] = field(default_factory=list)
    since: datetime | None = None
    heard: bool = False
    through: str = ""


def said_of_check_ins(opened: OpenCase) -> list[Content]:
    """Every record of one, oldest first. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.CHECK_IN)
    return sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))


def running(opened: OpenCase) -> Running:
    """Raises KeyMissing, NotTrusted."""
    found = Running()
    legs = opened.case.state in _ON_LEGS or is_on_the_way(opened.case)
    with kept_shape():
        for said in said_of_check_ins(opened):
            _read(found, said, legs=legs)
    return found


def expected(opened: OpenCase, *, gap: timedelta | None = None) -> CheckIn | None:
    """The one that is waited for, also where it was missed; None where none run.

    `gap`: how long after they were heard where no time is planned; by level where None.
    Raises KeyMissing, NotTrusted.
    """
    found = running(opened)
    if found.since is None or opened.case.state in _OVER:
        return None
    if is_looked_for(opened.case):
        return None
    after = found.since + (EARLY if found.heard else timedelta(0))
    one = next_one(found.planned, after)
    if one is not None and not _is_too_far(opened, found, one):
        return one
    # To the second, as it stands on the card.
    return CheckIn((found.since + (gap or _gap(opened))).replace(microsecond=0))


def _is_too_far(opened: OpenCase, found: Running, one: CheckIn) -> bool:
    """Whoever was heard between two places is heard again within a day."""
    late = found.since is not None and one.missed_at > found.since + _FURTHEST
    return found.heard and late and is_on_the_way(opened.case)


def times(planned: list[CheckIn]) -> list[list[str | int]]:
    """How they lie in a record."""
    return [
        [one.at.isoformat(timespec="seconds"), one.tolerance // _MINUTE]
        for one in planned
    ]


def _gap(opened: OpenCase) -> timedelta:
    if is_on_the_way(opened.case):
        return IN_TRANSIT
    return every(Level(opened.case.level))


def _read(found: Running, said: Content, *, legs: bool) -> None:
    at, what = _moment(said.get("said_at") or said["at"]), said["what"]
    if what == STOPPED:
        found.planned, found.since = [], None
    elif what == PLANNED:
        _plan(found, said, at, legs=legs)
    elif _is_heard(said) and (found.since is not None or what == ARRIVED):
        # Where nothing was planned, being heard begins nothing; being there does.
        found.since, found.heard = max(found.since or at, at), True


def _is_heard(said: Content) -> bool:
    if said["what"] == ARRIVED:
        return True
    return bool(said["what"] == HEARD and said["heard"] == Heard.PHRASE)


def _plan(found: Running, said: Content, at: datetime, *, legs: bool) -> None:
    if said["anew"]:
        found.planned = []
    if said["anew"] or found.since is None:
        # What was missed when it was planned anew is missed still.
        found.since, found.heard = _moment(said.get("since") or at.isoformat()), False
    found.through = str(said["through"])
    if legs or not said["legs"]:
        found.planned += [
            CheckIn(_moment(one), int(minutes) * _MINUTE)
            for one, minutes in said["times"]
        ]


def _moment(said: object) -> datetime:
    found = moment(said)
    if found is None:
        raise ValueError
    return found
