"""The receipt: what a person in danger keeps, and all that opens their mailbox."""

from __future__ import annotations

from dataclasses import dataclass

from evacuation.vault.encoding import Label
from evacuation.vault.sealing import box_public, derive
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.symbols import grouped, normalised, spelled

RANDOM_SYMBOLS = 26  # 130 bits
CHECK_SYMBOLS = 2  # 10 bits
SYMBOLS = RANDOM_SYMBOLS + CHECK_SYMBOLS
_RANDOM_BYTES = 17  # 136 bits, of which 130 are spelled.
_CHECK_BYTES = 2


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that passed its check. `symbols` are the 26 random ones."""

    symbols: Secret

    @property
    def lookup(self) -> bytes:
        """By which its mailbox row is found; says nothing of the rest. 32 bytes."""
        return self._derived(Label.RECEIPT_FIND).reveal()

    @property
    def seed(self) -> Secret:
        """The person's X25519 secret."""
        return self._derived(Label.RECEIPT_OPEN)

    @property
    def public(self) -> bytes:
        """The person's X25519 public key."""
        return box_public(self.seed)

    @property
    def mailbox_key(self) -> Secret:
        """Under which the mailbox row is sealed."""
        return derive(self.seed, Label.MAILBOX_KEY)

    def shown(self) -> str:
        """Seven groups of four, to be written down."""
        symbols = self.symbols.reveal().decode()
        return grouped(symbols + _check(symbols))

    def _derived(self, label: Label) -> Secret:
        return derive(self.symbols, label)


def make_receipt(form_key: Secret) -> Receipt:
    """The receipt of one form: the same key makes the same receipt."""
    made = derive(form_key, Label.RECEIPT_MAKE).reveal()
    return Receipt(Secret(spelled(made[:_RANDOM_BYTES])[:RANDOM_SYMBOLS].encode()))


def decoy_of(receipt: Receipt) -> Receipt:
    """The code for a quiet mailbox: it follows from the receipt, never back.

    So its row is there from the first moment, and asking for it changes nothing.
    """
    return make_receipt(receipt.seed)


def read_receipt(typed: str) -> Receipt:
    """The receipt in what was typed, tolerant of hands and keyboards.

    Raises CannotOpen before any look-up where length or check symbols are wrong.
    """
    found = normalised(typed)
    symbols, check = found[:RANDOM_SYMBOLS], found[RANDOM_SYMBOLS:]
    if len(found) != SYMBOLS or check != _check(symbols):
        raise CannotOpen
    return Receipt(Secret(symbols.encode()))


def _check(symbols: str) -> str:
    made = derive(Secret(symbols.encode()), Label.RECEIPT_CHECK).reveal()
    return spelled(made[:_CHECK_BYTES])[:CHECK_SYMBOLS]
