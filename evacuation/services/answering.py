"""What came after a decision: whether the person was told, and whether they appeal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services import proposing
from evacuation.services.clocks import set_clock, stop_clocks
from evacuation.services.moves import last_move, moves
from evacuation.vault.cards import member_user
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level, told
from evacuation.workflow.states import State as Main

if TYPE_CHECKING:
    from datetime import timedelta

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.changing import Change
    from evacuation.services.moves import Move
    from evacuation.services.writing import Content

_DECIDED = ("approve", "decline", "waitlist", "refer", "refer_on")
_ENDED = ("approve", "decline")
_ASKED = frozenset({State.DECISION_PENDING, State.APPEAL})


def was_told(opened: OpenCase) -> bool:
    """Whether what was decided last was said to the person, in words."""
    decided = last_move(opened, *_DECIDED)
    return decided is not None and told_at(opened, decided) is not None


def told_at(opened: OpenCase, decided: Move) -> datetime | None:
    """When its words were sent to the person first.

    The reply itself goes some days after it was read; that it was sent stays.
    """
    rows = opened.records(Compartment.REPLIES, RecordKind.STATUS)
    said = [opened.content(row) for row in rows]
    times = [str(one["at"]) for one in said if one.get("tells") == str(decided.record)]
    return _at(min(times)) if times else None


def untold(opened: OpenCase) -> Move | None:
    """What was decided last, where the person was not told; None while it is asked.

    Raises KeyMissing, NotTrusted.
    """
    if opened.case.state in _ASKED:
        return None
    decided = last_move(opened, *_DECIDED)
    if decided is None or told_at(opened, decided) is not None:
        return None
    return decided


def says(text: str, decided: Move) -> bool:
    """Whether a message holds the words that were decided on for the person."""
    words = " ".join(str(decided.said.get("message", "")).split())
    return bool(words) and words in " ".join(text.split())


def may_appeal(opened: OpenCase, now: datetime) -> bool:
    """Within the time after they were told that it was declined, which does not begin
    before; asked in time counts, read late, too."""
    if last_move(opened, "decline") is None:
        return False
    until = appeal_until(opened)
    return until is None or now <= until or bool(asked_again(opened))


def appeal_is_over(opened: OpenCase, now: datetime) -> bool:
    """After that time; where the one appeal was made, once they were told."""
    until = appeal_until(opened)
    if until is None:
        return False
    if not nobody_appealed(opened):
        return True
    return now > until and not asked_again(opened)


def appeal_until(opened: OpenCase) -> datetime | None:
    """Until when they may ask again; None where it was never declined, or they were
    not told yet."""
    declined = last_move(opened, "decline")
    told = told_at(opened, declined) if declined else None
    return None if told is None else told + _window()


def asked_again(opened: OpenCase) -> Content:
    """The letter by which the person asked again in time, since it was declined."""
    declined = last_move(opened, "decline")
    if declined is None:
        return {}
    until = appeal_until(opened)
    said = last_letter(opened, "appeal", declined.done)
    in_time = said and (until is None or _at(str(said["at"])) <= until)
    return said if in_time else {}


def last_letter(opened: OpenCase, kind: str, since: str) -> Content:
    """The newest letter of a kind after a time (as records say it); {} for none."""
    found = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    kept = [one for one in found if one.get("kind") == kind and str(one["at"]) > since]
    return max(kept, key=lambda one: str(one["at"]), default={})


def tell_decided(change: Change, reply: Record, decided: Move | None) -> None:
    """Write down which decision a reply tells, and until when they may ask again.

    `decided`: None for any other reply, which repeats that time to who was declined.
    """
    said: dict[str, str] = {}
    until = appeal_until(change.opened)
    if decided is not None:
        said = {"tells": str(decided.record), "reply": str(reply.pk)}
        stop_clocks(change.case, [Clock.TELL])
        until = timezone.now() + _window() if decided.step == "decline" else None
    if until is not None and _may_still_ask(change, until):
        said["appeal_until"] = until.isoformat(timespec="minutes")
        set_clock(change.case, Clock.APPEAL_ENDS, until)
    if said:
        code = told(Main(change.case.state)).value
        change.write(Compartment.REPLIES, RecordKind.STATUS, code=code, **said)


def _may_still_ask(change: Change, until: datetime) -> bool:
    declined = change.case.state == State.DECLINED
    return declined and timezone.now() <= until and nobody_appealed(change.opened)


def untell(change: Change, reply: Record) -> None:
    """The reply that told them is taken back: they were not told."""
    for row in change.opened.records(Compartment.REPLIES, RecordKind.STATUS):
        if change.opened.content(row).get("reply") == str(reply.pk):
            row.delete()
            stop_clocks(change.case, [Clock.APPEAL_ENDS])
    change.opened.forget("records")


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
    user, asked = member_user(move.by), opened.proposal(move.record)
    found = {user} if user is not None else set()
    if asked is not None:
        found |= {*proposing.approvers_of(opened, asked)}
    return found


def _window() -> timedelta:
    allowed = within(Clock.APPEAL_ENDS, Level.MEDIUM)
    if allowed is None:
        raise ValueError(Clock.APPEAL_ENDS)
    return allowed


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
