"""Whether somebody said the agreed words: letters and digits alone count.

Source: docs/movement.md, "Check-ins".
"""

from __future__ import annotations

import unicodedata

from evacuation.workflow.movement.check_ins import Heard

# Inside a word, not between two: can't, rock-hard marks over and under letters.
_INSIDE = "'\u2019\u02bc"


def sounds_like(one: str, other: str) -> bool:
    """Whether somebody typed these words and no other ones."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def compared(typed: str, *, theirs: str, duress: str) -> Heard:
    """All that was typed is the phrase, the one of duress, or wrong."""
    if sounds_like(typed, duress):
        return Heard.DURESS
    return Heard.PHRASE if sounds_like(typed, theirs) else Heard.WRONG


def compared_at_ends(text: str, *, theirs: str, duress: str) -> Heard:
    """Which one stands, as whole words, where the text begins or ends.

    Of two that stand at one end the longer one counts, since the shorter one is a part
    of it; of one at each end, duress.
    """
    phrases = [(_plain(duress), Heard.DURESS), (_plain(theirs), Heard.PHRASE)]
    plain, ends = _plain(text), _word_ends(text)
    begins = [
        (len(one), heard)
        for one, heard in phrases
        if one and plain.startswith(one) and len(one) in ends
    ]
    closes = [
        (len(one), heard)
        for one, heard in phrases
        if one and plain.endswith(one) and len(plain) - len(one) in ends
    ]
    found = {
        max(here, key=lambda one: (one[0], one[1] == Heard.DURESS))[1]
        for here in (begins, closes)
        if here
    }
    if Heard.DURESS in found:
        return Heard.DURESS
    return Heard.PHRASE if found else Heard.WRONG


def _plain(text: str) -> str:
    return "".join(sign for sign in _folded(text) if sign.isalnum())


def _word_ends(text: str) -> set[int]:
    """Behind which signs of the plain text a word ends; 0 and its length, too."""
    found, length = {0}, 0
    for sign in _folded(text):
        if sign.isalnum():
            length += 1
        elif sign not in _INSIDE and not unicodedata.category(sign).startswith("M"):
            found.add(length)
    return found | {length}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
