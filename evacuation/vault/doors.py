"""A question to somebody without an account: a link and a code told another way.

The row's look-up follows from the link alone, its key from both: so neither the
database nor the link opens it.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from evacuation.vault.encoding import Label, decode, encode, integer, text
from evacuation.vault.padding import KIB, pad, unpad
from evacuation.vault.sealing import KEY_BYTES, derive, new_key, open_seal, seal
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.symbols import grouped, normalised, spelled

RECORD_BYTES = 4 * KIB
_CODE_BYTES = 5  # eight symbols


@dataclass(frozen=True, slots=True)
class DoorKey:
    """`link`: 32 random bytes; `code`: eight symbols, "" while nobody typed them."""

    link: Secret
    code: str = field(default="", repr=False)

    @property
    def lookup(self) -> bytes:
        """32 bytes."""
        return derive(self.link, Label.VOUCH_FIND).reveal()

    @property
    def key(self) -> Secret:
        return derive(self.link, Label.VOUCH_KEY, self.code)

    def shown_link(self) -> str:
        """For an address: base64url without padding."""
        return base64.urlsafe_b64encode(self.link.reveal()).decode().rstrip("=")

    def shown_code(self) -> str:
        """Two groups of four, to be said aloud."""
        return grouped(self.code)


@dataclass(frozen=True, slots=True)
class Door:
    """What a row holds. `public`: the half of the key that the answer is sealed to.

    `proof`: 32 random bytes that the case knows, too: only who opened this answers.
    `ends`: seconds since 1970. `question`: "" asks the usual one.
    """

    case: UUID = field(repr=False)
    public: bytes = field(repr=False)
    epoch: int
    proof: bytes = field(repr=False)
    ends: int
    question: str = field(repr=False)


def new_door_key() -> DoorKey:
    return DoorKey(new_key(), spelled(new_key().reveal()[:_CODE_BYTES]))


def read_door_key(link: str, typed: str = "") -> DoorKey:
    """From an address and what was typed. Raises CannotOpen."""
    try:
        found = base64.b64decode(link + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen from None
    if len(found) != KEY_BYTES:
        raise CannotOpen
    return DoorKey(Secret(found), normalised(typed))


def seal_door(key: DoorKey, door: Door) -> bytes:
    """One size, whatever is asked. Raises TooLong."""
    record = encode(
        Label.VOUCH_DOOR,
        door.case,
        door.public,
        door.epoch,
        door.proof,
        door.ends,
        door.question,
    )
    return seal(key.key, pad(record, RECORD_BYTES), Label.VOUCH_DOOR, key.lookup)


def open_door(key: DoorKey, sealed: bytes) -> Door:
    """Raises CannotOpen for another code."""
    padded = open_seal(key.key, sealed, Label.VOUCH_DOOR, key.lookup)
    parts = decode(unpad(padded, RECORD_BYTES), Label.VOUCH_DOOR)
    with suppress(ValueError):
        case, public, epoch, proof, ends, question = parts
        if len(public) == KEY_BYTES == len(proof):
            return Door(
                UUID(bytes=case),
                public,
                integer(epoch),
                proof,
                integer(ends),
                text(question),
            )
    raise CannotOpen
