"""A case that nobody asked for: its text proves that a backup can be read again.

It is closed and stands on no board. Its one key is wrapped for a canary key, which lies
in a file beside the backups: who takes that file reads this case and nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from evacuation import audit
from evacuation.clock import this_hour
from evacuation.errors import NotTrusted
from evacuation.models import Case, CaseKey, CaseWrap, Record, SignedDocument
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.writing import opened_record, sealed_record
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope, make_shred_row
from evacuation.trusting import Kind, house, organisation_key, trust_now
from evacuation.vault.records import TRIAGE_BYTES
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import Recipient, Slot, commit_of, open_wrap, wrap
from evacuation.vault.trust import read_trust

if TYPE_CHECKING:
    from evacuation.vault.trust import Trust

CANARY = "canary"
_SONG = "This case is opened to see whether a backup can be read."
_KEY, _ID = 32, 16


def ensure_canary() -> None:
    """Make the canary case once. Raises NotTrusted before the desk is founded."""
    found = _read()
    if found is not None and Case.objects.filter(pk=found[0]).exists():
        return
    trust, case = trust_now(), Case(**_closed())
    secret = new_key()
    shreds = make_shred_row(case_scope(case.pk))
    slot, key = _slot(case.pk), new_key()
    to = Recipient(CANARY, box_public(secret))
    record = sealed_record(
        key,
        {"story": _SONG},
        case=case.pk,
        compartment=Compartment.TRIAGE,
        kind=RecordKind.ACCOUNT,
        size=TRIAGE_BYTES,
    )
    with transaction.atomic():
        case.save(force_insert=True)
        row = CaseKey.objects.create(
            case=case,
            compartment=slot.compartment,
            epoch=1,
            commit=commit_of(key, slot),
        )
        sealed = wrap(shreds.writing, key, slot, to, house(trust))
        CaseWrap.objects.create(key=row, recipient=CANARY, sealed=sealed)
        record.save(force_insert=True)
        audit.write(
            actor="worker",
            verb="backup.canary_made",
            case=case.pk,
            audit_key=shreds.audit,
            records=[record],
        )
        _keep(case.pk, secret)


def sings(*, main: str, shred: str) -> bool:
    """Whether the canary case opens in these databases, by alias.

    Charter and roster in them are verified, too, down to the pinned key.
    """
    found = _read()
    if found is None:
        return False
    case, secret = found
    try:
        return _opened(main, shred, case, secret) == _SONG
    except (CannotOpen, NotTrusted):
        return False


def _opened(main: str, shred: str, case: UUID, secret: Secret) -> str:
    row = ShredRow.objects.using(shred).filter(pk=case_scope(case)).first()
    key = CaseKey.objects.using(main).filter(case=case).first()
    wrapped = CaseWrap.objects.using(main).filter(key__case=case).first()
    record = Record.objects.using(main).filter(case=case).first()
    if row is None or key is None or wrapped is None or record is None:
        raise CannotOpen
    slip = open_wrap(
        Secret(bytes(row.key)),
        secret,
        bytes(wrapped.sealed),
        _slot(case),
        CANARY,
        _trust(main),
        bytes(key.commit),
    )
    return str(opened_record(slip.content, record)["story"])


def _trust(alias: str) -> Trust:
    rows = SignedDocument.objects.using(alias).order_by("number")
    pairs = [(kind, bytes(data)) for kind, data in rows.values_list("kind", "data")]
    return read_trust(
        organisation_key(),
        tuple(data for kind, data in pairs if kind == Kind.CHARTER),
        tuple(data for kind, data in pairs if kind == Kind.ROSTER),
    )


def _closed() -> dict[str, object]:
    now = this_hour()
    return {
        "state": State.CLOSED,
        "level": Urgency.LOW,
        "created_at": now,
        "acknowledged_at": now,
        "closed_at": now,
    }


def _slot(case: UUID) -> Slot:
    return Slot(case, Compartment.TRIAGE, 1)


def _path() -> Path:
    return Path(settings.WAYMARK_BACKUP_FOLDER) / CANARY


def _read() -> tuple[UUID, Secret] | None:
    try:
        found = _path().read_bytes()
    except FileNotFoundError:
        return None
    if len(found) != _ID + _KEY:
        return None
    return UUID(bytes=found[:_ID]), Secret(found[_ID:])


def _keep(case: UUID, secret: Secret) -> None:
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{CANARY}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(case.bytes + secret.reveal())
    draft.rename(path)
