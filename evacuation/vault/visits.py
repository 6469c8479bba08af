"""Visits to a mailbox: the receipt and a form token under a key in a cookie alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, decode, encode
from evacuation.vault.receipts import RANDOM_SYMBOLS, Receipt
from evacuation.vault.sealing import KEY_BYTES, open_seal, seal
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from uuid import UUID

_KIND = "mailbox"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came with which receipt, and the token that their forms carry (32 bytes)."""

    receipt: Receipt = field(repr=False)
    token: Secret


def seal_visit(cookie: Secret, visit: Visit, row: UUID) -> bytes:
    """For the row `row`. One size, whatever the receipt is."""
    inside = encode(Label.SESSION, visit.receipt.symbols.reveal(), visit.token.reveal())
    return seal(cookie, inside, Label.SESSION, _KIND, row)


def open_visit(cookie: Secret, sealed: bytes, row: UUID) -> Visit:
    """Raises CannotOpen for another cookie or row."""
    parts = decode(open_seal(cookie, sealed, Label.SESSION, _KIND, row), Label.SESSION)
    if [len(part) for part in parts] != [RANDOM_SYMBOLS, KEY_BYTES]:
        raise CannotOpen
    return Visit(Receipt(Secret(parts[0])), Secret(parts[1]))
