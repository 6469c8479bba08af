"""Restoring a backup into empty databases; what was shredded since stays shut.

The shred database comes first and loses the rows of every listed case; only then the
main one, so that nobody can sign in before.
"""

from __future__ import annotations

import tarfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from evacuation import audit, dumping, ledger
from evacuation.archives import find_key, read_archive, verify
from evacuation.errors import NotTrusted
from evacuation.models import Case, SignedDocument
from evacuation.services.auditing import houses
from evacuation.services.backups import ENDING, FILES, MAIN, SHRED, files_folder
from evacuation.services.erasure import shred_case
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope, drop_shred_row
from evacuation.trusting import Kind, house_secret, organisation_key, trust_now
from evacuation.vault.documents import read_charter
from evacuation.vault.sealing import sign_public
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from evacuation.archives import Archive
    from evacuation.ledger import Ledger
    from evacuation.vault.secret import Secret

_ALIASES = {MAIN: "default", SHRED: "shred"}


class RestoreRefused(Exception):
    """Nothing was restored. Says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Cases that stand and open no more: `shredded` again, `lost` without a row."""

    cases: int
    shredded: int
    lost: int


def newest(folder: Path, part: str) -> str:
    """The stamp of the newest backup of a part. Raises RestoreRefused."""
    found = sorted(folder.glob(f"{part}-*{ENDING}"))
    if not found:
        raise RestoreRefused(f"There is no {part} backup in this folder.")
    return found[-1].name.removesuffix(ENDING).partition("-")[2]


def restore_backup(
    *, folder: Path, secret: Secret, stamp: str = "", only_shred: bool = False
) -> Restored:
    """Into empty databases, from this folder; `stamp` of a backup, else the newest.

    `secret`: the offline half of the backup key. With `only_shred` the main database
    stays as it is. Raises RestoreRefused, DumpFailed.
    """
    parts = [SHRED] if only_shred else [SHRED, MAIN, FILES]
    archives = _found(folder, secret, stamp, parts)
    for part in parts:
        if part in _ALIASES and not dumping.is_empty(_ALIASES[part]):
            raise RestoreRefused(f"The {part} database is not empty.")
    kept = ledger.read()
    listed = kept.shredded_by(_houses(kept))
    dumping.restore("shred", read_archive(archives[SHRED]))
    for case in listed:
        drop_shred_row(case_scope(case))
    if not only_shred:
        dumping.restore("default", read_archive(archives[MAIN]))
        _unpack(archives[FILES])
        _replay_documents(kept)
    shredded = reapply_shreds()
    _record()
    return Restored(Case.objects.count(), shredded, len(_lost()))


def reapply_shreds(*, path: Path | None = None) -> int:
    """Shred every case of the ledger's list that stands here again; how many did.

    `path`: another copy of the ledger. A line counts where a house key signed it.
    """
    kept = ledger.read(path)
    again = 0
    for case in kept.shredded_by(_houses(kept)):
        if _stands(case):
            shred_case(case_id=case, actor="worker")
            again += 1
    return again


def _stands(case: UUID) -> bool:
    row = ShredRow.objects.filter(pk=case_scope(case))
    return row.exists() or Case.objects.filter(pk=case).exists()


def _houses(kept: Ledger) -> list[bytes]:
    """Keys that may have signed the list; main may not be there yet."""
    if not dumping.is_empty("default"):
        return [*houses(), *_chartered(kept)]
    return [sign_public(house_secret()), *_chartered(kept)]


def _chartered(kept: Ledger) -> Iterator[bytes]:
    for (kind, _number), data in kept.documents.items():
        if kind == Kind.CHARTER:
            with suppress(CannotOpen):
                yield read_charter(data, organisation_key()).house


def _found(
    folder: Path, secret: Secret, stamp: str, parts: list[str]
) -> dict[str, Archive]:
    stamp = stamp or newest(folder, parts[-1])
    found = {}
    for part in parts:
        path = folder / f"{part}-{stamp}{ENDING}"
        try:
            found[part] = find_key(path, secret)
            # All of it, before anything is written anywhere.
            verify(found[part])
        except FileNotFoundError:
            raise RestoreRefused(f"{path.name} is not there.") from None
        except CannotOpen:
            raise RestoreRefused(f"{path.name} does not open.") from None
    return found


def _replay_documents(kept: Ledger) -> None:
    """Charters and rosters that came after the backup, where the chain then holds.

    An older roster would be refused, since the ledger says how far it had come.
    """
    known = set(SignedDocument.objects.values_list("kind", "number"))
    missing = sorted(set(kept.documents) - known)
    if not missing:
        return
    try:
        with transaction.atomic():
            for kind, number in missing:
                SignedDocument.objects.create(
                    kind=kind,
                    number=number,
                    data=kept.documents[kind, number],
                    received_at=timezone.now(),
                )
            trust_now()
    except NotTrusted:
        raise RestoreRefused(
            "Restored; but the charters and rosters of the ledger do not verify."
        ) from None


def _unpack(archive: Archive) -> None:
    folder = files_folder().parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # In this mode tarfile asks for reading alone.
    source: Any = _Reader(read_archive(archive))
    with tarfile.open(fileobj=source, mode="r|") as tar:
        for member in tar:
            if member.name.startswith(f"{FILES}/"):
                tar.extract(member, folder, filter="data")


class _Reader:
    """Pieces as the one method of a file that tarfile asks for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._kept = pieces, bytearray()

    def read(self, size: int) -> bytes:
        while len(self._kept) < size:
            piece = next(self._pieces, b"")
            if not piece:
                break
            self._kept += piece
        found = bytes(self._kept[:size])
        del self._kept[:size]
        return found


def _record() -> None:
    with transaction.atomic():
        audit.write(actor="worker", verb="backup.restored")


def _lost() -> list[UUID]:
    scopes = set(ShredRow.objects.values_list("scope", flat=True))
    ids = Case.objects.values_list("pk", flat=True)
    return [case for case in ids if case_scope(case) not in scopes]
