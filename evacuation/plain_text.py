"""Text as it is kept: without signs that nobody sees and that change what is seen.

Overrides and embeddings of direction show a sum or a name in another order than it is
written; control signs ring bells and move cursors. Marks of direction (U+200E, U+200F)
and joiners stay: Persian and Arabic are written with them.
"""

from __future__ import annotations

from typing import Any

_CONTROLS = [n for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n\r"]
_DIRECTIONS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_DROPPED = dict.fromkeys([*_CONTROLS, *_DIRECTIONS])


def plain(content: Any) -> Any:
    """The same strings, lists and dicts of them, with those signs left out."""
    if isinstance(content, str):
        return content.translate(_DROPPED)
    if isinstance(content, dict):
        return {plain(name): plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain(value) for value in content]
    return content
