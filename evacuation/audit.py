"""The audit: its sole writer. Called last in a transaction, since its lock is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from evacuation.models import AuditRow
from evacuation.vault import chain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from evacuation.models import Record
    from evacuation.vault.secret import Secret

# One number for one lock: "waymark audit".
_LOCK = 0x5741_4155
# Two statements, sent together: in one with the lock the snapshot would be older than
# the lock, and the chain would fork.
_HEAD = """
SELECT pg_advisory_xact_lock(%s);
SELECT number, digest FROM evacuation_auditrow ORDER BY number DESC LIMIT 1"""


def write(
    *,
    actor: str,
    verb: str,
    case: UUID | None = None,
    audit_key: Secret | None = None,
    records: Sequence[Record] = (),
    looked_at: Record | None = None,
) -> None:
    """Append one row, or one for each record. Inside the caller's transaction, last.

    `actor`: a name of vault/cards.py, "requester", "public", "worker" or "unknown".
    `looked_at`: a record that was read and not written. It is named without a digest:
    who reads what was altered by hand does not vouch for it.
    """
    # Before the lock: everybody who writes anything waits for it.
    about: Sequence[Record | None] = records or [looked_at]
    names = [_named(audit_key, case, record) for record in about]
    if looked_at is not None:
        names[0].pop("record")
    # No savepoint: without its audit nothing of the caller's transaction stands.
    with transaction.atomic(savepoint=False):
        _append(actor, verb, names)


def _append(actor: str, verb: str, names: Sequence[dict[str, bytes]]) -> None:
    number, previous = _locked_head()
    minute = int(timezone.now().timestamp()) // 60
    rows = []
    for named in names:
        number += 1
        link = chain.Link(
            number=number,
            previous=previous,
            actor=actor,
            verb=verb,
            minute=minute,
            **named,
        )
        previous = link.digest()
        rows.append(_row(link, previous))
    AuditRow.objects.bulk_create(rows)


def _locked_head() -> tuple[int, bytes]:
    """Number and digest of the newest row, which nobody follows before we end."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [_LOCK])
        number, digest = cursor.fetchone() or (0, chain.NOTHING)
    return number, bytes(digest)


def _named(
    key: Secret | None, case: UUID | None, record: Record | None
) -> dict[str, bytes]:
    """Case and record as the audit names them, as far as there are any."""
    found = {}
    if key is not None and case is not None:
        found["pseudonym"] = chain.pseudonym(key, case)
    if key is not None and record is not None:
        found["reference"] = chain.reference(key, record.id, record.version)
    if record is not None:
        found["record"] = chain.record_digest(bytes(record.sealed))
    return found


def _row(link: chain.Link, digest: bytes) -> AuditRow:
    return AuditRow(
        number=link.number,
        previous=link.previous,
        digest=digest,
        actor=link.actor,
        verb=link.verb,
        minute=link.minute,
        pseudonym=link.pseudonym,
        reference=link.reference,
        record=link.record,
    )
