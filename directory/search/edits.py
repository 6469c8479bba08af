"""Every spelling one typing error away from a folded key.

Trigrams know nothing of two letters swapped in a short word; looking a few hundred
spellings up in a unique index is quick and misses none.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import Final

# Past this length trigrams find what one error leaves of a word.
LONGEST: Final = 20


def one_edit_away(key: str) -> list[str]:
    """`key` with one letter dropped, swapped with the next, replaced or added.

    Empty for keys longer than LONGEST.
    """
    if len(key) > LONGEST:
        return []
    splits = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    edits = {head + tail[1:] for head, tail in splits if tail}
    edits |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if tail[1:]}
    for letter in ascii_lowercase:
        edits |= {head + letter + tail[1:] for head, tail in splits if tail}
        edits |= {head + letter + tail for head, tail in splits}
    return sorted(edits - {key, ""})
