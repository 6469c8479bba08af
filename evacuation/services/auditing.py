"""The audit verified, its head signed every day, its oldest months dropped."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from evacuation import audit, ledger
from evacuation.errors import NotTrusted
from evacuation.ledger import Head
from evacuation.models import AuditHead, AuditRow, Case, Record
from evacuation.services.rosters import documents_of
from evacuation.shredding import case_scope, shred_keys_of
from evacuation.trusting import Kind, house_secret, organisation_key
from evacuation.vault import chain
from evacuation.vault.documents import read_charter
from evacuation.vault.sealing import sign_public
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from evacuation.shredding import ShredKeys

MONTHS_KEPT = 24
_MINUTES_A_DAY = 24 * 60
# Versions rise one by one; pruning may have dropped the next few from the audit.
_LATER_VERSIONS = 16
_CASES_AT_ONCE = 500
# A look names what was read without a digest: it says nothing of what was written.
_WRITTEN = ~Q(reference=b"") & ~Q(record=b"")


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that is wrong. `why`: "gap", "previous" or "digest"."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that is not what was written. `why`: altered, set_back, unrecorded."""

    record: UUID
    case: UUID
    why: str


@dataclass(slots=True)
class Findings:
    """What `verify_audit` found. Good where nothing of the first four is there.

    `cut`: heads whose row is missing or another; `false_heads`: no house signed them.
    Counted and no fault: `gone`, records whose row was deleted; `shut`, records of
    cases that were shredded; `pruned`, records older than what is left of the audit.
    """

    broken: Break | None = None
    faults: list[Fault] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    false_heads: list[int] = field(default_factory=list)
    rows: int = 0
    heads: int = 0
    records: int = 0
    gone: int = 0
    shut: int = 0
    pruned: int = 0

    @property
    def good(self) -> bool:
        return not (self.broken or self.faults or self.cut or self.false_heads)


def verify_audit(*, heads: Iterable[Head] = ()) -> Findings:
    """Walk the chain, compare heads and records. `heads`: kept outside the database.

    Nothing is looked at that is written meanwhile; nobody is kept from writing.
    """
    found = Findings()
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _walk(found)
        _compare_heads(found, [*_own_heads(), *heads])
        _compare_records(found)
    return found


def sign_daily_head() -> None:
    """Once a day (UTC): the house signs the chain's end, a copy goes into the ledger.

    A tick. Before anybody was founded it does nothing.
    """
    last = AuditHead.objects.order_by("-number").first()
    today = ledger.this_unix_minute() // _MINUTES_A_DAY
    if last is not None and last.minute // _MINUTES_A_DAY >= today:
        return
    with suppress(NotTrusted):
        sign_head()
        keep_documents()


def sign_head() -> AuditHead | None:
    """Sign the chain's end now; None where there is nothing new. Raises NotTrusted."""
    end = AuditRow.objects.order_by("-number").first()
    if end is None or AuditHead.objects.filter(pk=end.number).exists():
        return None
    return _signed_head(end.number, bytes(end.digest))


def signed_since(row: AuditRow) -> datetime | None:
    """When the house first signed a head over this row; None where it did not, or
    where the chain does not lead from the row to that head."""
    heads = AuditHead.objects.filter(number__gte=row.number).order_by("number")
    head = heads.first()
    if head is None or not _is_ours(_head_of(head)):
        return None
    number, previous = row.number - 1, bytes(row.previous)
    rows = AuditRow.objects.filter(number__gte=row.number, number__lte=head.number)
    for one in rows.order_by("number").iterator():
        number += 1
        if _wrong(one, number, previous):
            return None
        previous = bytes(one.digest)
    if (number, previous) != (head.number, bytes(head.digest)):
        return None
    return datetime.fromtimestamp(head.minute * ledger.MINUTE, tz=UTC)


def keep_documents() -> None:
    """Every charter and roster stands in the ledger, for honest restores."""
    for kind in (Kind.CHARTER, Kind.ROSTER):
        for number, data in enumerate(documents_of(kind), start=1):
            ledger.keep_document(str(kind), number, data)


def prune_audit(*, actor: str = "worker") -> int:
    """Drop whole months that are older than 24, leaving a signed head of the last row.

    How many rows went. Raises NotTrusted where the house cannot sign. Needs the
    table's owner, who alone may lift the guard; it is back before anybody sees it gone.
    """
    cutoff = _first_kept_minute(timezone.now())
    with transaction.atomic():
        kept = AuditRow.objects.filter(minute__gte=cutoff).order_by("number").first()
        older = AuditRow.objects.filter(minute__lt=cutoff)
        if kept is not None:
            older = older.filter(number__lt=kept.number)
        last = older.order_by("-number").first()
        if last is None:
            return 0
        if not AuditHead.objects.filter(pk=last.number).exists():
            _signed_head(last.number, bytes(last.digest))
        gone = _delete_up_to(last.number)
        audit.write(actor=actor, verb="audit.pruned")
    return gone


def houses() -> list[bytes]:
    """Public keys that heads may be signed with: of every charter that verifies.

    The key in the file counts, too: a database may hold no charter yet, or not again.
    """
    found = []
    with suppress(NotTrusted):
        found.append(sign_public(house_secret()))
    with suppress(NotTrusted):
        pinned = organisation_key()
        for data in documents_of(Kind.CHARTER):
            with suppress(CannotOpen):
                found.append(read_charter(data, pinned).house)
    return found


