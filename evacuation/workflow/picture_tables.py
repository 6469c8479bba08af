"""Tables of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(heads: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def listed(words: Iterable[object]) -> str:
    return ", ".join(str(word) for word in words)


def cells(words: Iterable[object]) -> str:
    """Several lines in one cell."""
    return "<br>".join(str(word) for word in words)
