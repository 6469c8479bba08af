"""Whether somebody said the agreed words: letters and digits alone count.

Source: docs/movement.md, "Check-ins".
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.movement.check_ins import Heard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

# Inside a word, not between two: can't, rock-hard marks over and under letters.
_INSIDE = "'\u2019\u02bc"


# Bytes of all three: the night card has two KiB for everything.
LONGEST_OF_ALL = 600


def phrase_fault(said: Mapping[str, str]) -> tuple[str, _StrPromise] | None:
    """(field, why) of the first that could not be told from silence or another one.

    `said`: ours, theirs, duress, as they are compared later.
    """
    known: dict[str, str] = {}
    for name, words in said.items():
        plain = _plain(words)
        if not plain:
            return name, _("Letters or digits, please: nothing else is compared.")
        if plain in known:
            return name, _("Spoken it is the same as another one of the three.")
        known[plain] = name
    if sum(len(words.encode(errors="replace")) for words in said.values()) > (
        LONGEST_OF_ALL
    ):
        return "ours", _("All three have room for 300 letters on the night card.")
    return None


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
