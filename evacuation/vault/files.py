"""Files as encrypted streams: 64 KiB chunks, each bound to its file and number."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as CHUNK_ADDS,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as _init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as _init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as _pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as _push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as _state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE,
)
from nacl.exceptions import CryptoError

from evacuation.vault.encoding import Label, encode
from evacuation.vault.padding import padme
from evacuation.vault.sealing import VERSION
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

CHUNK = 64 * 1024


def seal_file(key: Secret, file: UUID, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Version, header, then every 64 KiB of `chunks` encrypted, padded (Padmé).

    Nothing is held but one chunk, so that no file stands in memory whole.
    """
    state = _state()
    yield bytes([VERSION]) + _init_push(state, key.reveal())
    waiting: bytes | None = None
    number = 0
    for chunk in _even(_padded(chunks)):
        if waiting is not None:
            yield _push(state, waiting, _bound(file, number), MESSAGE)
            number += 1
        waiting = chunk
    yield _push(state, waiting or b"", _bound(file, number), FINAL)


def open_file(
    key: Secret, file: UUID, sealed: Iterable[bytes], length: int
) -> Iterator[bytes]:
    """The first `length` bytes that were sealed, chunk by chunk.

    Raises CannotOpen for a stream that is cut, changed, moved or goes on after its
    end. What came before the error must not be used: read to the end first.
    """
    parts = _exact(sealed)
    state = _state()
    with suppress(CryptoError, ValueError, TypeError, StopIteration, RuntimeError):
        start = next(parts)
        if start[:1] != bytes([VERSION]):
            raise CannotOpen
        _init_pull(state, start[1:], key.reveal())
        yield from _opened(state, file, parts, length)
        return
    raise CannotOpen


def _opened(
    state: _state, file: UUID, parts: Iterator[bytes], length: int
) -> Iterator[bytes]:
    left, ended = length, False
    for number, part in enumerate(parts):
        if ended:
            raise CannotOpen
        plain, tag = _pull(state, part, _bound(file, number))
        ended = tag == FINAL
        if plain[:left]:
            yield plain[:left]
        left -= min(left, len(plain))
    if not ended or left:
        raise CannotOpen


def _bound(file: UUID, number: int) -> bytes:
    return encode(Label.FILE, VERSION, file, number)


def _padded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for chunk in chunks:
        length += len(chunk)
        yield chunk
    missing = padme(length) - length
    while missing > 0:
        yield bytes(min(missing, CHUNK))
        missing -= CHUNK


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of exactly CHUNK, the last one shorter."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)


def _exact(sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The header, then pieces of one encrypted chunk each."""
    kept = bytearray()
    wanted = 1 + HEADER_BYTES
    for piece in sealed:
        kept += piece
        while len(kept) >= wanted:
            yield bytes(kept[:wanted])
            del kept[:wanted]
            wanted = CHUNK + CHUNK_ADDS
    if kept:
        yield bytes(kept)
