"""What must never be printed, stored or told apart by time."""

from __future__ import annotations

import hmac
from typing import NoReturn


class CannotOpen(Exception):
    """A sealed thing did not open. One exception, without cause or detail.

    It is raised outside of every `except`: what failed may hold plaintext, and a
    `__context__` would carry it into a report.
    """

    def __init__(self) -> None:
        super().__init__("cannot open")


class Secret:
    """Key bytes that say nothing of themselves: no repr, pickle, JSON, hash or copy.

    `reveal()` is the one way out, so that every use can be found by searching.
    Python cannot wipe memory: docs/threat-model.md says what that means.
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        if not isinstance(value, bytes):
            # bytes(32) would be a key of zeros.
            raise TypeError("A secret is made of bytes.")
        self._value = value

    def reveal(self) -> bytes:
        return self._value

    def __repr__(self) -> str:
        return "Secret()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self._value, other._value
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("A secret is not pickled.")

    def __copy__(self) -> NoReturn:
        raise TypeError("A secret is not copied.")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("A secret is not copied.")
