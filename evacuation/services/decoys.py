"""Second codes: the decoy, and a new receipt for one that was lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from evacuation import audit
from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotVisible, WrongCode
from evacuation.models import CaseWrap, Mailbox
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import require_desk
from evacuation.services.letters import leave
from evacuation.services.opening import mailbox_row
from evacuation.services.writing import packed, place_of
from evacuation.shredding import case_scope, change_mailboxes
from evacuation.vault.cards import REQUESTER
from evacuation.vault.mailboxes import Kind, open_mailbox
from evacuation.vault.receipts import decoy_of, make_receipt
from evacuation.vault.records import TRIAGE_BYTES, seal_record
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Recipient, Slot, wrap

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.mailbox import Requester
    from evacuation.unlocked import Unlocked
    from evacuation.vault.receipts import Receipt

_FIRST = 1


def make_decoy(*, actor: Requester) -> Receipt:
    """The code that opens a quiet mailbox, to be shown now. The desk hears of it.

    It follows from the receipt, and its row is there since intake, as is the row of
    the decoy's own: so no dump says who asked for one, or where. Asking again gives
    the same. Raises WrongCode where the case is gone.
    """
    decoy = decoy_of(actor.receipt)
    _put(actor.case, [(decoy, Kind.DECOY)], actor.mailbox.inbox)
    leave(actor=actor, kind="decoy", said={})
    return decoy


def replace_receipt(*, actor: Unlocked, case_id: UUID) -> Receipt:
    """A new receipt for a person who lost theirs, to be told over a confirmed channel.

    The old one opens a quiet mailbox from now on. Raises NotVisible, NotAllowed,
    KeyMissing where the member does not hold both replies and account.
    """
    require_desk(actor)
    receipt = make_receipt(new_key())
    with transaction.atomic():
        opened = open_case(actor, case_id, lock=True)
        _hand_over(opened, receipt)
        account = _told_in_account(opened, receipt)
        decoy = decoy_of(receipt)
        rows = [
            (receipt, Kind.RECEIPT),
            (decoy, Kind.DECOY),
            (decoy_of(decoy), Kind.DECOY),
        ]
        _put(case_id, rows, _first_inbox(opened))
        opened.case.version += 1
        opened.case.save(update_fields=["version"])
        audit.write(
            actor=actor.name,
            verb="receipt.replaced",
            case=case_id,
            audit_key=opened.shreds.audit,
            records=[account],
        )
    return receipt


def _put(case: UUID, receipts: list[tuple[Receipt, Kind]], inbox: bytes) -> None:
    """Mailbox rows that their receipts open: the others are added, or sealed anew.

    The list in the shred row comes first. Raises WrongCode where the case is gone.
    """
    known = [receipt.lookup for receipt, _kind in receipts]
    there = {
        bytes(row.lookup): bytes(row.sealed)
        for row in Mailbox.objects.filter(pk__in=known)
    }
    rows = [
        mailbox_row(receipt, case, kind, inbox)
        for receipt, kind in receipts
        if not _opens(receipt, there.get(receipt.lookup))
    ]
    # By look-up: in the order of writing a dump would show which is which.
    rows.sort(key=lambda row: bytes(row.lookup))
    missing = sorted(set(known) - there.keys())
    if missing:
        try:
            change_mailboxes(case_scope(case), gone=[], come=missing)
        except NotVisible:
            raise WrongCode from None
    Mailbox.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["lookup"],
        update_fields=["sealed"],
    )


def _opens(receipt: Receipt, sealed: bytes | None) -> bool:
    with suppress(CannotOpen):
        return sealed is not None and bool(
            open_mailbox(receipt.mailbox_key, receipt.lookup, sealed)
        )
    return False


def _hand_over(opened: OpenCase, receipt: Receipt) -> None:
    """The replies' keys for the new receipt, and for the old one no more."""
    for row in opened.case.keys.filter(compartment=Compartment.REPLIES):
        slip = opened.key(row.compartment, row.epoch)
        sealed = wrap(
            opened.shreds.writing,
            slip.content,
            Slot(row.case_id, row.compartment, row.epoch),
            Recipient(REQUESTER, receipt.public),
            opened.me.as_grantor(),
        )
        CaseWrap.objects.update_or_create(
            key=row, recipient=REQUESTER, defaults={"sealed": sealed}
        )


def _told_in_account(opened: OpenCase, receipt: Receipt) -> Record:
    """The account names the requester's public key: the new one, from now on."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.ACCOUNT)
    if not rows:
        raise KeyMissing
    record = rows[-1]
    content = {**opened.content(record), "requester": receipt.public.hex()}
    key = opened.key(record.compartment, record.epoch).content
    record.version += 1
    record.sealed = seal_record(key, packed(content), place_of(record), TRIAGE_BYTES)
    record.save(update_fields=["version", "sealed"])
    return record


def _first_inbox(opened: OpenCase) -> bytes:
    rows = opened.records(Compartment.REPLIES, RecordKind.INBOX_KEY)
    said = [opened.content(row) for row in rows]
    found = [c["inbox"] for c in said if c.get("epoch", _FIRST) == _FIRST]
    if not found:
        raise KeyMissing
    return bytes.fromhex(str(found[0]))
