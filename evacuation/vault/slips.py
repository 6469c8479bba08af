"""Slips: what is handed to one holder, signed inside, under the case's shred key.

A WRAP carries a key, a NOTE a short record. A sealed box hides its sender and proves
nothing, so the header and the signature stand inside the box, where nobody can strip or
read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, Part, decode, encode, integer, text
from evacuation.vault.padding import pad, unpad
from evacuation.vault.sealing import (
    KEY_BYTES,
    VERSION,
    box,
    box_public,
    derive,
    open_own_box,
    open_seal,
    seal,
    sign,
    verify,
)
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.trust import Trust

BOARD_BYTES = 512
NIGHT_CARD_BYTES = 2048
# Marks of fifteen contacts, 32 bytes each: how many there are stays inside.
MARK_BYTES = 512


@dataclass(frozen=True, slots=True)
class Slot:
    """Which key or note: a case's id or a team's name, the compartment, the epoch."""

    scope: UUID | str
    compartment: str
    epoch: int

    def parts(self) -> tuple[Part, Part, Part]:
        return (self.scope, self.compartment, self.epoch)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who opens it: a name (vault/cards.py) and an X25519 public key."""

    name: str
    public: bytes


@dataclass(frozen=True, slots=True)
class Grantor:
    """Who hands it over: a name, an Ed25519 seed, the roster that vouches for it."""

    name: str
    secret: Secret
    roster: int


@dataclass(frozen=True, slots=True)
class Slip:
    """An opened slip: what it carried and by whose hand."""

    content: Secret
    grantor: str
    roster: int


def commit_of(key: Secret, slot: Slot) -> bytes:
    """What the row says of its key: an AEAD alone can open under two. 32 bytes."""
    return derive(key, Label.COMMIT, *slot.parts()).reveal()


def wrap(shred: Secret, key: Secret, slot: Slot, to: Recipient, by: Grantor) -> bytes:
    """A key for one recipient."""
    return _slip(Label.WRAP, Label.WRAP_SIGN, shred, key.reveal(), slot, to, by)


def open_wrap(
    shred: Secret,
    secret: Secret,
    sealed: bytes,
    slot: Slot,
    me: str,
    trust: Trust,
    commit: bytes,
) -> Slip:
    """The key in a wrap. Raises CannotOpen unless header, signature and commit fit.

    For a team's secret the commit is its X25519 public key.
    """
    slip = _open(Label.WRAP, Label.WRAP_SIGN, shred, secret, sealed, slot, me, trust)
    key = slip.content
    if len(key.reveal()) != KEY_BYTES:
        raise CannotOpen
    fits = box_public(key) if isinstance(slot.scope, str) else commit_of(key, slot)
    if fits != commit:
        raise CannotOpen
    return slip


def note(
    shred: Secret, record: bytes, size: int, slot: Slot, to: Recipient, by: Grantor
) -> bytes:
    """A short record for one recipient, padded to `size`. Raises TooLong.

    The slot's epoch counts how often the note was written: the house writes the first.
    """
    padded = pad(record, size)
    return _slip(Label.NOTE, Label.NOTE_SIGN, shred, padded, slot, to, by)


def open_note(
    shred: Secret,
    secret: Secret,
    sealed: bytes,
    size: int,
    slot: Slot,
    me: str,
    trust: Trust,
) -> Slip:
    """The record in a note. Raises CannotOpen unless header and signature fit."""
    slip = _open(Label.NOTE, Label.NOTE_SIGN, shred, secret, sealed, slot, me, trust)
    record = unpad(slip.content.reveal(), size)
    return Slip(Secret(record), slip.grantor, slip.roster)


def rewrap(
    shred: Secret, new_shred: Secret, sealed: bytes, slot: Slot, to: str
) -> bytes:
    """The same slip under another shred key: nobody need be unlocked for that."""
    for label in (Label.WRAP, Label.NOTE):
        try:
            boxed = open_seal(shred, sealed, label, *slot.parts(), to)
        except CannotOpen:
            continue
        return seal(new_shred, boxed, label, *slot.parts(), to)
    raise CannotOpen


def _slip(
    label: Label,
    signing: Label,
    shred: Secret,
    content: bytes,
    slot: Slot,
    to: Recipient,
    by: Grantor,
) -> bytes:
    header = encode(
        label, VERSION, *slot.parts(), to.name, to.public, by.name, by.roster
    )
    signature = sign(by.secret, signing, header, content)
    boxed = box(to.public, encode(label, header, content, signature))
    return seal(shred, boxed, label, *slot.parts(), to.name)


def _open(
    label: Label,
    signing: Label,
    shred: Secret,
    secret: Secret,
    sealed: bytes,
    slot: Slot,
    me: str,
    trust: Trust,
) -> Slip:
    boxed = open_seal(shred, sealed, label, *slot.parts(), me)
    opened, own = open_own_box(secret, boxed)
    inside = decode(opened, label)
    if len(inside) != 3:
        raise CannotOpen
    header, content, signature = inside
    grantor, roster = _grantor(header, label, slot, Recipient(me, own))
    for public in trust.signers(grantor, roster, slot.epoch):
        try:
            verify(public, signature, signing, header, content)
        except CannotOpen:
            continue
        return Slip(Secret(content), grantor, roster)
    raise CannotOpen


def _grantor(header: bytes, label: Label, slot: Slot, me: Recipient) -> tuple[str, int]:
    parts = decode(header, label)
    if len(parts) < 2:
        raise CannotOpen
    grantor, roster = text(parts[-2]), integer(parts[-1])
    asked = encode(label, VERSION, *slot.parts(), me.name, me.public, grantor, roster)
    if header != asked:
        raise CannotOpen
    return grantor, roster
