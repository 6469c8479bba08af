"""What the desk writes to the person, and taking it back in the first minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.errors import KeyMissing, NotTrusted, NotVisible, TooLate, WrongState
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.answering import says, tell_decided, untell, untold
from evacuation.services.changing import OPEN, OWNED, Change, changing
from evacuation.services.clocks import set_clock, stop_clocks
from evacuation.services.pinging import (
    WAIT,
    drop_ping,
    require_no_more_than_twice,
    write_ping,
)
from evacuation.steps import Step, ask_again_due
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Record
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

RECALL_WITHIN = timedelta(seconds=60)
_ANSWERED = (*OWNED, State.CLOSED)
_SENT = (Step.WAIT, Step.NOTHING)
_STOPPED = (Clock.CONTACT, Clock.TELL)


def send_reply(
    *,
    actor: Unlocked,
    case_id: UUID,
    text: str,
    name_shown: str,
    version: int,
    informs: bool = False,
    tells: bool = False,
) -> Record:
    """Into the person's mailbox, where they read it after a minute; critical: at once.

    Of a closed case whoever wrote since is answered, and nobody else. `name_shown`: as
    whom the member writes. `informs`: while we wait for an answer, that it asks
    nothing. `tells`: that it says what was decided, as its own words always do. Raises
    NotVisible, NotAllowed, StaleVersion, WrongState, AskedTwice,
    KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="reply.sent",
        states=_ANSWERED,
    ) as change:
        if change.case.state == State.CLOSED and change.case.next_due_at is None:
            raise WrongState
        if not informs:
            require_no_more_than_twice(change.opened, "text", str(WAIT))
        now = timezone.now()
        wait = timedelta(0) if _at_once(change) else RECALL_WITHIN
        record = change.write(
            Compartment.REPLIES,
            RecordKind.REPLY,
            text=text,
            name_shown=name_shown,
            shown_from=(now + wait).isoformat(timespec="seconds"),
            before=owed(change),
        )
        if not informs:
            write_ping(change, record)
        stop_clocks(change.case, [Clock.CONTACT])
        if change.case.state != State.CLOSED:
            _tell_decided(change, record, text, tells=tells)
        if change.case.state == State.CLOSED:
            change.next(Step.NOTHING, None)
        else:
            change.next(Step.WAIT, ask_again_due(change.case.level, now))
    return record


def _tell_decided(change: Change, reply: Record, text: str, *, tells: bool) -> None:
    """Where something was decided, and this says it."""
    try:
        decided = untold(change.opened)
    except (KeyMissing, NotTrusted):
        return
    if decided is not None and not tells and not says(text, decided):
        decided = None
    tell_decided(change, reply, decided)


def put_question(change: Change, text: str) -> None:
    """What we need to know, into the mailbox with the step that waits for it.

    It is there at once: the step cannot be taken back, either.
    """
    change.write(Compartment.REPLIES, RecordKind.REPLY, text=text, name_shown="")
    stop_clocks(change.case, [Clock.CONTACT])


def recall_reply(
    *, actor: Unlocked, case_id: UUID, record_id: UUID, version: int
) -> str:
    """Take back one's own reply before the person can read it. Returns its text.

    What was owed before is owed again, until when it was. Raises TooLate, NotVisible.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="reply.recalled",
        states=(*OPEN, State.CLOSED),
    ) as change:
        record = change.case.records.filter(pk=record_id, kind=RecordKind.REPLY).first()
        if record is None:
            raise NotVisible
        said = change.opened.content(record)
        if said["by"] != actor.name or is_shown(said):
            raise TooLate
        drop_ping(change, record)
        untell(change, record)
        record.delete()
        _owe_again(change, said.get("before", {}))
    return str(said["text"])


def is_shown(reply: Content) -> bool:
    """Whether the person can read this reply already: then nobody takes it back."""
    shown_from = reply.get("shown_from")
    return not shown_from or datetime.fromisoformat(shown_from) <= timezone.now()


def _at_once(change: Change) -> bool:
    return change.case.level == Urgency.CRITICAL


def owed(change: Change) -> dict[str, str]:
    """What sending a reply stops: the step, until when, and the clocks of it."""
    stopped = [str(clock) for clock in _STOPPED]
    due = dict(
        change.case.deadlines.filter(clock__in=stopped).values_list("clock", "due_at")
    )
    return {
        "step": "" if change.blind else change.line().next_step,
        "due": _text(change.case.next_due_at),
        **{clock: _text(due.get(clock)) for clock in stopped},
    }


def _owe_again(change: Change, before: dict[str, str]) -> None:
    for clock in _STOPPED:
        if before.get(str(clock)):
            set_clock(change.case, clock, datetime.fromisoformat(before[str(clock)]))
    # What was heard or done since then asks for a step of its own.
    if not change.blind and change.line().next_step in _SENT:
        due = before.get("due", "")
        change.next(
            before.get("step") or Step.ANSWER,
            datetime.fromisoformat(due) if due else None,
        )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
