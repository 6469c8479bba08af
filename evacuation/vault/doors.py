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
class DoorKind:
    """Whose door it is: its labels."""

    find: Label
    key: Label
    door: Label


VOUCHERS = DoorKind(Label.VOUCH_FIND, Label.VOUCH_KEY, Label.VOUCH_DOOR)
HOSTS = DoorKind(Label.HOST_FIND, Label.HOST_KEY, Label.HOST_DOOR)


@dataclass(frozen=True, slots=True)
class DoorKey:
    """`link`: 32 random bytes; `code`: eight symbols, "" while nobody typed them."""

    link: Secret
    code: str = field(default="", repr=False)
    kind: DoorKind = VOUCHERS

    @property
    def lookup(self) -> bytes:
        """32 bytes."""
        return derive(self.link, self.kind.find).reveal()

    @property
    def key(self) -> Secret:
        return derive(self.link, self.kind.key, self.code)

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
    `ends`: seconds since 1970. `question`: "" asks the usual one; of a host's door:
    what they have said already.
    """

    case: UUID = field(repr=False)
    public: bytes = field(repr=False)
    epoch: int
    proof: bytes = field(repr=False)
    ends: int
    question: str = field(repr=False)


def new_door_key(kind: DoorKind = VOUCHERS) -> DoorKey:
    return DoorKey(new_key(), spelled(new_key().reveal()[:_CODE_BYTES]), kind)


def read_door_key(link: str, typed: str = "", kind: DoorKind = VOUCHERS) -> DoorKey:
    """From an address and what was typed. Raises CannotOpen."""
    try:
        found = base64.b64decode(link + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen from None
    if len(found) != KEY_BYTES:
        raise CannotOpen
    return DoorKey(Secret(found), normalised(typed), kind)


def seal_door(key: DoorKey, door: Door) -> bytes:
    """One size, whatever is asked. Raises TooLong."""
    label = key.kind.door
    record = encode(
        label,
        door.case,
        door.public,
        door.epoch,
        door.proof,
        door.ends,
        door.question,
    )
    return seal(key.key, pad(record, RECORD_BYTES), label, key.lookup)


def open_door(key: DoorKey, sealed: bytes) -> Door:
    """Raises CannotOpen for another code."""
    label = key.kind.door
    padded = open_seal(key.key, sealed, label, key.lookup)
    parts = decode(unpad(padded, RECORD_BYTES), label)
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
