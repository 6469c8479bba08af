"""One typing error, as fingers make them: dropped, wrong, doubled up or swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

# One error in three letters makes another word; the search does not correct it.
FEWEST_LETTERS: Final = 4


def long_enough(text: str) -> bool:
    """Whether an error leaves anything that could be corrected."""
    return sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def mistyped(text: str, chance: random.Random) -> str:
    """`text` with one letter, the first as likely as any, dropped or not as it was.

    Letters that come in are drawn from the text itself, so they are of its script.
    """
    letters = [letter for letter in text.lower() if letter.isalpha()]
    at = chance.choice([n for n, letter in enumerate(text) if letter.isalpha()])
    wrong = (
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice(letters) + text[at + 1 :],
        text[:at] + chance.choice(letters) + text[at:],
        text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
    )
    changed = [spelling for spelling in wrong if spelling.lower() != text.lower()]
    return chance.choice(changed)
