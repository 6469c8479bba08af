"""Statistics facts: a quarter and coarse codes, no case, all of one size."""

from __future__ import annotations

from evacuation.vault.encoding import Label, decode, encode, text
from evacuation.vault.padding import pad, unpad
from evacuation.vault.sealing import box, open_box
from evacuation.vault.secret import CannotOpen, Secret

FACT_BYTES = 256


def seal_fact(stewards: bytes, quarter: str, codes: dict[str, str]) -> bytes:
    """For the stewards' X25519 key. Raises TooLong."""
    pairs = [part for name in sorted(codes) for part in (name, codes[name])]
    return box(stewards, pad(encode(Label.FACT, quarter, *pairs), FACT_BYTES))


def reseal_fact(stewards: Secret, new_stewards: bytes, sealed: bytes) -> bytes:
    """The same fact for another key of the team. Raises CannotOpen."""
    return box(new_stewards, open_box(stewards, sealed))


def open_fact(stewards: Secret, sealed: bytes) -> tuple[str, dict[str, str]]:
    """(quarter, codes). Raises CannotOpen."""
    record = unpad(open_box(stewards, sealed), FACT_BYTES)
    words = [text(part) for part in decode(record, Label.FACT)]
    names, codes = words[1::2], words[2::2]
    # A quarter and pairs, named in order and once: one content has one form.
    if len(words) % 2 == 0 or names != sorted(set(names)):
        raise CannotOpen
    return words[0], dict(zip(names, codes, strict=True))
