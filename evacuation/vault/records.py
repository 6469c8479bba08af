"""Records: what is written into a compartment, whole and padded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, Part
from evacuation.vault.padding import KIB, bucket_of, pad, unpad
from evacuation.vault.sealing import box, open_box, open_seal, seal
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from uuid import UUID

# What an intake writes, whatever was answered.
TRIAGE_BYTES = 16 * KIB
IDENTITY_BYTES = 4 * KIB
INBOX_BYTES = 4 * KIB


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands; moved anywhere else it does not open."""

    case: UUID
    compartment: str
    label: str
    row: UUID
    version: int
    epoch: int

    def parts(self) -> tuple[Part, ...]:
        return (
            self.case,
            self.compartment,
            self.label,
            self.row,
            self.version,
            self.epoch,
        )


def seal_record(key: Secret, plain: bytes, place: Place, size: int = 0) -> bytes:
    """`plain` padded to `size`, or to the smallest bucket that holds it.

    Raises TooLong.
    """
    padded = pad(plain, size or bucket_of(len(plain)))
    return seal(key, padded, Label.DATA, *place.parts())


def open_record(key: Secret, sealed: bytes, place: Place) -> bytes:
    """Raises CannotOpen unless it was sealed for this very place."""
    padded = open_seal(key, sealed, Label.DATA, *place.parts())
    return unpad(padded, len(padded))


def seal_letter(
    shred: Secret, inbox: bytes, plain: bytes, place: Place, size: int = 0
) -> bytes:
    """What a requester writes: for the inbox's public key, under the shred key.

    They cannot read it again. Raises TooLong.
    """
    boxed = box(inbox, pad(plain, size or bucket_of(len(plain))))
    return seal(shred, boxed, Label.INBOX, *place.parts())


def reseal_letter(
    shred: Secret, new_shred: Secret, sealed: bytes, place: Place
) -> bytes:
    """The same letter under another shred key, as `rewrap` does with slips.

    Without it a letter dies with the shred key it was written under. Raises CannotOpen.
    """
    boxed = open_seal(shred, sealed, Label.INBOX, *place.parts())
    return seal(new_shred, boxed, Label.INBOX, *place.parts())


def open_letter(shred: Secret, inbox: Secret, sealed: bytes, place: Place) -> bytes:
    """`inbox`: the compartment's key, which is an X25519 seed. Raises CannotOpen."""
    padded = open_box(inbox, open_seal(shred, sealed, Label.INBOX, *place.parts()))
    return unpad(padded, len(padded))
