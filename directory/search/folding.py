"""Folding: one Latin key for one name, in whatever script it was written.

Pure functions over text. `fold` gives the key by which names are compared; `compact`
the same key without spaces, for names that are written in one word or in two;
`tokens` the words of a query and `index_tokens` the words to store for a name.
Whoever stores keys stores KEY_VERSION with them and rebuilds them when it changes.
"""

from __future__ import annotations

import re
from typing import Final

from directory.search.legal_forms import (
    is_form,
    only_forms,
    strip_folded,
    strip_native,
)
from directory.search.names import given_name_class, is_patronymic, name_tokens
from directory.search.readings import readings
from directory.search.settlements import strip_settlement
from directory.search.sound import sound, sounds
from directory.search.transliteration import (
    ascii_words,
    clean,
    script_of,
    split_hyphens,
)

__all__ = [
    "KEY_VERSION",
    "compact",
    "fold",
    "given_name_class",
    "index_tokens",
    "is_patronymic",
    "name_tokens",
    "place_key",
    "readings",
    "script_of",
    "sound",
    "sounds",
    "strip_legal_forms",
    "tokens",
]

KEY_VERSION: Final = 2

# A legal form stands at the edge of a part: «Ромашка», ООО; Romashka (LLC).
_ABBREVIATION: Final = re.compile(r"\b\w(?:\.\s?\w(?=\.))*(?:\.\w\b)?\.?")
_SEGMENTS: Final = re.compile(r"[,;()\[\]{}«»“”„\"|/]+|\s[–—-]\s")


def fold(text: str) -> str:
    """The key of `text`: lower-case ASCII words with single spaces, "" when empty.

    Legal forms at the ends are gone (unless nothing else is there), and so are
    apostrophes, hyphens inside words, marks and invisible characters. Folding a key
    again changes nothing.
    """
    return " ".join(tokens(text))


def compact(text: str) -> str:
    """`fold` without spaces and with legal forms kept: the key of a place name.

    "Ivano-Frankivsk", "Ivano Frankivsk" and "Ivanofrankivsk" share one key.
    """
    return "".join(ascii_words(clean(text)))


def place_key(text: str) -> str:
    """`compact` without the word for town or village: "Өзгөн шаары" is "Өзгөн"."""
    return "".join(strip_settlement(ascii_words(clean(text))))


def tokens(text: str) -> list[str]:
    """The words of `fold(text)` in their order; a hyphenated word is one word."""
    words: list[str] = []
    for segment in _segments(text):
        words.extend(ascii_words(" ".join(segment)))
    return strip_folded(words)


def index_tokens(text: str) -> list[str]:
    """`tokens(text)`, the parts of its hyphenated words, and how others read them.

    Store these for a name, so that "Щедрин" finds "Салтыков-Щедрин" and "Джавид" finds
    "Cavid", while a query's `tokens` find "Нурсултан" for "Нур-Султан".
    """
    parts = tokens(split_hyphens(clean(text)))
    named = strip_legal_forms(text)
    read = [word for reading in readings(named) for word in tokens(reading)]
    return list(dict.fromkeys([*tokens(text), *parts, *read]))


def strip_legal_forms(text: str) -> str:
    """`text` in its own script without legal forms such as ООО, შპს or LLC."""
    words = [word for segment in _segments(text) for word in segment]
    folded = ["".join(ascii_words(word)) for word in words]
    kept = strip_folded(folded)
    start = next(n for n in range(len(folded) + 1) if folded[n:][: len(kept)] == kept)
    return " ".join(words[start : start + len(kept)])


def _segments(text: str) -> list[list[str]]:
    """The words of each part of `text`, without native-script legal forms.

    A part that is nothing but a legal form is left out, unless all parts are.
    """
    written = _ABBREVIATION.sub(_join_form, clean(text))
    parts = [part.split() for part in _SEGMENTS.split(written)]
    named = [words for words in parts if not only_forms(words)]
    return [strip_native(words) for words in named or parts]


def _join_form(abbreviation: re.Match[str]) -> str:
    """О.О.О. becomes ООО; the initials А.С. stay what they are."""
    joined = re.sub(r"[.\s]", "", abbreviation[0])
    return joined if is_form(joined) else abbreviation[0]
