"""The night card of a case: written whenever what stands on it changes.

For the intake team, signed, 2 KiB, and there only while somebody should be heard
(docs/movement.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evacuation.errors import NotTrusted
from evacuation.journeys.night_card import NightCard, ways_of
from evacuation.missing import Missed
from evacuation.models import Note
from evacuation.models.choices import Compartment, NoteKind, RecordKind, State
from evacuation.services.clocks import set_clock, stop_clocks
from evacuation.services.journeys.agreed import agreed_phrases, protocol
from evacuation.services.journeys.expected import (
    HEARD,
    STOPPED,
    expected,
    running,
)
from evacuation.services.journeys.stopping import stopping
from evacuation.services.ways import ways
from evacuation.vault.cards import Right, Team
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import NIGHT_CARD_BYTES, Recipient, Slot, note
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.workflow.movement.check_ins import CheckIn

# Padding takes a byte; the rest is JSON.
_ROOM = NIGHT_CARD_BYTES - 8
_WRITTEN = frozenset(
    {
        RecordKind.CHECK_IN,
        RecordKind.PROTOCOL,
        RecordKind.SAFE_CONTACT,
        # The words that stop it stand in the plan.
        RecordKind.PLAN,
    }
)
_DESK = frozenset({Right.COORDINATOR, Right.LEAD})
# Nobody is waited for: it is over, or they are looked for already.
_OVER = (State.CLOSED, State.PURGED, State.CONTACT_LOST)
# They may say the words that stop it.
_STOPPABLE = (State.READY, State.IN_TRANSIT)
_LONGEST_FALLBACK = 300
# Coming and going here changes when somebody is waited for.
_HERE = {State.IN_TRANSIT, State.ARRIVED, *_OVER}


def keep_card(change: Change, before: tuple[str, str]) -> None:
    """The card and its clock as this change leaves them; after its records were saved.

    `before`: level and state. Who cannot read what stands on it leaves it as it is.
    """
    opened, case = change.opened, change.case
    written = any(row.kind in _WRITTEN for row in change.records)
    states = {before[1], case.state}
    moved = len(states) > 1 and states & _HERE
    if not (written or moved or before[0] != case.level):
        return
    if case.state in _OVER or _is_lost_still(before[1], case.state):
        stop_clocks(case, [Clock.CHECK_IN])
        drop_card(opened)
        _say_nobody_is_missed(change)
        return
    if written or before[1] in _OVER or _runs(opened):
        with opened.held():
            if _reads_all(opened):
                _come_back(change, before[1])
                _write_anew(opened)
                if not _is_noted(opened):
                    _say_nobody_is_missed(change)


def _is_lost_still(before: str, state: str) -> bool:
    """A stop finds nobody: who was looked for was not heard."""
    return (before, state) == (State.CONTACT_LOST, State.SECURITY_HOLD)


def card_of(opened: OpenCase) -> NightCard | None:
    """Where the member's team opens it. Raises NotTrusted for one that is forged."""
    rows = [row for row in opened.notes() if row.kind == NoteKind.NIGHT_CARD]
    slip = opened.ring.notes(rows, NIGHT_CARD_BYTES)
    if opened.case.pk not in slip:
        return None
    found = slip[opened.case.pk]
    if found is None:
        raise NotTrusted
    try:
        return NightCard.decoded(found.content.reveal())
    except CannotOpen:
        raise NotTrusted from None


def has_card(opened: OpenCase) -> bool:
    return any(row.kind == NoteKind.NIGHT_CARD for row in opened.notes())


def write_card(opened: OpenCase, card: NightCard) -> None:
    """For the intake team of now, in the caller's transaction."""
    team, case = opened.me.trust.team(Team.INTAKE), opened.case
    kind = NoteKind.NIGHT_CARD
    rows = case.notes.filter(kind=kind, recipient=team.name)
    row = rows.first() or Note(case=case, kind=kind, recipient=team.name, number=0)
    # As with the line: the house's first number is not a member's.
    row.number = max(row.number, 1) + 1
    row.sealed = note(
        opened.shreds.writing,
        card.fitting(_ROOM).encoded(),
        NIGHT_CARD_BYTES,
        Slot(case.pk, kind, row.number),
        Recipient(team.name, team.box),
        opened.me.as_grantor(),
    )
    row.save()
    opened.forget("notes")


