"""Readings: a name written in a national alphabet, respelled as others hear it.

AnyAscii drops what a diacritic says: an Azerbaijani Cəfər stays "cafar", while the
neighbours write Джефер and Jafar. Where its letters show which alphabet a name is
written in, that alphabet's own table respells it in the letters of BGN/PCGN, whose
sound any Cyrillic or Latin spelling shares. The key of the name stays what it was; a
reading is one more.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_VOWEL_AHEAD: Final = "(?=[ei])"
_Table = tuple[tuple[str, str], ...]

# Letters that show the alphabet, and its table; each table in order, on lower case.
# Azerbaijani: the law of 1992 on the Latin alphabet against BGN/PCGN 1993 (ə is a
# there and e in passports). Romanian and Moldovan Cyrillic: the alphabet of 1989.
# Turkmen: BGN/PCGN 2000. Uzbek: BGN/PCGN 2000, its oʻ as Russian has it. Tajik ҷ:
# BGN/PCGN 1994 against Russian дж. Belarusian: what Russian writes instead.
_TABLES: Final[tuple[tuple[str, _Table], ...]] = (
    (
        "əǝğı",
        (
            ("c", "dzh"),
            ("ç", "ch"),
            ("j", "zh"),
            ("x", "kh"),
            ("[əǝ]", "e"),
            ("ı", "y"),
            ("ş", "sh"),
        ),
    ),
    (
        "ăâîșțţ",
        (
            (f"ch{_VOWEL_AHEAD}", "k"),
            (f"gh{_VOWEL_AHEAD}", "g"),
            (f"c{_VOWEL_AHEAD}", "ch"),
            (f"g{_VOWEL_AHEAD}", "dzh"),
            ("c(?!h)", "k"),
            ("j", "zh"),
            ("x", "ks"),
            ("[șş]", "sh"),
            ("[țţ]", "ts"),
            ("ă", "e"),
            ("[âî]", "y"),
            ("ea", "ya"),
        ),
    ),
    (
        "ýň",
        (
            ("ç", "ch"),
            ("j", "dzh"),
            ("ž", "zh"),
            ("ş", "sh"),
            ("ň", "n"),
            ("w", "v"),
            ("y", "y"),
            ("ý", "y"),
            ("ä", "ya"),
            ("ö", "yo"),
            ("ü", "yu"),
        ),
    ),
    (
        "ʻ",
        (
            ("oʻ", "u"),
            ("gʻ", "g"),
            ("x", "kh"),
            ("j", "dzh"),
            ("q", "k"),
        ),
    ),
    ("ҷ", (("ҷ", "дж"),)),
)
_OKINA: Final = re.compile("(?<=[og])['’‘`´ʹʼ]")


def readings(text: str) -> list[str]:
    """`text` respelled by each alphabet its letters show; [] when they show none."""
    plain = unicodedata.normalize("NFC", text.replace("İ", "i").lower())
    plain = _OKINA.sub("ʻ", plain)
    return [
        _respelled(plain, table)
        for letters, table in _TABLES
        if not set(letters).isdisjoint(plain)
    ]


def _respelled(text: str, table: _Table) -> str:
    """All rules at once, so that no letter is respelled twice."""
    rules = re.compile("|".join(f"({pattern})" for pattern, _ in table))

    def reading(match: re.Match[str]) -> str:
        return table[(match.lastindex or 1) - 1][1]

    return rules.sub(reading, text)
