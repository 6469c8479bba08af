"""The work that a quiet mailbox lacks, done all the same: time shall tell nothing."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.writing import opened_record, sealed_record
from evacuation.trusting import house_secret
from evacuation.vault.cards import HOUSE, REQUESTER
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Grantor, Recipient, Slot, commit_of, open_wrap, wrap

if TYPE_CHECKING:
    from evacuation.models import Record
    from evacuation.vault.secret import Secret
    from evacuation.vault.trust import Trust

_RECORD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class _StandIn:
    """A wrap and a record of no case, shaped like those of a real mailbox."""

    shred: Secret
    seed: Secret
    slot: Slot
    sealed: bytes = field(repr=False)
    commit: bytes = field(repr=False)
    key: Secret
    record: Record = field(repr=False)


def work_as_if_opened(trust: Trust) -> None:
    """Open a wrap, verify it and open the record behind it. Nothing comes of it."""
    other = _stand_in()
    with suppress(CannotOpen):
        open_wrap(
            other.shred,
            other.seed,
            other.sealed,
            other.slot,
            REQUESTER,
            trust,
            other.commit,
        )
    opened_record(other.key, other.record)


@cache
def _stand_in() -> _StandIn:
    shred, seed, key = new_key(), new_key(), new_key()
    case = uuid.uuid4()
    slot = Slot(case, Compartment.REPLIES, 1)
    to, by = Recipient(REQUESTER, box_public(seed)), Grantor(HOUSE, house_secret(), 1)
    record = sealed_record(
        key,
        {"inbox": box_public(key).hex()},
        case=case,
        compartment=Compartment.REPLIES,
        kind=RecordKind.INBOX_KEY,
        size=_RECORD_BYTES,
    )
    sealed = wrap(shred, key, slot, to, by)
    return _StandIn(shred, seed, slot, sealed, commit_of(key, slot), key, record)
