"""The sound fold: keys that are pronounced alike, whatever table romanised them.

A Georgian ხ is written kh, h or x, a Ukrainian г h or g, a Russian ё yo, e or io.
`sound` takes such spellings to one form. It is for finding what the exact key did
not find, after typo correction; it is never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Applied in this order, each over the whole token.
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Sibilants: Щ, Ш, Ş and Sz lose what a missing diacritic loses.
        (r"shch|sch|szcz|sh|sz|sc(?=[ei])", "s"),
        # Ж, ДЖ, Дз, an Azerbaijani C before A, and a J that is no Й.
        (r"dzh|dj|dz|zh|rz(?=[aeiouy])|^c(?=a)", "z"),
        (r"^j(?=[aeiouy])|(?<=[aeiou])j(?=[aeiou]\w)", "z"),
        # Ц, Ч and Latin C, Cz, Č, Ç.
        (r"tsch|tch|cz|tz|ts|ch|c(?!k)", "c"),
        # Х, Ғ, Г, Қ and К, and an X for КС: an Azerbaijani Q is a Russian Г, a Kazakh
        # one a К.
        (r"ck|ks(?=[aeiouy])|kh|gh|qu(?=[ei])|[xhqk]", "g"),
        # Ң and Ŋ, which Russian writes as Н.
        (r"ng", "n"),
        (r"ph", "f"),
        # French passports of the Soviet Union and after: Ourmanova.
        (r"ou", "u"),
        (r"w", "v"),
        # Ў and a final Ukrainian В.
        (r"(?<=[aeioy])u(?=[^aeiouy]|$)", "v"),
        # Ё, which is written E as often as YO.
        (r"(?<=[b-df-hk-np-tvz])[jy]o", "e"),
        # Й, Ы, И, Ї and the first half of Я, Е, Ё, Ю.
        (r"[jy]", "i"),
        (r"i+", "i"),
        (r"i(?=[aeou])", ""),
        (r"(?<=[aeou])i", ""),
        (r"e", "i"),
        (r"([a-z])\1+", r"\1"),
    )
)


# Twenty patterns a word: the same words are heard again and again.
@lru_cache(maxsize=1 << 16)
def sound(token: str) -> str:
    """The sound fold of a folded key or token; never empty unless `token` is."""
    result = token
    for pattern, replacement in _RULES:
        result = pattern.sub(replacement, result)
    return result or token


# Latin letters that several alphabets read differently, as a query may mean them.
_READ_AS: Final = (("j", "y"), ("j", "dzh"), ("c(?!h)", "k"), ("c(?!h)", "dzh"))


def sounds(token: str) -> list[str]:
    """The sounds a folded word may have, its likeliest first.

    A J is Й to scholars and Germans and Дж to the English; a C is К in Romanian, Ц in
    Polish and Дж in Azerbaijani. Nobody who asks says which.
    """
    respelled = [re.sub(letter, read, token) for letter, read in _READ_AS]
    return list(dict.fromkeys(sound(word) for word in (token, *respelled)))
