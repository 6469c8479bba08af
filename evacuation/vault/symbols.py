"""Thirty-two symbols that survive handwriting, a telephone and the wrong keyboard.

Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U.
"""

from __future__ import annotations

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_GROUP = 4
LONGEST_TYPED = 64

# One closed table. First what typists add: spaces, dashes, invisible characters.
_DROPPED = (
    " \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    # Invisible: joiners, marks of direction that messengers paste, variants.
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d"
    "\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
    "\u0307"  # What lower() leaves of İ: i and a dot.
    "-_.\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u30fc"
    "\ufe58\ufe63\uff0d"
)
# Then look-alikes: of the alphabet itself, of Cyrillic and Greek, of Turkish.
_TWINS = {
    "O": "0", "I": "1", "L": "1", "İ": "1",
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M", "О": "0",
    "Р": "P", "Т": "T", "Х": "X", "У": "Y", "І": "1", "Ї": "1", "Ј": "J", "Ѕ": "S",
    "З": "3", "Ӏ": "1", "Ԛ": "Q", "Ԝ": "W", "Ү": "Y", "Һ": "H", "Ё": "E", "Ѐ": "E",
    "Ԁ": "D", "Ԍ": "G", "Ѵ": "V",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "1", "Κ": "K", "Μ": "M",
    "Ν": "N", "Ο": "0", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "Ϳ": "J",
}  # fmt: skip
_TABLE = str.maketrans({**dict.fromkeys(_DROPPED, ""), **_TWINS})


def spelled(data: bytes) -> str:
    """Every five bits from the front as a symbol; bits left over are dropped."""
    bits = len(data) * 8
    whole = int.from_bytes(data, "big")
    count = bits // _BITS
    whole >>= bits - count * _BITS
    shifts = range((count - 1) * _BITS, -1, -_BITS)
    return "".join(ALPHABET[whole >> shift & 31] for shift in shifts)


def grouped(symbols: str) -> str:
    """In groups of four, parted by dashes."""
    starts = range(0, len(symbols), _GROUP)
    return "-".join(symbols[start : start + _GROUP] for start in starts)


def normalised(typed: str) -> str:
    """What was typed as symbols of the alphabet; "" for what cannot be read so.

    At most 64 characters are looked at: longer input is refused before any work.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    # Dotted İ falls apart under upper(); it is mapped before and after.
    shown = unicodedata.normalize("NFKC", typed).replace("İ", "1").replace("ı", "1")
    symbols = shown.upper().translate(_TABLE)
    return symbols if symbols and set(symbols) <= set(ALPHABET) else ""
