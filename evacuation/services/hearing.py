"""What the person's letters ask of the desk, whoever reads them first.

Signs stand as marks in the board line: duress stays; a request taken back and a pause
hold until the person writes again. Where help is under way a receipt alone takes
nothing back: it asks us to stop (services/wished.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.deadlines import contact_due
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.clocks import relevel_clocks, rest, stop_clocks
from evacuation.services.journeys.withholding import withhold
from evacuation.services.wished import by_receipt_alone
from evacuation.steps import Step, within
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content

DURESS, WITHDRAWN, PAUSED = "duress", "withdrawn", "paused"
ASKED_TO_STOP = "asked_to_stop"
_SIGNS = frozenset({DURESS, WITHDRAWN, PAUSED, ASKED_TO_STOP})
_ASKS = {"withdraw": WITHDRAWN, "pause": PAUSED}
_AGAIN = ("message", "return", "appeal")


def signs_of(letters: Iterable[Content]) -> frozenset[str]:
    """DURESS, WITHDRAWN, PAUSED, as these letters say: {at, kind} each, in any order.

    A letter under duress counts as that alone: it withdraws and pauses nothing.
    """
    found: set[str] = set()
    for said in sorted(letters, key=lambda said: str(said.get("at", ""))):
        kind = said.get("kind")
        if kind == DURESS:
            found.add(DURESS)
        elif kind in _AGAIN:
            found -= {WITHDRAWN, PAUSED}
        elif kind in _ASKS:
            found.add(_ASKS[kind])
    return frozenset(found)


def signs(opened: OpenCase) -> frozenset[str]:
    """What the letters, the attempts and the board line say, as far as they open;
    ASKED_TO_STOP instead of WITHDRAWN where help is under way."""
    line = opened.line()
    marks = frozenset(line.marks) & {DURESS} if line else frozenset()
    letters = _said(opened, Compartment.INBOX, RecordKind.LETTER)
    found = signs_of(letters) | marks | _of_attempts(opened)
    if WITHDRAWN in found and by_receipt_alone(opened):
        return found - {WITHDRAWN} | {ASKED_TO_STOP}
    return found


def under_duress(opened: OpenCase) -> bool:
    return DURESS in signs(opened)


def has_unmarked_signs(opened: OpenCase) -> bool:
    """Whether the board does not say yet what the letters say."""
    line = opened.line()
    return signs(opened) != frozenset(line.marks if line else ()) & _SIGNS


def heed(change: Change) -> Step | None:
    """Mark the case with what the letters ask; the step that follows, if they ask.

    Duress makes it critical, whatever was assessed before.
    """
    found = signs(change.opened)
    if DURESS in found:
        raise_alarm(change)
    marks = change.line().marks
    kept = [mark for mark in marks if mark not in _SIGNS]
    wanted = (*kept, *sorted(found))
    if wanted != marks:
        change.rewrite_line(marks=wanted)
    return _asked(found)


def go_on(change: Change, otherwise: Step) -> None:
    """The next step: what the letters ask, else `otherwise` in the time for contact."""
    step = heed(change)
    now = timezone.now()
    if step not in {None, Step.HEAR}:
        # Nobody is to be written to: then nobody is late with it.
        stop_clocks(change.case, [Clock.CONTACT])
    if step == Step.PAUSED:
        # We owe nothing until they write, and then the clock starts anew.
        change.next(step, None)
    elif step == Step.DECIDE:
        change.next(step, now + within(step, change.case.level))
    else:
        change.next(step or otherwise, contact_due(change.case.level, now))


def hear_closed(change: Change) -> None:
    """A closed case: what they wrote is owed an answer, or that it is opened again.

    Who took the request back, or asks us to write nothing, is owed nothing.
    """
    step = heed(change)
    if step in (Step.CLOSE, Step.PAUSED):
        change.next(Step.NOTHING, None)
        return
    level = change.case.level
    again = contact_due(level, timezone.now())
    due = timezone.now() + within(step, level) if step else again
    change.next(step or Step.AGAIN, due)


def take_at_their_word(change: Change) -> None:
    """Whoever asked us to stop said so by phrase: the owner can close it now."""
    kept = [mark for mark in change.line().marks if mark != ASKED_TO_STOP]
    change.rewrite_line(marks=(*kept, WITHDRAWN))
    stop_clocks(change.case, [Clock.CONTACT])
    change.next(Step.CLOSE, contact_due(change.case.level, timezone.now()))


def raise_alarm(change: Change) -> None:
    """A sign of duress: critical at once, whatever was assessed before.

    Nothing that tells of a journey is read any more, and nothing is to be told.
    """
    case, before = change.case, change.case.level
    case.level = Urgency.CRITICAL
    relevel_clocks(case, before)
    rest(case, [Clock.TELL])
    change.mark(DURESS)
    withhold(change)


def _asked(found: frozenset[str]) -> Step | None:
    # Duress first: whoever holds the phone may have asked for the rest.
    for sign, step in (
        (DURESS, Step.DECIDE),
        (ASKED_TO_STOP, Step.HEAR),
        (WITHDRAWN, Step.CLOSE),
        (PAUSED, Step.PAUSED),
    ):
        if sign in found:
            return step
    return None


def _of_attempts(opened: OpenCase) -> frozenset[str]:
    said = _said(opened, Compartment.TRIAGE, RecordKind.ATTEMPT)
    return frozenset({DURESS} & {str(one.get("code")) for one in said})


def _said(opened: OpenCase, compartment: str, kind: str) -> list[Content]:
    found = (_content(opened, row) for row in opened.records(compartment, kind))
    return [said for said in found if said]


def _content(opened: OpenCase, row: Record) -> Content:
    # One forged letter must not hide what the others ask.
    try:
        return opened.content(row)
    except (KeyMissing, NotTrusted):
        return {}
