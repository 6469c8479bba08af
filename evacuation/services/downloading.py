"""The original of a file, for a member who holds the inbox key; recorded first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.access import open_case, record_reading
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.models.choices import RecordKind
from evacuation.services.files import path_of
from evacuation.vault.files import CHUNK, open_file
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Original:
    """A file's name and bytes, as the person sent it."""

    name: str = field(repr=False)
    plain: bytes = field(repr=False)


def download_original(*, actor: Unlocked, case_id: UUID, record_id: UUID) -> Original:
    """As the person sent it, never cleaned.

    Whole in memory: nothing goes out of a stream before its end has proven it. Raises
    NotVisible (no such file, or no key for it), NotTrusted for one cut or changed.
    """
    opened = open_case(actor, case_id)
    row = opened.case.records.filter(pk=record_id, kind=RecordKind.FILE).first()
    if row is None:
        raise NotVisible
    try:
        said = opened.content(row)
    except KeyMissing:
        raise NotVisible from None
    path = path_of(case_id, UUID(said["file"]))
    try:
        plain = b"".join(_plain(path, said))
    except CannotOpen:
        raise NotTrusted from None
    except FileNotFoundError:
        raise NotVisible from None
    record_reading(opened, "file.opened")
    return Original(str(said["name"]), plain)


def _plain(path: Path, said: Content) -> Iterator[bytes]:
    key = Secret(bytes.fromhex(said["key"]))
    return open_file(key, UUID(said["file"]), _sealed(path), int(said["length"]))


def _sealed(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
