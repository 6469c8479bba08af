"""The frame of every change to a case, so that no step of it is forgotten.

One transaction: lock, permission, version, transition, change, audit last.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import StaleVersion
from evacuation import audit
from evacuation.access import OpenCase, open_case
from evacuation.board import SAYS_DUE, BoardLine, due_text, owner_text
from evacuation.clock import five_minutes
from evacuation.deadlines import provisional_level
from evacuation.errors import NotAllowed, WrongState
from evacuation.models import Note, Record
from evacuation.models.choices import Compartment, NoteKind, RecordKind, State, Urgency
from evacuation.services.epochs import NewEpochs
from evacuation.services.night_cards import keep_card
from evacuation.services.writing import sealed_record
from evacuation.trusting import keep_roster
from evacuation.vault.cards import Right, Team
from evacuation.vault.slips import BOARD_BYTES, Recipient, Slot, note
from evacuation.workflow import states as workflow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from evacuation.models import Case
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_MOST_URGENT: list[str] = [level.value for level in Urgency]
OPEN = tuple(state for state in State if state.value in workflow.OPEN)
# A member owns it: they write to the person and work on it.
OWNED = tuple(state for state in OPEN if state != State.RECEIVED)
DESK = frozenset({Right.COORDINATOR, Right.LEAD})
STALE = _("Somebody changed this case meanwhile. Look at it again, then send.")
_NOT_NOW = _("The case is not in a state for this.")


def may_act(me: Unlocked) -> bool:
    """Whether the roster makes them coordinator or lead."""
    return me.may(*DESK)


def require_desk(actor: Unlocked) -> None:
    """Raises NotAllowed unless the roster makes them coordinator or lead."""
    if not may_act(actor):
        raise NotAllowed


@dataclass
class Change:
    """A locked case while it is changed, and the records that the change writes."""

    opened: OpenCase
    verb: str
    records: list[Record] = field(default_factory=list)
    _line: BoardLine | None = None
    # Whether what the actor can read says that the case stands where its column does.
    sure: bool = False
    _over: BoardLine = field(default_factory=BoardLine)
    _left_over: bool = False
    _before: tuple[str, str, str, str] = ("", "", "", "")

    def __post_init__(self) -> None:
        self._before = self._columns()

    @property
    def case(self) -> Case:
        return self.opened.case

    def write(self, compartment: str, kind: str, **content: Any) -> Record:
        """A record with time and writer. Raises KeyMissing, NotTrusted, TooLongText."""
        key, epoch = self.opened.writing_key(compartment)
        said = {"at": now_text(), "by": self.opened.me.name, **content}
        record = sealed_record(
            key,
            said,
            case=self.case.pk,
            compartment=compartment,
            kind=kind,
            epoch=epoch,
        )
        self.records.append(record)
        return record

    def tell_status(self, code: str) -> None:
        """The coarse status that the person reads."""
        self.write(Compartment.REPLIES, RecordKind.STATUS, code=code)

    def next(self, step: str, due: datetime | None) -> None:
        """What comes next by us, and until when."""
        self.case.next_due_at = five_minutes(due) if due else None
        self.rewrite_line(next_step=step)

    @cached_property
    def blind(self) -> bool:
        """Whether the actor can read neither the board line nor the account."""
        seen = self.opened.line() is not None
        return not seen and not self.opened.holds(Compartment.TRIAGE)

    def rewrite_line(self, **said: Any) -> None:
        """The board line with these words changed, signed by the member."""
        if self.blind:
            self._leave_over(said)
            return
        self._line = self._settled(replace(self.line(), **said))
        over = any(row.kind == NoteKind.OVER for row in self.opened.notes())
        write_note(self.opened, self._line, NoteKind.BOARD)
        if over:
            self.case.notes.filter(kind=NoteKind.OVER).delete()

    def _leave_over(self, said: dict[str, Any]) -> None:
        # Only what this change did, or what its actor could verify: a level or a state
        # that was set by hand is not signed by who cannot read the line.
        (_level, was, owed, whose) = self._before
        (_same, state, due, owner) = self._columns()
        moved, later = (state, owner) != (was, whose), due != owed
        kept = any(row.kind == NoteKind.OVER for row in self.opened.notes())
        if kept and not (self._left_over or moved or (self.sure and later)):
            return
        self._over = replace(
            self._over,
            state=state if state != was or self.sure else "",
            owner=owner if owner != whose else "",
            due=due if moved or later else "",
            marks=(SAYS_DUE,) if moved or later else (),
            **said,
        )
        self._left_over = True
        write_note(self.opened, self._over, NoteKind.OVER)

    def settle(self) -> None:
        """The line says level, state, due, owner as this change leaves them; last."""
        if self._columns() == self._before:
            return
        if self.blind:
            self.rewrite_line()
            return
        line = self.line()
        if self._settled(line) != line:
            self.rewrite_line()

    def _settled(self, line: BoardLine) -> BoardLine:
        # What was set by hand in the database is not carried into a signed line: it
        # stays in conflict with the columns until somebody sets level or state here.
        before, now = self._before, self._columns()
        told = (line.level, line.state, line.due, line.owner)
        level, state, due, owner = (
            new if new != old or said == "" else said
            for old, new, said in zip(before, now, told, strict=True)
        )
        return replace(line, level=level, state=state, due=due, owner=owner)

    def _columns(self) -> tuple[str, str, str, str]:
        case, due = self.case, due_text(self.case.next_due_at)
        return str(case.level), str(case.state), due, owner_text(case)

    def mark(self, code: str) -> None:
        """Put a mark on the board line, once."""
        line = self.line()
        if code not in line.marks:
            self.rewrite_line(marks=(*line.marks, code))

    def line(self) -> BoardLine:
        """The board line as this change leaves it."""
        return self._line or self.opened.line() or self._from_account()

    def _from_account(self) -> BoardLine:
        # A line that does not verify is not carried on: what the person said is.
        account = self.opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)
        country, language, danger = (
            str(account.get(name, "")) for name in ("country", "language", "danger")
        )
        told = self._told_level(account)
        level = min(self.case.level, told or self.case.level, key=_MOST_URGENT.index)
        return BoardLine(
            country=country, language=language, danger=danger, level=str(level)
        )

    def _told_level(self, account: Content) -> str:
        """What the sealed records say of the level: the last word, else the first."""
        rows = self.opened.records(Compartment.TRIAGE, RecordKind.ASSESSMENT)
        said = [self.opened.content(row) for row in rows]
        levels = [one for one in said if one.get("level") in Urgency.values]
        if levels:
            return str(max(levels, key=lambda one: str(one["at"]))["level"])
        if "danger" not in account:
            return ""
        told = {name: str(account.get(name, "")) for name in ("danger", "safe_now")}
        return provisional_level(**told).value


@contextmanager
def changing(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    verb: str,
    states: tuple[State, ...] = OPEN,
    rights: frozenset[Right] = DESK,
) -> Iterator[Change]:
    """Raises NotVisible, NotAllowed, StaleVersion, WrongState.

    `version`: the one that the member saw; the case has the next one afterwards.
    `rights`: any of them is enough.
    """
    with transaction.atomic():
        # Before the case's lock, as whoever signs a roster does.
        kept = keep_roster(actor.trust)
        opened = open_case(actor, case_id, lock=True)
        if not actor.may(*rights):
            raise NotAllowed
        if opened.case.version != version or not kept:
            raise StaleVersion(message=STALE)
        if opened.case.state not in states:
            raise WrongState(message=_NOT_NOW)
        with opened.held():
            # Where somebody was removed, this change goes under new keys already.
            epochs = NewEpochs(opened)
            epochs.open()
            change = Change(opened, verb, epochs.records)
            before = (opened.case.level, opened.case.state)
            yield change
            change.settle()
        opened.case.version += 1
        opened.case.save()
        Record.objects.bulk_create(change.records)
        keep_card(change, before)
        audit.write(
            actor=actor.name,
            verb=change.verb,
            case=opened.case.pk,
            audit_key=opened.shreds.audit,
            records=change.records,
        )


def write_note(opened: OpenCase, line: BoardLine, kind: NoteKind) -> None:
    """A line anew, for the intake team of now. In the caller's transaction."""
    team = opened.me.trust.team(Team.INTAKE)
    case = opened.case
    rows = (r for r in opened.notes() if (r.kind, r.recipient) == (kind, team.name))
    row = next(rows, None) or Note(case=case, kind=kind, recipient=team.name, number=0)
    # The house writes the first alone, so that ours begin with the second.
    row.number = max(row.number, 1) + 1
    row.sealed = note(
        opened.shreds.writing,
        line.encoded(),
        BOARD_BYTES,
        Slot(case.pk, kind, row.number),
        Recipient(team.name, team.box),
        opened.me.as_grantor(),
    )
    row.save()
    opened.forget("notes", "line")


def now_text() -> str:
    """Now as it stands inside a record: ISO 8601, UTC, so fine that order shows."""
    return timezone.now().isoformat(timespec="milliseconds")
