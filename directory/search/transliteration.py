"""From any script to plain Latin words: the step below folding.

AnyAscii looks at one character at a time; what it cannot know (an Armenian ու, a
hyphen that joins, a full stop that abbreviates) is settled here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

_APOSTROPHES: Final = "'’‘ʼʻ`´ʹ′ʽʾʿˈ"
_HYPHENS: Final = "-‐‑‒–−⁃֊־"
_HYPHEN: Final = re.compile(rf"(?<=\w)[{re.escape(_HYPHENS)}](?=\w)")
_APOSTROPHE: Final = re.compile(rf"[{re.escape(_APOSTROPHES)}]")
_WORD: Final = re.compile(r"[a-z0-9]+")
_ARMENIAN_INITIAL: Final = re.compile(r"(?<![\u0531-\u0587])[Ոո](?![ւՒ])")
# NFKC has taken և apart into ե and ւ.
_ARMENIAN: Final = (("ու", "u"), ("Ու", "u"), ("ՈՒ", "u"), ("ւ", "v"), ("Ւ", "v"))
# As Ganja and Shaki are written abroad, and as the Cyrillic ә is.
# Much that is written in Azerbaijani has the turned e of another alphabet for it.
_AZERBAIJANI: Final = (("ə", "a"), ("Ə", "a"), ("ǝ", "a"), ("Ǝ", "a"))
_LEFT_OUT: Final = frozenset({"Cf", "Cs", "So"})
_SCRIPTS: Final = frozenset(
    [
        "Latin",
        "Cyrillic",
        "Georgian",
        "Armenian",
        "Greek",
        "Arabic",
        "Hebrew",
        "Mongolian",
        "Devanagari",
        "Bengali",
        "Tamil",
        "Thai",
        "Hangul",
        "Hiragana",
        "Katakana",
        "Cjk",
    ]
)


def clean(text: str) -> str:
    """`text` in NFKC without invisible characters (zero width, bidi) or pictures.

    AnyAscii would spell an emoji out in words.
    """
    normal = unicodedata.normalize("NFKC", text)
    return "".join(c for c in normal if unicodedata.category(c) not in _LEFT_OUT)


def ascii_words(text: str) -> list[str]:
    """The words of clean `text` in lower-case ASCII letters and digits.

    Apostrophes, and hyphens inside a word, join: "Нур-Султан" is one word.
    """
    joined = _APOSTROPHE.sub("", _HYPHEN.sub("", text))
    joined = _ARMENIAN_INITIAL.sub("vo", joined)
    for native, latin in _ARMENIAN + _AZERBAIJANI:
        joined = joined.replace(native, latin)
    latin_text = _APOSTROPHE.sub("", anyascii(joined)).lower()
    return _WORD.findall(latin_text)


def split_hyphens(text: str) -> str:
    """`text` with the hyphens inside its words turned into spaces."""
    return _HYPHEN.sub(" ", text)


def script_of(text: str) -> str:
    """The script most letters of `text` are in, as Unicode names it.

    "" when it has no letters, "Other" for scripts nobody here writes in.
    """
    counts: dict[str, int] = {}
    for character in filter(str.isalpha, text):
        name = _script_of_letter(character)
        counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name]) if counts else ""


def _script_of_letter(character: str) -> str:
    if character.isascii():
        return "Latin"
    first = unicodedata.name(character, "OTHER").split(" ", 1)[0].capitalize()
    return first if first in _SCRIPTS else "Other"
