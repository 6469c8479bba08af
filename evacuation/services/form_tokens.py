"""A form's one-time key: 32 random bytes in the page, from which its receipt is made.

The server keeps nothing of it. The moment of issue is signed together with the key
(BLAKE2b, keyed), so that a page that lay open for hours cannot be sent.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.trusting import pepper
from evacuation.vault.encoding import Label
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import derive, new_key
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from evacuation.vault.receipts import Receipt

GOOD_FOR_SECONDS = 60 * 60
# A proof of our own clocks' disagreement, no more.
_AHEAD_SECONDS = 60
# Nobody answers six questions faster.
_QUICKEST_SECONDS = 4


@dataclass(frozen=True, slots=True)
class FormToken:
    """`issued_at`: seconds since 1970."""

    key: Secret
    issued_at: int

    @property
    def receipt(self) -> Receipt:
        """The same form makes the same receipt, whoever asks and how often."""
        return make_receipt(self.key)

    @property
    def age(self) -> int:
        """Seconds since it was issued."""
        return int(time.time()) - self.issued_at

    @property
    def is_good(self) -> bool:
        return -_AHEAD_SECONDS <= self.age < GOOD_FOR_SECONDS

    @property
    def is_quick(self) -> bool:
        """Whether it came back sooner than a person can read it."""
        return self.age < _QUICKEST_SECONDS

    def written(self) -> str:
        """As it stands in the page: key, moment and signature in hex. Raises NotTrusted
        where the server's own key is not set.
        """
        parts = self.key.reveal(), self.issued_at.to_bytes(8, "big"), self._signature()
        return ".".join(part.hex() for part in parts)

    def _signature(self) -> bytes:
        signing = derive(pepper(), Label.FORM)
        return derive(signing, Label.FORM, self.key.reveal(), self.issued_at).reveal()


def new_form() -> FormToken:
    return FormToken(new_key(), int(time.time()))


def read_form(written: str) -> FormToken:
    """The token of a page that this server made, of whatever age.

    Raises CannotOpen for any other, NotTrusted.
    """
    try:
        key, moment, signature = (bytes.fromhex(part) for part in written.split("."))
    except ValueError:
        raise CannotOpen from None
    if len(key) != 32 or len(moment) != 8:
        raise CannotOpen
    token = FormToken(Secret(key), int.from_bytes(moment, "big"))
    if not hmac.compare_digest(token._signature(), signature):
        raise CannotOpen
    return token
