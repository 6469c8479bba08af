"""The night card of a case: written whenever what stands on it changes.

For the intake team, signed, 2 KiB, and there only while somebody should be heard
(docs/movement.md).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evacuation.errors import NotTrusted
from evacuation.journeys.night_card import NightCard, ways_of
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
    {RecordKind.CHECK_IN, RecordKind.PROTOCOL, RecordKind.SAFE_CONTACT}
)
_DESK = frozenset({Right.COORDINATOR, Right.LEAD})
# Nobody is waited for: it is over, or they are looked for already.
_OVER = (State.CLOSED, State.PURGED, State.CONTACT_LOST)
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
    if case.state in _OVER:
        stop_clocks(case, [Clock.CHECK_IN])
        drop_card(opened)
        return
    if written or before[1] in _OVER or _runs(opened):
        with opened.held():
            if _reads_all(opened):
                _come_back(change, before[1])
                _write_anew(opened)


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
    card = _drawn(opened, at)
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
