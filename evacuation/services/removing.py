"""Taking keys away: a case's new shred key, under which only what remains is sealed.

Whoever kept an older dump and a removed wrap's secret then lacks the outer key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction

from evacuation import audit
from evacuation.models import Case, CaseWrap, Note, Record
from evacuation.models.choices import Compartment
from evacuation.services.writing import place_of
from evacuation.shredding import (
    begin_new_keys,
    case_scope,
    finish_new_keys,
    shred_keys_of,
)
from evacuation.vault.records import reseal_letter
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import Slot, rewrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

Pair = tuple[Secret, Secret]
Row = TypeVar("Row", bound=models.Model)
_BATCH = 500


def renew_shred_keys(*, actor: str, cases: Sequence[UUID]) -> None:
    """A new shred key for each case, its remaining slips and letters sealed under it.

    In the caller's transaction, after wraps were deleted. Needs nobody unlocked. Old
    and new key stand side by side until that transaction has committed. What opens
    under neither is left as it is: `verify_audit` names it.
    """
    # The lock comes first: who writes into a case locks it before reading its keys.
    locked = Case.objects.select_for_update().filter(pk__in=cases).order_by("pk")
    ids = list(locked.values_list("pk", flat=True))
    pairs = begin_new_keys([case_scope(case) for case in ids])
    known = {case: pairs[case_scope(case)] for case in ids if case_scope(case) in pairs}
    _wraps(known)
    _notes(known)
    letters = _letters(known)
    transaction.on_commit(lambda: finish_new_keys(list(pairs)))
    _record(actor, letters)


def _wraps(pairs: dict[UUID, Pair]) -> None:
    rows = CaseWrap.objects.filter(key__case__in=pairs).select_related("key")

    def moved(row: CaseWrap) -> bytes:
        slot = Slot(row.key.case_id, row.key.compartment, row.key.epoch)
        return rewrap(*pairs[row.key.case_id], bytes(row.sealed), slot, row.recipient)

    _reseal(CaseWrap, rows.iterator(), moved)


def _notes(pairs: dict[UUID, Pair]) -> None:
    def moved(row: Note) -> bytes:
        slot = Slot(row.case_id, row.kind, row.number)
        return rewrap(*pairs[row.case_id], bytes(row.sealed), slot, row.recipient)

    _reseal(Note, Note.objects.filter(case__in=pairs).iterator(), moved)


def _letters(pairs: dict[UUID, Pair]) -> list[Record]:
    # Letters of the person, of vouchers and hosts, and what names files. Records under
    # the key of the compartment itself are skipped.
    parts = (Compartment.INBOX, Compartment.VERIFICATION, Compartment.LOGISTICS)
    rows = Record.objects.filter(case__in=pairs, compartment__in=parts)

    def moved(row: Record) -> bytes:
        return reseal_letter(*pairs[row.case_id], bytes(row.sealed), place_of(row))

    return _reseal(Record, rows.iterator(), moved)


def _reseal(
    model: type[Row], rows: Iterable[Row], moved: Callable[[Row], bytes]
) -> list[Row]:
    """The rows that were moved. Those under the new key already stay as they are."""
    done = []
    for row in rows:
        try:
            row.sealed = moved(row)  # type: ignore[attr-defined]
        except CannotOpen:
            continue
        done.append(row)
    save_sealed(model, done)
    return done


def save_sealed(model: type[Row], rows: list[Row], *more: str) -> None:
    """Write the column of existing rows, and `more`: one statement for hundreds."""
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["sealed", *more],
        batch_size=_BATCH,
    )


def _record(actor: str, letters: list[Record]) -> None:
    # The audit compares ciphertexts: a letter's newest row says what it is now.
    cases = {row.case_id for row in letters}
    shreds = shred_keys_of([case_scope(case) for case in cases])
    for case in sorted(cases):
        audit.write(
            actor=actor,
            verb="letter.resealed",
            case=case,
            audit_key=shreds[case_scope(case)].audit,
            records=[row for row in letters if row.case_id == case],
        )
