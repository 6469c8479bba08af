"""Names of people: given names that are one name, and patronymics.

Олександр, Александр, Aliaksandr and Oleksandr are one given name to whoever looks
for an advocate. The classes stand in `given_names.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from directory.search.given_names import CLASSES
from directory.search.sound import sound
from directory.search.transliteration import ascii_words, clean

# Surnames end in -ovich too, so one is dropped only from a name of three words or more.
_PATRONYMIC: Final = re.compile(
    r"\w{2}(?:[oe]vich|[oe]vych|[oei]vna|ichna|o?gh?l[uiy]|[gkq][iy]z[iy])$"
)
_IRREGULAR: Final = frozenset(
    ["ilich", "illich", "kuzmich", "lukich", "fomich", "nikitich"]
)
# Words that follow the father's name: Vaqif oğlu, Асан уулу, Нұрлан ұлы.
_AFTER_FATHER: Final = frozenset(
    [
        "oglu",
        "oglou",
        "ogly",
        "oghlu",
        "ogli",
        "ugli",
        "qizi",
        "kyzy",
        "kizi",
        "gizi",
        "uulu",
        "uly",
        "uli",
    ]
)
_FEWEST_WITH_PATRONYMIC: Final = 3


def given_name_class(token: str) -> str:
    """The folded name that stands for all equivalents of folded `token`.

    A token that is no known given name is its own class.
    """
    by_key, by_sound = _classes()
    return by_key.get(token) or by_sound.get(sound(token)) or token


def is_patronymic(token: str) -> bool:
    """Whether a folded `token` has the form of a patronymic."""
    return token in _IRREGULAR or bool(_PATRONYMIC.search(token))


def name_tokens(text: str) -> frozenset[str]:
    """What two writings of one person's name have in common, as a set.

    Order does not matter, given names stand for their class, and of three words or
    more patronymics are left out, as long as two words remain.
    """
    words = ascii_words(clean(text))
    if len(words) >= _FEWEST_WITH_PATRONYMIC:
        kept = _without_patronymics(words)
        words = kept if len(kept) > 1 else words
    return frozenset(given_name_class(word) for word in words)


def _without_patronymics(words: list[str]) -> list[str]:
    following = [*words[1:], ""]
    return [
        word
        for word, after in zip(words, following, strict=True)
        if not {word, after} & _AFTER_FATHER and not is_patronymic(word)
    ]


@cache
def _classes() -> tuple[dict[str, str], dict[str, str]]:
    """Class by folded form, and by the sound of a form where only one class has it."""
    by_key: dict[str, str] = {}
    sounds: dict[str, set[str]] = {}
    for line in CLASSES.strip().splitlines():
        forms = ["".join(ascii_words(clean(form))) for form in line.split()]
        for form in forms:
            by_key.setdefault(form, forms[0])
            sounds.setdefault(sound(form), set()).add(by_key[form])
    by_sound = {key: min(found) for key, found in sounds.items() if len(found) == 1}
    return by_key, by_sound