# --- The chain ---------------------------------------------------------------
def _walk(found: Findings) -> None:
    rows = AuditRow.objects.order_by("number").iterator()
    number, previous = 0, chain.NOTHING
    for row in rows:
        if found.rows == 0 and row.number > 1:
            number, previous = row.number - 1, _pruned_digest(row.number - 1)
        number += 1
        why = _wrong(row, number, previous)
        if why:
            found.broken = Break(number, why)
            return
        previous = bytes(row.digest)
        found.rows += 1


def _pruned_digest(number: int) -> bytes:
    """What the house signed of the last pruned row; nothing fits where it did not."""
    head = AuditHead.objects.filter(pk=number).first()
    return bytes(head.digest) if head and _is_ours(_head_of(head)) else b"pruned"


def _wrong(row: AuditRow, number: int, previous: bytes) -> str:
    if row.number != number:
        return "gap"
    if bytes(row.previous) != previous:
        return "previous"
    link = chain.Link(
        number=row.number,
        previous=bytes(row.previous),
        actor=row.actor,
        verb=row.verb,
        minute=row.minute,
        pseudonym=bytes(row.pseudonym),
        reference=bytes(row.reference),
        record=bytes(row.record),
    )
    return "" if link.digest() == bytes(row.digest) else "digest"


# --- Heads -------------------------------------------------------------------
def _own_heads() -> list[Head]:
    return [_head_of(row) for row in AuditHead.objects.order_by("number")]


def _head_of(row: AuditHead) -> Head:
    return Head(row.number, bytes(row.digest), row.minute, bytes(row.signature))


def _is_ours(head: Head) -> bool:
    for house in houses():
        with suppress(CannotOpen):
            chain.verify_head(
                house, head.signature, head.number, head.digest, head.minute
            )
            return True
    return False


def _compare_heads(found: Findings, heads: list[Head]) -> None:
    first = AuditRow.objects.order_by("number").values_list("number", flat=True).first()
    for head in heads:
        found.heads += 1
        if not _is_ours(head):
            found.false_heads.append(head.number)
        elif first is None or head.number >= first:
            row = AuditRow.objects.filter(pk=head.number).first()
            if row is None or bytes(row.digest) != head.digest:
                found.cut.append(head.number)


def _signed_head(number: int, digest: bytes) -> AuditHead:
    minute = ledger.this_unix_minute()
    signature = chain.sign_head(house_secret(), number, digest, minute)
    with transaction.atomic():
        row = AuditHead.objects.create(
            number=number, digest=digest, minute=minute, signature=signature
        )
        # Before the commit: a head twice in the ledger harms nobody, a lost one does.
        ledger.keep_head(
            _head_of(row),
            charter=len(documents_of(Kind.CHARTER)),
            roster=len(documents_of(Kind.ROSTER)),
        )
    return row


# --- Records -----------------------------------------------------------------
def _compare_records(found: Findings) -> None:
    start = AuditRow.objects.order_by("number").first()
    oldest = start.minute if start is not None and start.number > 1 else None
    named = 0
    for cases in _batches():
        keys = shred_keys_of([case_scope(case) for case in cases])
        for case in cases:
            shreds = keys.get(case_scope(case))
            if shreds is not None:
                named += _compare_case(found, case, shreds, oldest)
    written = AuditRow.objects.filter(_WRITTEN).count()
    found.shut = written - named


def _batches() -> Iterator[list[UUID]]:
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CASES_AT_ONCE):
        yield ids[start : start + _CASES_AT_ONCE]


def _compare_case(
    found: Findings, case: UUID, shreds: ShredKeys, oldest: int | None
) -> int:
    """How many audit rows name a record of this case."""
    pseudonym = chain.pseudonym(shreds.audit, case)
    rows = AuditRow.objects.filter(_WRITTEN, pseudonym=pseudonym)
    # Of one reference the newest counts: a letter is sealed anew with its shred key.
    written = {
        bytes(reference): bytes(digest)
        for reference, digest in rows.order_by("number").values_list(
            "reference", "record"
        )
    }
    alive: set[bytes] = set()
    for record in Record.objects.filter(case=case).iterator():
        found.records += 1
        alive |= _compare_record(found, record, shreds, written, oldest)
    found.gone += len(written.keys() - alive)
    return rows.count()


def _compare_record(
    found: Findings,
    record: Record,
    shreds: ShredKeys,
    written: dict[bytes, bytes],
    oldest: int | None,
) -> set[bytes]:
    """The references that this record accounts for, of all its versions."""

    def name(version: int) -> bytes:
        return chain.reference(shreds.audit, record.id, version)

    now, wrong = name(record.version), ""
    later = range(record.version + 1, record.version + 1 + _LATER_VERSIONS)
    if any(name(version) in written for version in later):
        wrong = "set_back"
    elif now not in written:
        if oldest is not None and record.written_at.timestamp() // 60 < oldest:
            found.pruned += 1
        else:
            wrong = "unrecorded"
    elif written[now] != chain.record_digest(bytes(record.sealed)):
        wrong = "altered"
    if wrong:
        found.faults.append(Fault(record.id, record.case_id, wrong))
    return {name(version) for version in range(1, record.version + 1)}


# --- Pruning -----------------------------------------------------------------
def _first_kept_minute(now: datetime) -> int:
    months = now.year * 12 + now.month - 1 - MONTHS_KEPT
    start = datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
    return int(start.timestamp()) // ledger.MINUTE


def _delete_up_to(number: int) -> int:
    table = AuditRow._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"DELETE FROM {table} WHERE number <= %s", [number])  # noqa: S608
        gone: int = cursor.rowcount
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return gone
