"""Records in few sizes, so that a length says nothing of what was written."""

from __future__ import annotations

from contextlib import suppress

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError

from evacuation.vault.secret import CannotOpen

KIB = 1024
BUCKETS = (KIB, 4 * KIB, 16 * KIB, 64 * KIB)
LONGEST = BUCKETS[-1] - 1  # One byte says where the padding begins.


class TooLong(ValueError):
    """More than the largest bucket, or the one prescribed, can hold."""


def bucket_of(length: int) -> int:
    """The smallest bucket for so many bytes. Raises TooLong."""
    for size in BUCKETS:
        if length < size:
            return size
    raise TooLong


def pad(plain: bytes, size: int) -> bytes:
    """`plain` in exactly `size` bytes (ISO 7816-4). Raises TooLong."""
    if len(plain) >= size:
        raise TooLong
    return sodium_pad(plain, size)


def unpad(padded: bytes, size: int) -> bytes:
    """What was padded. Raises CannotOpen for anything `pad` did not make."""
    if len(padded) != size:
        raise CannotOpen
    with suppress(CryptoError, ValueError, AssertionError):
        return sodium_unpad(padded, size)
    raise CannotOpen


def padme(length: int) -> int:
    """The size to which a file of `length` bytes is padded: at most 12 % more.

    Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
    Communication with PURBs", PoPETs 2019, algorithm 1).
    """
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    mask = (1 << (exponent - kept)) - 1
    return (length + mask) & ~mask
