"""Files that a requester adds: encrypted as they are written, named in sealed records.

Key, name and type stand in the record alone. On disk there is a stream of padded size
under a random id; no plaintext ever touches it.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.clock import this_hour
from evacuation.errors import DeskError, TooLongText
from evacuation.models import CaseFile
from evacuation.models.choices import RecordKind
from evacuation.services.letters import LONGEST_LETTER, leave
from evacuation.services.writing import sealed_letter
from evacuation.vault.files import CHUNK, seal_file
from evacuation.vault.padding import KIB
from evacuation.vault.sealing import new_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from evacuation.models import Record
    from evacuation.services.mailbox import Requester

MOST_AT_ONCE = 5
MOST_PER_CASE = 60
MOST_BYTES_PER_CASE = 300 * KIB * KIB
_NAME = 100  # characters
_FILE_BYTES = KIB


class TooManyFiles(DeskError):
    """More files than one letter, or one request, may hold."""

    code = "too_many_files"
    message = _("Choose at most five files at once.")


class NoMoreFiles(DeskError):
    """The request holds as many files as it may."""

    code = "no_more_files"
    message = _(
        "There is no room for more files with your request. Write what else you "
        "have, and somebody will tell you how to send it."
    )


class EmptyFile(DeskError):
    """A file without a byte: mostly one that the device did not give out."""

    code = "empty_file"
    message = _("One of the files is empty. Choose it again.")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file on disk, its row unsaved, and the sealed record that names it."""

    row: CaseFile = field(repr=False)
    record: Record = field(repr=False)


def most_bytes_at_once() -> int:
    """What one form may bring: it is held in memory until it is sealed."""
    return int(settings.FILE_UPLOAD_MAX_MEMORY_SIZE)


def attach(*, actor: Requester, files: Sequence[UploadedFile[Any]], text: str) -> None:
    """A letter with files. Raises TooManyFiles, NoMoreFiles, EmptyFile, TooLongText.

    Nothing is left on disk where it fails.
    """
    if len(text) > LONGEST_LETTER:
        raise TooLongText
    _refuse(actor, files)
    stored: list[Stored] = []
    try:
        for file in files:
            stored.append(_stored(actor, file))
        _write(actor, stored, text)
    except BaseException:
        for one in stored:
            path_of(actor.case, one.row.pk).unlink(missing_ok=True)
        raise


def folder_of(case: UUID) -> Path:
    return Path(settings.WAYMARK_VAR) / "files" / str(case)


def path_of(case: UUID, file: UUID) -> Path:
    """Where a file's sealed stream lies."""
    return folder_of(case) / str(file)


def _refuse(actor: Requester, files: Sequence[UploadedFile[Any]]) -> None:
    if len(files) > MOST_AT_ONCE:
        raise TooManyFiles
    if any(not file.size for file in files):
        raise EmptyFile
    there = CaseFile.objects.filter(case=actor.case).aggregate(
        count=Count("pk"), size=Sum("size")
    )
    size = (there["size"] or 0) + sum(file.size or 0 for file in files)
    if there["count"] + len(files) > MOST_PER_CASE or size > MOST_BYTES_PER_CASE:
        raise NoMoreFiles


def _stored(actor: Requester, file: UploadedFile[Any]) -> Stored:
    found, key = uuid.uuid4(), new_key()
    size = _stream(path_of(actor.case, found), seal_file(key, found, _pieces(file)))
    said = {
        "at": timezone.now().isoformat(timespec="seconds"),
        "file": str(found),
        "key": key.reveal().hex(),
        "name": _short(file.name or ""),
        "type": (file.content_type or "")[:_NAME],
        "length": file.size,
        "duress": actor.quiet,
    }
    record = sealed_letter(
        actor.shreds.writing,
        actor.inbox,
        said,
        case=actor.case,
        kind=RecordKind.FILE,
        epoch=actor.inbox_epoch,
        size=_FILE_BYTES,
    )
    row = CaseFile(id=found, case_id=actor.case, size=size, written_at=this_hour())
    return Stored(row, record)


def _write(actor: Requester, stored: Sequence[Stored], text: str) -> None:
    with transaction.atomic():
        CaseFile.objects.bulk_create([one.row for one in stored])
        records = tuple(one.record for one in stored)
        leave(
            actor=actor,
            kind="message",
            said={"text": text, "files": len(records)},
            records=records,
        )


def _stream(path: Path, sealed: Iterable[bytes]) -> int:
    """Write it whole or not at all; how many bytes there are."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = path.with_suffix(".part")
    try:
        with coming.open("xb") as out:
            size = sum(out.write(piece) for piece in sealed)
            out.flush()
            os.fsync(out.fileno())
        coming.rename(path)
    except BaseException:
        coming.unlink(missing_ok=True)
        raise
    return size


def _pieces(file: UploadedFile[Any]) -> Iterable[bytes]:
    return file.chunks(CHUNK)


def _short(name: str) -> str:
    """The name without folders, its ending kept."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = plain.rpartition(".")
    if not stem or len(ending) > 10:
        return plain[:_NAME]
    return f"{stem[: _NAME - len(ending) - 1]}{dot}{ending}"
