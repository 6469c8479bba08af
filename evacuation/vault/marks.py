"""Duplicate marks: one contact known twice, told in a session's memory alone."""

from __future__ import annotations

import unicodedata

from evacuation.vault.encoding import Label
from evacuation.vault.sealing import derive
from evacuation.vault.secret import Secret


def duplicate_mark(duplicate_key: Secret, kind: str, contact: str) -> Secret:
    """Equal for equal contacts, however typed. Kept only as a note (vault/slips.py)."""
    return derive(duplicate_key, Label.DUPLICATE, kind, normalised_contact(contact))


def normalised_contact(contact: str) -> str:
    """Letters, numerals and underscores alone, without case.

    Spaces, every kind of dash and what a messenger pastes invisibly fall away.
    """
    folded = unicodedata.normalize("NFKC", contact).casefold()
    return "".join(c for c in folded if c == "_" or unicodedata.category(c)[0] in "LMN")
