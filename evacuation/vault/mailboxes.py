"""Mailbox rows: one shape for receipt and decoy; only opening tells them apart."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from evacuation.vault.encoding import Label, decode, encode, text
from evacuation.vault.padding import pad, unpad
from evacuation.vault.sealing import KEY_BYTES, open_seal, seal
from evacuation.vault.secret import CannotOpen, Secret

RECORD_BYTES = 256


class Kind(StrEnum):
    RECEIPT = "receipt"
    DECOY = "decoy"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a row holds: the case, the kind, the inbox's first public key.

    `standing`: what its holder asked for last, in services' words; a row that never
    heard any has no such part. Its repr is empty: a log must not tell a decoy.
    """

    case: UUID = field(repr=False)
    kind: Kind = field(repr=False)
    inbox: bytes = field(repr=False)
    standing: str = field(default="", repr=False)


def seal_mailbox(key: Secret, lookup: bytes, mailbox: Mailbox) -> bytes:
    """One sealed record of 256 bytes and what a seal adds."""
    said = (mailbox.standing,) if mailbox.standing else ()
    record = encode(Label.MAILBOX, mailbox.case, mailbox.kind, mailbox.inbox, *said)
    return seal(key, pad(record, RECORD_BYTES), Label.MAILBOX, lookup)


def open_mailbox(key: Secret, lookup: bytes, sealed: bytes) -> Mailbox:
    """Raises CannotOpen."""
    record = unpad(open_seal(key, sealed, Label.MAILBOX, lookup), RECORD_BYTES)
    parts = decode(record, Label.MAILBOX)
    with suppress(ValueError):
        case, kind, inbox, *said = parts
        if len(inbox) == KEY_BYTES and len(said) <= 1 and all(said):
            standing = "".join(text(part) for part in said)
            return Mailbox(UUID(bytes=case), Kind(text(kind)), inbox, standing)
    raise CannotOpen
