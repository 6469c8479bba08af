"""Opening a case: visible or 404, every reading recorded."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from evacuation import audit
from evacuation.board import BoardLine
from evacuation.clock import this_hour
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.keyring import Keyring
from evacuation.models import Approval, AuditRow, Case, CaseWrap, Note
from evacuation.models.choices import NoteKind, RecordKind
from evacuation.services.writing import opened_letter, opened_record
from evacuation.shredding import case_scope
from evacuation.vault import chain
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import BOARD_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from django.db.models import QuerySet

    from evacuation.models import CaseKey, Proposal, Record
    from evacuation.services.writing import Content
    from evacuation.shredding import ShredKeys
    from evacuation.unlocked import Unlocked
    from evacuation.vault.secret import Secret
    from evacuation.vault.slips import Slip
    from evacuation.vault.trust import Trust

_Answer = TypeVar("_Answer")
_Row = TypeVar("_Row", "CaseKey", "Record")
_NO_CASE = UUID(int=0)
_LINES = (NoteKind.BOARD, NoteKind.OVER)
_NOTES = (*_LINES, NoteKind.NIGHT_CARD)
_NOBODY = frozenset({"", "0"})


def visible_cases(me: Unlocked) -> QuerySet[Case]:
    """Cases of which the member, or a team of theirs, holds a key or the board line."""
    return _seen_by(_names(me))


def _names(me: Unlocked) -> list[str]:
    return list(Keyring(me).recipients())


def _seen_by(names: list[str]) -> QuerySet[Case]:
    keyed = CaseWrap.objects.filter(key__case=OuterRef("pk"), recipient__in=names)
    noted = Note.objects.filter(case=OuterRef("pk"), recipient__in=names)
    return Case.objects.filter(Exists(keyed) | Exists(noted))


def board(me: Unlocked, cases: Iterable[Case]) -> dict[UUID, BoardLine | None]:
    """The board lines that the member's teams open, by case.

    None where a line is there and is not what it says it is.
    """
    ring = Keyring(me)
    rows = Note.objects.filter(
        kind__in=_LINES,
        case__in=list(cases),
        recipient__in=list(ring.recipients()),
    )
    return _read(ring, rows)


def _read(ring: Keyring, rows: Iterable[Note]) -> dict[UUID, BoardLine | None]:
    by_kind: dict[str, list[Note]] = {NoteKind.BOARD: [], NoteKind.OVER: []}
    for row in rows:
        if row.kind in by_kind:
            by_kind[row.kind].append(row)
    lines = _lines(ring, by_kind[NoteKind.BOARD])
    overs = by_kind[NoteKind.OVER]
    for case, over in (_lines(ring, overs) if overs else {}).items():
        line = lines.get(case)
        lines[case] = line.under(over) if line and over else None
    return lines


def _lines(ring: Keyring, rows: list[Note]) -> dict[UUID, BoardLine | None]:
    opened = ring.notes(rows, BOARD_BYTES)
    return {case: _line(slip, ring.me.trust) for case, slip in opened.items()}


def _line(slip: Slip | None, trust: Trust) -> BoardLine | None:
    if slip is None:
        return None
    try:
        line = BoardLine.decoded(slip.content.reveal())
    except CannotOpen:
        return None
    # What a leaver owned was passed on by the roster that took them out.
    left = line.owner not in _NOBODY and trust.member(int(line.owner)) is None
    return replace(line, owner="") if left else line


def open_case(me: Unlocked, case_id: UUID, *, lock: bool = False) -> OpenCase:
    """The case as this member may see it. Raises NotVisible.

    `lock`: for a change, inside its transaction. Reading content through the result
    is recorded by `record_reading`.
    """
    for case in _asked(_names(me), case_id, lock=lock):
        return OpenCase(me, case)
    raise NotVisible


def _asked(names: list[str], case_id: UUID, *, lock: bool) -> Iterable[Case]:
    stand_ins = [f"name {at}" for at in range(len(names))]
    known = dict(zip([*stand_ins, _NO_CASE], [*names, case_id], strict=True))
    sql, params = _compiled(tuple(stand_ins), lock)
    return Case.objects.raw(sql, [known.get(one, one) for one in params])


@cache
def _compiled(names: tuple[str, ...], lock: bool) -> tuple[str, tuple[Any, ...]]:
    # Every door asks it, and compiling takes four times as long as asking.
    rows = _seen_by(list(names)).filter(pk=_NO_CASE)
    return (rows.select_for_update() if lock else rows).query.sql_with_params()


def record_reading(
    opened: OpenCase, verb: str, looked_at: Record | None = None
) -> None:
    """One audit row that this member read this, in a transaction of its own.

    `looked_at`: the newest record of what they read, where the row has to say which.
    """
    with transaction.atomic():
        audit.write(
            actor=opened.me.name,
            verb=verb,
            case=opened.case.pk,
            audit_key=opened.shreds.audit,
            looked_at=looked_at,
        )


class OpenCase:
    """A case in the hands of one unlocked member, for one request."""

    def __init__(self, me: Unlocked, case: Case) -> None:
        self.me, self.case = me, case
        if case.owner_id == me.user.pk:
            case.owner = me.user
        self.ring = Keyring(me)
        self.shreds: ShredKeys = self.ring.shred(case_scope(case.pk))
        self._keys: dict[tuple[str, int], Slip] = {}
        self._kept: dict[Hashable, Any] | None = None
        self._held = False

    def keep(self) -> OpenCase:
        """From here on it is read and never changed: each thing is asked for once."""
        if self._kept is None:
            self._kept = {}
        return self

    @contextmanager
    def held(self) -> Iterator[None]:
        """While its row is locked each thing is asked for once, and it can be changed.

        Whoever writes keys, wraps, notes or records of it says so (`forget`).
        """
        self._kept, self._held = {}, True
        try:
            yield
        finally:
            self._kept, self._held = None, False

    def forget(self, *what: str) -> None:
        """It was written: what was kept of this, or of all, is asked for again."""
        kept = self._kept or {}
        for name in what or list(kept):
            kept.pop(name, None)

    def key(self, compartment: str, epoch: int) -> Slip:
        """Raises KeyMissing, NotTrusted."""
        known = (compartment, epoch)
        if known not in self._keys:
            row = self.key_row(compartment, epoch)
            self._keys[known] = self.ring.case_key(row, self._wraps(row))
        return self._keys[known]

    def key_row(self, compartment: str, epoch: int) -> CaseKey:
        """Raises KeyMissing where there is none."""
        for row in self._key_rows(compartment):
            if row.epoch == epoch:
                return row
        raise KeyMissing

    def all_keys(self) -> list[CaseKey]:
        """Of every compartment and epoch, in this order."""
        rows = self._once("keys", lambda: list(self.case.keys.all()))
        return sorted(rows, key=lambda row: (row.compartment, row.epoch))

    def newest(self, compartment: str) -> CaseKey:
        """The epoch that new text is written under. Raises KeyMissing."""
        rows = self._key_rows(compartment)
        if not rows:
            raise KeyMissing
        return max(rows, key=lambda row: row.epoch)

    def writing_key(self, compartment: str) -> tuple[Secret, int]:
        """(key, epoch) for new text. Raises KeyMissing, NotTrusted.

        Only under a key whose grantor still stands in the roster, or the house at the
        first epoch: what a leaver handed out is read and never written under.
        """
        if self._kept is not None and not self._held:
            raise RuntimeError("what was kept for reading may be stale")
        row = self.newest(compartment)
        slip = self.key(compartment, row.epoch)
        if not self.me.trust.writes_under(slip.grantor, slip.roster, row.epoch):
            raise NotTrusted
        return slip.content, row.epoch

    def holds(self, compartment: str) -> bool:
        """Whether the member opens the newest epoch of it."""
        return self._once(("holds", compartment), lambda: self._holds(compartment))

    def _holds(self, compartment: str) -> bool:
        try:
            self.key(compartment, self.newest(compartment).epoch)
        except (KeyMissing, NotTrusted):
            return False
        return True

    def records(self, compartment: str, *kinds: str) -> list[Record]:
        """Sealed rows, oldest first; of all kinds where none is named."""
        rows = self._rows_of("records", self._records, compartment)
        found = [row for row in rows if row.kind in kinds] if kinds else rows
        return sorted(found, key=lambda row: (row.written_at, row.id))

    def record(self, pk: UUID) -> Record | None:
        """Whatever compartment it lies in."""
        if self._kept is None:
            return self.case.records.filter(pk=pk).first()
        rows = self._once("records", lambda: list(self._records()))
        return next((row for row in rows if row.pk == pk), None)

    def _records(self) -> QuerySet[Record]:
        return self.case.records.exclude(gone_at__lte=this_hour())

    def _key_rows(self, compartment: str) -> list[CaseKey]:
        return self._rows_of("keys", self.case.keys.all, compartment)

    def _wraps(self, key: CaseKey) -> list[CaseWrap]:
        if self._kept is None:
            return self.ring.wraps([key])
        rows = self._once("wraps", lambda: self.ring.wraps(self.all_keys()))
        return [row for row in rows if row.key_id == key.pk]

    def _rows_of(
        self, what: str, rows: Callable[[], QuerySet[_Row]], compartment: str
    ) -> list[_Row]:
        """Of one compartment; all are asked for together where they are kept."""
        if self._kept is None:
            return list(rows().filter(compartment=compartment))
        found = self._once(what, lambda: list(rows()))
        return [row for row in found if row.compartment == compartment]

    def _once(self, what: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        if self._kept is None:
            return ask()
        if what not in self._kept:
            self._kept[what] = ask()
        answer: _Answer = self._kept[what]
        return answer

    def content(self, record: Record) -> Content:
        """What a record says. Raises KeyMissing, NotTrusted."""
        said = self._once(("content", record.pk), lambda: self._content(record))
        return dict(said)

    def readable(self, compartment: str, *kinds: str) -> dict[UUID, Content]:
        """What records say, oldest first, by id: one that was spoilt, or lies under a
        key that the member lacks, hides no other."""
        found: dict[UUID, Content] = {}
        for row in self.records(compartment, *kinds):
            with suppress(KeyMissing, NotTrusted):
                found[row.pk] = self.content(row)
        return found

    def _content(self, record: Record) -> Content:
        key = self.key(record.compartment, record.epoch).content
        if record.kind in (RecordKind.LETTER, RecordKind.FILE):
            return opened_letter(self.shreds, key, record)
        return opened_record(key, record)

    def only(self, compartment: str, kind: str) -> Content:
        """The newest record of a kind; {} where there is none."""
        rows = self.records(compartment, kind)
        return self.content(rows[-1]) if rows else {}

    def line(self) -> BoardLine | None:
        """The board line, where the member's teams open it."""
        found = self._once("line", lambda: _read(self.ring, self.notes()))
        return found.get(self.case.pk)

    @property
    def owner_id(self) -> int | None:
        """Whose it is: by the signed line where it is read, else by the column."""
        line = self.line()
        if line is None or not line.owner:
            return self.case.owner_id
        return int(line.owner) or None

    @property
    def owners(self) -> frozenset[int]:
        """Who is second to nobody in it: its owner by the line and by the column."""
        return frozenset({self.owner_id or 0, self.case.owner_id or 0} - {0})

    def proposals(self, *actions: str) -> list[Proposal]:
        """What was proposed, oldest first; of all actions where none is named.

        Whoever writes proposals or words on them says so (`forget`).
        """
        rows = self._once("proposals", lambda: list(self.case.proposals.all()))
        found = [row for row in rows if row.action in actions] if actions else rows
        return sorted(found, key=lambda row: (row.made_at, row.pk))

    def proposal(self, pk: UUID | str, *actions: str) -> Proposal | None:
        """The one over this record, where it is of one of these actions."""
        found = (row for row in self.proposals(*actions) if str(row.pk) == str(pk))
        return next(found, None)

    def waiting_proposals(self) -> list[Proposal]:
        """What waits for somebody's word, newest first."""
        return [row for row in self.proposals() if row.settled_at is None][::-1]

    def approvals(self, proposal: Proposal) -> list[Approval]:
        """What was said to it, by user."""
        said = Approval.objects.filter(proposal__case=self.case)
        rows = self._once("approvals", lambda: list(said))
        found = [row for row in rows if row.proposal_id == proposal.pk]
        return sorted(found, key=lambda row: row.approver_id)

    def recipients(self) -> frozenset[tuple[str, str]]:
        """(compartment, name): of which part who holds a key, of whatever epoch, as the
        rows say. Whoever writes wraps says so (`forget`)."""
        rows = CaseWrap.objects.filter(key__case=self.case)
        asked = rows.values_list("key__compartment", "recipient")
        return self._once("recipients", lambda: frozenset(asked))

    def named_by(self, actor: str) -> frozenset[bytes]:
        """References of the records that somebody wrote or looked at, by the audit."""
        named = chain.pseudonym(self.shreds.audit, self.case.pk)
        rows = AuditRow.objects.filter(pseudonym=named, actor=actor)
        asked = rows.exclude(reference=b"").values_list("reference", flat=True)
        return self._once(("named", actor), lambda: frozenset(map(bytes, asked)))

    def notes(self) -> list[Note]:
        """The board line, what was left over it, and the night card, as rows, for
        whichever team."""
        rows = self.case.notes
        return self._once("notes", lambda: list(rows.filter(kind__in=_NOTES)))
