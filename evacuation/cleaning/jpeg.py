"""A JPEG without what is not the picture, its pixels untouched: for those inside a PDF.

Markers by ITU-T T.81, table B.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_START, _END, _SCAN, _COMMENT, _ADOBE = 0xD8, 0xD9, 0xDA, 0xFE, 0xEE
_RESTARTS = range(0xD0, 0xD8)


def bare_jpeg(data: bytes) -> bytes:
    """Without APPn (Adobe's alone tells how colours are meant), comments, and what
    follows the end. Raises ValueError, IndexError for what is no JPEG."""
    if data[:2] != bytes((0xFF, _START)):
        raise ValueError
    return b"".join((data[:2], *_kept(data), bytes((0xFF, _END))))


def _kept(data: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:  # Fill bytes.
            at += 1
            continue
        if marker == _END:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            end = _after_scan(data, end)
        if not _is_aside(marker):
            yield data[at:end]
        at = end


def _is_aside(marker: int) -> bool:
    return marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker != _ADOBE)


def _after_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that does not belong to the coded pixels."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] and data[at + 1] not in _RESTARTS:
            return at
        at += 2
