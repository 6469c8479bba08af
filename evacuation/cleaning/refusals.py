"""What the child says where there is no cleaned copy: its exit codes."""

from __future__ import annotations

from enum import IntEnum


class Refusal(IntEnum):
    """Above what Python and the shell use themselves."""

    UNSUITED = 64  # No kind of file that can be cleaned.
    TOO_BIG = 65
    DAMAGED = 66


class CannotClean(Exception):
    """Raised inside the child; `refusal` says what to tell."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal
