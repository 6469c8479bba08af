"""Writing and reading single records of a case under keys that are already open."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from evacuation.clock import this_hour
from evacuation.errors import NotTrusted, TooLongText
from evacuation.models import Record
from evacuation.plain_text import plain
from evacuation.vault.padding import TooLong
from evacuation.vault.records import (
    Place,
    open_letter,
    open_record,
    seal_letter,
    seal_record,
)
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from evacuation.shredding import ShredKeys
    from evacuation.vault.secret import Secret

Content = dict[str, Any]


def place_of(record: Record) -> Place:
    return Place(
        record.case_id,
        record.compartment,
        record.kind,
        record.id,
        record.version,
        record.epoch,
    )


def sealed_record(
    key: Secret,
    content: Mapping[str, Any],
    *,
    case: UUID,
    compartment: str,
    kind: str,
    epoch: int = 1,
    size: int = 0,
) -> Record:
    """An unsaved record of `content` (strings, numbers, lists) under `key`.

    Raises TooLongText.
    """
    record = _blank(case, compartment, kind, epoch)
    try:
        record.sealed = seal_record(key, packed(content), place_of(record), size)
    except TooLong:
        raise TooLongText from None
    return record


def sealed_letter(
    shred: Secret,
    inbox: bytes,
    content: Mapping[str, Any],
    *,
    case: UUID,
    kind: str,
    compartment: str = "inbox",
    epoch: int = 1,
    size: int = 0,
) -> Record:
    """An unsaved record that only holders of the compartment can read.

    `inbox`: the public half of its key. Raises TooLongText.
    """
    record = _blank(case, compartment, kind, epoch)
    try:
        record.sealed = seal_letter(
            shred, inbox, packed(content), place_of(record), size
        )
    except TooLong:
        raise TooLongText from None
    return record


def opened_record(key: Secret, record: Record) -> Content:
    """Raises NotTrusted for a record that is not what it says it is."""
    return _unpacked(lambda: open_record(key, bytes(record.sealed), place_of(record)))


def opened_letter(keys: ShredKeys, inbox: Secret, record: Record) -> Content:
    """A letter, whichever of the case's shred keys it lies under. Raises NotTrusted."""
    for shred in keys.reading:
        try:
            return _unpacked(
                lambda shred=shred: open_letter(  # type: ignore[misc]
                    shred, inbox, bytes(record.sealed), place_of(record)
                )
            )
        except NotTrusted:
            continue
    raise NotTrusted


def packed(content: Mapping[str, Any]) -> bytes:
    """The plain form of a record's content: JSON, inside the seal alone.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes "?": the
    error about it would hold the text. Whatever door a text came through, here it
    loses signs that would show it as something else (evacuation/plain_text.py).
    """
    text = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace")


def _unpacked(opened: Callable[[], bytes]) -> Content:
    try:
        found = json.loads(opened())
    except (CannotOpen, ValueError):
        raise NotTrusted from None
    if not isinstance(found, dict):
        raise NotTrusted
    return found


def _blank(case: UUID, compartment: str, kind: str, epoch: int) -> Record:
    return Record(
        id=uuid.uuid4(),
        case_id=case,
        compartment=compartment,
        kind=kind,
        epoch=epoch,
        written_at=this_hour(),
    )
