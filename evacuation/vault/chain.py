"""The audit chain: each row holds the digest of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label
from evacuation.vault.sealing import derive, digest, sign, verify

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.secret import Secret

NOTHING = b""


@dataclass(frozen=True, slots=True)
class Link:
    """One row as it is chained. `minute`: Unix minutes; pseudonym, reference and
    record are 32 bytes or empty."""

    number: int
    previous: bytes
    actor: str
    verb: str
    minute: int
    pseudonym: bytes = NOTHING
    reference: bytes = NOTHING
    record: bytes = NOTHING

    def digest(self) -> bytes:
        """What the next row names. 32 bytes."""
        return digest(
            Label.AUDIT_LINK,
            self.number,
            self.previous,
            self.actor,
            self.verb,
            self.minute,
            self.pseudonym,
            self.reference,
            self.record,
        )


def pseudonym(audit_key: Secret, case: UUID) -> bytes:
    """A case as the audit names it: gone with its shred row. 32 bytes."""
    return derive(audit_key, Label.AUDIT_CASE, case).reveal()


def reference(audit_key: Secret, row: UUID, version: int) -> bytes:
    """A written record as the audit names it. 32 bytes."""
    return derive(audit_key, Label.AUDIT_ROW, row, version).reveal()


def record_digest(sealed: bytes) -> bytes:
    """Of a record's ciphertext. 32 bytes."""
    return digest(Label.AUDIT_RECORD, sealed)


def sign_head(house: Secret, number: int, head: bytes, minute: int) -> bytes:
    """The daily head: everything up to `number` stood so then."""
    return sign(house, Label.AUDIT_HEAD, number, head, minute)


def verify_head(
    house: bytes, signature: bytes, number: int, head: bytes, minute: int
) -> None:
    """Raises CannotOpen."""
    verify(house, signature, Label.AUDIT_HEAD, number, head, minute)
