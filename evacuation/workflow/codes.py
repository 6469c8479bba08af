"""Closed lists of codes with words for people. Codes are stored, words translated."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Coded(StrEnum):
    """A code with a label: `NAME = "code", _("Words")`."""

    label: _StrPromise

    def __new__(cls, code: str, label: Any = "") -> Coded:
        made = str.__new__(cls, code)
        made._value_ = code
        made.label = label
        return made

    def __str__(self) -> str:
        return str(self.value)

    # Codes are found by their plain text, too.
    def __hash__(self) -> int:
        return str.__hash__(self)

    @classmethod
    def choices(cls) -> list[tuple[str, _StrPromise]]:
        """(code, words) of each, as forms take them."""
        return [(str(one.value), one.label) for one in cls]
