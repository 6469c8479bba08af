"""Shred rows: the outer key of a case or team epoch, in the second database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation.errors import NotVisible
from evacuation.shred.models import ShredRow
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class ShredKeys:
    """`writing` seals what is written now; `reading` are tried in turn."""

    writing: Secret
    reading: tuple[Secret, ...]
    audit: Secret


def case_scope(case: UUID) -> str:
    return f"case:{case}"


def team_scope(team: str, epoch: int) -> str:
    return f"team:{team}:{epoch}"


def make_shred_row(scope: str, mailboxes: Sequence[bytes] = ()) -> ShredKeys:
    """Committed at once, before what it protects; orphans are swept after a day."""
    key, audit = new_key(), new_key()
    ShredRow.objects.create(
        scope=scope,
        key=key.reveal(),
        audit_key=audit.reveal(),
        mailboxes=list(mailboxes),
        made_at=timezone.now(),
    )
    return ShredKeys(key, (key,), audit)


def shred_keys(scope: str) -> ShredKeys:
    """Raises NotVisible where the row is gone: then nothing of it can be read."""
    row = ShredRow.objects.filter(scope=scope).first()
    if row is None:
        raise NotVisible
    return _keys(row)


def shred_keys_of(scopes: Sequence[str]) -> dict[str, ShredKeys]:
    """Those that are still there, in one query."""
    return {row.scope: _keys(row) for row in ShredRow.objects.filter(pk__in=scopes)}


def drop_shred_row(scope: str) -> list[bytes]:
    """Shred. Returns the mailbox look-ups that go with it; nothing for a row gone."""
    with transaction.atomic(using="shred"):
        row = ShredRow.objects.select_for_update().filter(pk=scope).first()
        if row is None:
            return []
        row.delete()
        return [bytes(lookup) for lookup in row.mailboxes]


def change_mailboxes(
    scope: str, *, gone: Sequence[bytes], come: Sequence[bytes]
) -> None:
    """Keep the list of a case's look-ups right. Raises NotVisible."""
    with transaction.atomic(using="shred"):
        row = ShredRow.objects.select_for_update().filter(pk=scope).first()
        if row is None:
            raise NotVisible
        kept = [bytes(look) for look in row.mailboxes if bytes(look) not in set(gone)]
        # In order: what was added last would say what it is.
        row.mailboxes = sorted([*kept, *come])
        row.save(update_fields=["mailboxes"])


def _keys(row: ShredRow) -> ShredKeys:
    key = Secret(bytes(row.key))
    audit = Secret(bytes(row.audit_key))
    if row.next_key is None:
        return ShredKeys(key, (key,), audit)
    coming = Secret(bytes(row.next_key))
    return ShredKeys(coming, (coming, key), audit)


def begin_new_keys(scopes: Sequence[str]) -> dict[str, tuple[Secret, Secret]]:
    """(old, new) by scope: both stand until `finish_new_keys`. Shredded: left out.

    An interrupted change is taken up again with the same new key.
    """
    with transaction.atomic(using="shred"):
        rows = list(ShredRow.objects.select_for_update().filter(pk__in=scopes))
        fresh = [row for row in rows if row.next_key is None]
        for row in fresh:
            row.next_key = new_key().reveal()
        _save(fresh, "next_key")
    return {
        row.scope: (Secret(bytes(row.key)), Secret(bytes(row.next_key or b"")))
        for row in rows
    }


def finish_new_keys(scopes: Sequence[str]) -> None:
    """Forget the old keys: call it when the main transaction has committed.

    One that was shredded meanwhile is no error.
    """
    with transaction.atomic(using="shred"):
        rows = ShredRow.objects.select_for_update().filter(pk__in=scopes)
        begun = [row for row in rows if row.next_key is not None]
        for row in begun:
            row.key, row.next_key = row.next_key, None
        _save(begun, "key", "next_key")


def _save(rows: list[ShredRow], *columns: str) -> None:
    # One statement for hundreds of rows, all of which are there and locked.
    ShredRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope"],
        update_fields=list(columns),
        batch_size=500,
    )
