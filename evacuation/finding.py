"""Finding a case by the code that people say aloud, also long after it was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.access import visible_cases
from evacuation.board import CODE_BYTES
from evacuation.vault.symbols import ALPHABET, normalised

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked

_ID_BYTES = 16
_SYMBOLS = CODE_BYTES * 8 // 5


def cases_of_code(me: Unlocked, typed: str) -> list[UUID]:
    """Cases with exactly this code that the member may see, open and closed.

    None of a code that is none, or of a case that is not for them: nothing tells which.
    More than one only where two random ids begin alike.
    """
    symbols = normalised(typed)
    if len(symbols) != _SYMBOLS:
        return []
    number = 0
    for symbol in symbols:
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    begins = number.to_bytes(CODE_BYTES, "big")
    rest = _ID_BYTES - CODE_BYTES
    least, most = UUID(bytes=begins + bytes(rest)), UUID(bytes=begins + b"\xff" * rest)
    found = visible_cases(me).filter(pk__gte=least, pk__lte=most)
    return list(found.order_by("pk").values_list("pk", flat=True))
