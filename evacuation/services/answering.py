"""What came after a decision: whether the person was told, and whether they appeal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.moves import last_move, moves
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from datetime import timedelta

    from evacuation.access import OpenCase

_DECIDED = ("approve", "decline", "waitlist", "refer", "refer_on")
_ENDED = ("approve", "decline")


def was_told(opened: OpenCase) -> bool:
    """Whether the desk wrote to the person after the last decision."""
    decided = last_move(opened, *_DECIDED)
    if decided is None:
        return False
    replies = opened.records(Compartment.REPLIES, RecordKind.REPLY)
    return any(str(opened.content(row)["at"]) > decided.at for row in replies)


def may_appeal(opened: OpenCase, now: datetime) -> bool:
    """Within the time after it was declined."""
    declined = last_move(opened, "decline")
    return declined is not None and now <= _at(declined.at) + _window()


def appeal_is_over(opened: OpenCase, now: datetime) -> bool:
    """After that time; at once where the one appeal was made."""
    declined = last_move(opened, "decline")
    if declined is None:
        return False
    return not nobody_appealed(opened) or now > _at(declined.at) + _window()


def nobody_appealed(opened: OpenCase) -> bool:
    """Since the case was last opened."""
    reopened = last_move(opened, "reopen")
    since = reopened.at if reopened else ""
    return all(m.step != "appeal" or m.at < since for m in moves(opened))


def decides_first(opened: OpenCase) -> bool:
    """An appeal goes to somebody who has not decided on it before."""
    if opened.case.state != State.APPEAL:
        return True
    me = opened.me.name
    return all(m.by != me for m in moves(opened) if m.step in _ENDED)


def _window() -> timedelta:
    allowed = within(Clock.APPEAL_ENDS, Level.MEDIUM)
    if allowed is None:
        raise ValueError(Clock.APPEAL_ENDS)
    return allowed


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