def drop_card(opened: OpenCase) -> None:
    opened.case.notes.filter(kind=NoteKind.NIGHT_CARD).delete()
    opened.forget("notes")


def said_missed(card: NightCard) -> str:
    """For the board line, once a step was noted."""
    return str(Missed(card.missed_at, len(card.done) + 1, len(card.steps)))


def _is_noted(opened: OpenCase) -> bool:
    """Whether somebody is missed still, and a step was done."""
    card = _old(opened)
    return card is not None and bool(card.done) and card.heard_until is None


def _say_nobody_is_missed(change: Change) -> None:
    """Else they stay red on the board until they are heard."""
    line = change.opened.line()
    if line is not None and line.missed:
        change.rewrite_line(missed="")


def _runs(opened: OpenCase) -> bool:
    return opened.case.deadlines.filter(clock=str(Clock.CHECK_IN)).exists()


def _reads_all(opened: OpenCase) -> bool:
    parts = (Compartment.TRIAGE, Compartment.INBOX)
    return opened.me.may(*_DESK) and all(opened.holds(part) for part in parts)


def _come_back(change: Change, state: str) -> None:
    """Out of a closed case nothing runs on; whoever is found again was heard."""
    if state not in _OVER or running(change.opened).since is None:
        return
    lost = state == State.CONTACT_LOST
    said = {"what": HEARD, "heard": str(Heard.PHRASE)} if lost else {"what": STOPPED}
    record = change.write(
        Compartment.TRIAGE,
        RecordKind.CHECK_IN,
        through=str(Through.CHANNEL),
        **said,
    )
    record.save(force_insert=True)
    change.opened.forget("records")


def _write_anew(opened: OpenCase) -> None:
    at = expected(opened)
    if at is None:
        stop_clocks(opened.case, [Clock.CHECK_IN])
        drop_card(opened)
        return
    old = _old(opened)
    stop, fallback = _of_way(opened, old)
    card = replace(_drawn(opened, at), stop=stop, fallback=fallback)
    if old is not None and old.expected == card.expected:
        # The protocol goes on where it is.
        card = replace(card, done=old.done)
    set_clock(opened.case, Clock.CHECK_IN, rings_at(card))
    write_card(opened, card)


def rings_at(card: NightCard) -> datetime:
    """When whoever is on duty is woken next: missed, or the next step is due."""
    due = card.next_step
    return max(due[1], card.missed_at) if card.done and due else card.missed_at


def _old(opened: OpenCase) -> NightCard | None:
    try:
        return card_of(opened)
    except NotTrusted:
        # A forged one is not carried on.
        return None


def _of_way(opened: OpenCase, old: NightCard | None) -> tuple[str, str]:
    """What stops it, and what happens then; who holds no key of the plan keeps it."""
    if opened.case.state not in _STOPPABLE:
        return "", ""
    if not opened.holds(Compartment.LOGISTICS):
        return (old.stop, old.fallback) if old else ("", "")
    found = stopping(opened)
    return found.words, found.fallback[:_LONGEST_FALLBACK]


def _drawn(opened: OpenCase, at: CheckIn) -> NightCard:
    said, told = agreed_phrases(opened), ways(opened)
    named = (str(way.get("name_we_use", "")) for way in told)
    return NightCard(
        at,
        through=running(opened).through,
        ways=ways_of(told),
        called=next(named, ""),
        ours=str(said.get("ours", "")),
        theirs=str(said.get("theirs", "")),
        duress=str(said.get("duress", "")),
        steps=tuple(protocol(opened)),
    )
