"""Backups as they lie on a disk: a stream encrypted to a key that is kept offline.

    file     = version byte || box(public key, encode("backup", file id, key)) || stream
    stream   = vault/files.py over pieces, each after its length in 4 bytes, then zero

A dump is made as a stream whose length nobody knows before its end: hence the pieces.
"""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as CHUNK_ADDS,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES,
)

from evacuation.vault.encoding import Label, decode, encode
from evacuation.vault.files import CHUNK, open_file, seal_file
from evacuation.vault.sealing import BOX_BYTES, VERSION, box, new_key, open_box
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

_FRAME = 4
_INSIDE = len(encode(Label.BACKUP, uuid.UUID(int=0), bytes(32)))
_START = 1 + _INSIDE + BOX_BYTES
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Archive:
    """A finished file with the key of its stream."""

    path: Path
    file: UUID
    key: Secret


def write_archive(path: Path, public: bytes, pieces: Iterable[bytes]) -> Archive:
    """Encrypt `pieces` into `path`, which is there when all of it is on the disk.

    `public`: X25519. The key of the stream is forgotten with the result.
    """
    made = Archive(path, uuid.uuid4(), new_key())
    inside = encode(Label.BACKUP, made.file, made.key.reveal())
    draft = path.with_name(f"{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            target.write(bytes([VERSION]) + box(public, inside))
            for sealed in seal_file(made.key, made.file, _framed(pieces)):
                target.write(sealed)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return made


def find_key(path: Path, secret: Secret) -> Archive:
    """The archive in `path` with its key, by the offline secret. Raises CannotOpen."""
    with path.open("rb") as source:
        start = source.read(_START)
    if start[:1] != bytes([VERSION]):
        raise CannotOpen
    parts = decode(open_box(secret, start[1:]), Label.BACKUP)
    with suppress(ValueError):
        file, key = parts
        return Archive(path, uuid.UUID(bytes=file), Secret(key))
    raise CannotOpen


def read_archive(archive: Archive) -> Iterator[bytes]:
    """What was written, piece by piece. Raises CannotOpen, maybe only at the end.

    Read it once with `verify` before anything is done with it.
    """
    length = _padded_length(archive.path.stat().st_size - _START)
    with archive.path.open("rb") as source:
        source.seek(_START)
        opened = open_file(archive.key, archive.file, _blocks(source), length)
        yield from _unframed(opened)


def verify(archive: Archive) -> None:
    """Raises CannotOpen for a file that was cut or changed anywhere."""
    for _piece in read_archive(archive):
        pass


def _framed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if piece:
            yield len(piece).to_bytes(_FRAME, "big") + piece
    yield bytes(_FRAME)


def _unframed(plain: Iterator[bytes]) -> Iterator[bytes]:
    kept, ended = bytearray(), False
    for part in plain:
        if ended:
            continue  # padding; read on, so that the end of the stream is verified
        kept += part
        while len(kept) >= _FRAME and not ended:
            length = int.from_bytes(kept[:_FRAME], "big")
            ended = length == 0
            if len(kept) < _FRAME + length:
                break
            if length:
                yield bytes(kept[_FRAME : _FRAME + length])
                del kept[: _FRAME + length]
    if not ended:
        raise CannotOpen


def _padded_length(sealed: int) -> int:
    """The length of what a stream of so many bytes holds, padding included."""
    body = sealed - 1 - HEADER_BYTES
    chunks = -(-body // (CHUNK + CHUNK_ADDS))
    if body <= 0:
        raise CannotOpen
    return body - chunks * CHUNK_ADDS


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(_READ):
        yield block
