"""What came after a decision: whether the person was told, and whether they appeal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services import proposing
from evacuation.services.moves import last_move, moves
from evacuation.vault.cards import member_user
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level, told
from evacuation.workflow.states import State as Main

if TYPE_CHECKING:
    from datetime import timedelta

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.services.moves import Move
    from evacuation.services.writing import Content

_DECIDED = ("approve", "decline", "waitlist", "refer", "refer_on")
_ENDED = ("approve", "decline")


def was_told(opened: OpenCase) -> bool:
    """Whether the desk wrote to the person after the last decision."""
    decided = last_move(opened, *_DECIDED)
    if decided is None:
        return False
    replies = opened.records(Compartment.REPLIES, RecordKind.REPLY)
    return any(str(opened.content(row)["at"]) > decided.done for row in replies)


def may_appeal(opened: OpenCase, now: datetime) -> bool:
    """Within the time after it was declined; asked in time counts, read late, too."""
    until = appeal_until(opened)
    return until is not None and (now <= until or bool(asked_again(opened)))


def appeal_is_over(opened: OpenCase, now: datetime) -> bool:
    """After that time; at once where the one appeal was made."""
    until = appeal_until(opened)
    if until is None:
        return False
    if not nobody_appealed(opened):
        return True
    return now > until and not asked_again(opened)


def appeal_until(opened: OpenCase) -> datetime | None:
    """Until when they may ask again; None where it was never declined."""
    declined = last_move(opened, "decline")
    return None if declined is None else _at(declined.done) + _window()


def asked_again(opened: OpenCase) -> Content:
    """The letter by which the person asked again in time, since it was declined."""
    declined, until = last_move(opened, "decline"), appeal_until(opened)
    if declined is None or until is None:
        return {}
    said = last_letter(opened, "appeal", declined.done)
    return said if said and _at(str(said["at"])) <= until else {}


def last_letter(opened: OpenCase, kind: str, since: str) -> Content:
    """The newest letter of a kind after a time (as records say it); {} for none."""
    found = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    kept = [one for one in found if one.get("kind") == kind and str(one["at"]) > since]
    return max(kept, key=lambda one: str(one["at"]), default={})


def tell_appeal(change: Change) -> None:
    """With what we write to who was declined: until when they may ask again."""
    until = appeal_until(change.opened)
    if until is None or timezone.now() > until or not nobody_appealed(change.opened):
        return
    change.write(
        Compartment.REPLIES,
        RecordKind.STATUS,
        code=told(Main.DECLINED).value,
        appeal_until=until.isoformat(timespec="minutes"),
    )


def nobody_appealed(opened: OpenCase) -> bool:
    """Since the case was last opened."""
    reopened = last_move(opened, "reopen")
    since = reopened.at if reopened else ""
    return all(m.step != "appeal" or m.at < since for m in moves(opened))


def decides_first(opened: OpenCase) -> bool:
    """An appeal goes to somebody who has not decided on it before."""
    if opened.case.state != State.APPEAL:
        return True
    return opened.me.user.pk not in decided_before(opened)


def decided_before(opened: OpenCase) -> set[int]:
    """Users who approved or declined it, alone or as the second person."""
    decided = [m for m in moves(opened) if m.step in _ENDED and m.done]
    return {user for move in decided for user in _who_decided(opened, move)}


def _who_decided(opened: OpenCase, move: Move) -> set[int]:
    user, asked = member_user(move.by), opened.case.proposals.filter(pk=move.record)
    found = {user} if user is not None else set()
    for proposal in asked:
        found |= {*proposing.approvers_of(opened, proposal)}
    return found


def _window() -> timedelta:
    allowed = within(Clock.APPEAL_ENDS, Level.MEDIUM)
    if allowed is None:
        raise ValueError(Clock.APPEAL_ENDS)
    return allowed


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
