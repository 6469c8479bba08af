"""The sound fold: keys that are pronounced alike, whatever table romanised them.

A Georgian ხ is written kh, h or x, a Ukrainian г h or g, a Russian ё yo, e or io.
`sound` takes such spellings to one form. It is for finding what the exact key did
not find, after typo correction; it is never shown.
"""

from __future__ import annotations

import re
from typing import Final

# Applied in this order, each over the whole token.
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Sibilants: Щ, Ш, Ş and Sz lose what a missing diacritic loses.
        (r"shch|sch|szcz|sh|sz|sc(?=[ei])", "s"),
        # Ж, ДЖ, Дз and English or Turkmen J before a vowel that is not Й.
        (r"dzh|dj|dz|zh|rz(?=[aeiouy])", "z"),
        # Ц, Ч and Latin C, Cz, Č, Ç.
        (r"tsch|tch|tzsch|cz|tz|ts|ch|c(?=[^k]|$)", "c"),
        (r"ck", "k"),
        # Х, Ғ, Г and the Latin letters they are written with.
        (r"kh|gh|x|h", "g"),
        (r"qu|q", "k"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"w", "v"),
        # Й, Ы, И, Ї and the first half of Я, Е, Ё, Ю.
        (r"[jy]", "i"),
        (r"i+", "i"),
        (r"i(?=[aeou])", ""),
        (r"(?<=[aeou])i", ""),
        (r"e", "i"),
        (r"([a-z])\1+", r"\1"),
    )
)


def sound(token: str) -> str:
    """The sound fold of a folded key or token; never empty unless `token` is."""
    result = token
    for pattern, replacement in _RULES:
        result = pattern.sub(replacement, result)
    return result or token
