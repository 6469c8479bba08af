"""Small readings of a cell: lists and degrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST: Final = re.compile(r"[;|]")
_SECOND: Final = re.compile(r"[,/]")


def split_list(cell: str, known: Callable[[str], bool] | None = None) -> list[str]:
    """The words of a cell, parted by semicolons, bars, else by commas or slashes.

    A comma parts only what is not `known` whole, as "Migration, visas" may be.
    """
    words: list[str] = []
    for part in _stripped(_FIRST.split(cell)):
        whole = known is not None and known(part)
        words += [part] if whole else _stripped(_SECOND.split(part))
    return words


def to_degrees(text: str | None, most: int) -> float | None:
    """A latitude or longitude, comma or point; None when it is none."""
    try:
        degrees = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return degrees if -most <= degrees <= most else None


def _stripped(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]
