"""Text as it is kept: without signs that nobody sees and that change what is seen.

Overrides and embeddings of direction show a sum or a name in another order than it is
written; control signs ring bells and move cursors. Marks of direction (U+200E, U+200F)
and joiners stay: Persian and Arabic are written with them.
"""

from __future__ import annotations

import unicodedata
from typing import Any

_CONTROLS = [n for n in (*range(32), *range(127, 160)) if chr(n) not in "\t\n\r"]
_DIRECTIONS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_DROPPED = dict.fromkeys([*_CONTROLS, *_DIRECTIONS])

# Letters and signs that are drawn as nothing.
_BLANK = {0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0}


def says_anything(text: str) -> bool:
    """Whether anybody sees a sign of it: not spaces, marks and joiners alone."""
    return any(
        unicodedata.category(sign)[0] not in "CMZ" and ord(sign) not in _BLANK
        for sign in text
    )


def plain(content: Any) -> Any:
    """The same strings, lists and dicts of them, with those signs left out."""
    if isinstance(content, str):
        return content.translate(_DROPPED)
    if isinstance(content, dict):
        return {plain(name): plain(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [plain(value) for value in content]
    return content
