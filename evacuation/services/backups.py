"""Backups: both databases and the files, encrypted to a key that is kept offline.

The main database first, then the shred database: whatever case the first one holds, the
second has its row. Main and files are kept 30 days, shred 7: a shredded case dies with
the last shred dump that has its row.
"""

from __future__ import annotations

import tarfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evacuation import audit, dumping
from evacuation.archives import Archive, read_archive, verify, write_archive
from evacuation.models import AuditRow
from evacuation.piping import piped
from evacuation.services.auditing import keep_documents, sign_head
from evacuation.services.canary import ensure_canary, sings
from evacuation.services.files import folder_of
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAIN, FILES, SHRED = "main", "files", "shred"
DAYS_KEPT = {MAIN: 30, FILES: 30, SHRED: 7}
CHECKED = "backup.checked"
ENDING = ".sealed"
STAMP = "%Y%m%dT%H%M%S%fZ"
# Nobody's session comes back with a restore, and no counter.
_WITHOUT_ROWS = (
    "django_session",
    "evacuation_keysession",
    "evacuation_resetlink",
    "cache_entry",
)


class BackupFailed(Exception):
    """No backup was made, or the one that was made cannot be read. Says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup, by part. The keys are forgotten with it."""

    stamp: str
    archives: dict[str, Archive]


def make_backup(*, only_shred: bool = False, check: bool = False) -> Made:
    """Dump, encrypt, drop what is too old; with `check` restore it and open the canary.

    Raises BackupFailed, DumpFailed, NotTrusted (before the desk is founded).
    """
    public = backup_key()
    folder = Path(settings.WAYMARK_BACKUP_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ensure_canary()
    sign_head()
    keep_documents()
    made = Made(timezone.now().astimezone(UTC).strftime(STAMP), {})
    for part in [SHRED] if only_shred else [MAIN, FILES, SHRED]:
        path = folder / f"{part}-{made.stamp}{ENDING}"
        made.archives[part] = write_archive(path, public, _pieces(part))
    if check and not only_shred:
        check_backup(made)
    drop_old(folder)
    with transaction.atomic():
        audit.write(actor="worker", verb=CHECKED if check else "backup.made")
    return made


def check_backup(made: Made) -> None:
    """Restore into scratch databases and open the canary case. Raises BackupFailed.

    The keys of the streams are still in memory: no secret half is needed, nor here.
    """
    try:
        verify(made.archives[FILES])
        with ExitStack() as stack:
            for part, beside in ((MAIN, "default"), (SHRED, "shred")):
                alias = f"scratch_{part}"
                stack.enter_context(dumping.scratch_database(alias, beside))
                verify(made.archives[part])
                dumping.restore(alias, read_archive(made.archives[part]))
            if not sings(main="scratch_main", shred="scratch_shred"):
                raise BackupFailed("The canary case does not open.")
    except CannotOpen:
        raise BackupFailed("What was written cannot be read again.") from None


def last_checked() -> datetime | None:
    """When a backup was last restored and its canary opened; None for never."""
    row = AuditRow.objects.filter(verb=CHECKED).order_by("-number").first()
    return None if row is None else datetime.fromtimestamp(row.minute * 60, UTC)


def backup_key() -> bytes:
    """The X25519 public key of the setting. Raises BackupFailed."""
    try:
        found = bytes.fromhex(settings.WAYMARK_BACKUP_KEY)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise BackupFailed("Set WAYMARK_BACKUP_KEY: see docs/backup.md.")
    return found


def drop_old(folder: Path) -> int:
    """Delete what is kept no longer; how many files went."""
    now, gone = timezone.now(), 0
    for path in folder.glob(f"*-*{ENDING}"):
        part, _, stamp = path.name.removesuffix(ENDING).partition("-")
        try:
            made = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        if part in DAYS_KEPT and now - made > timedelta(days=DAYS_KEPT[part]):
            path.unlink()
            gone += 1
    return gone


def _pieces(part: str) -> Iterator[bytes]:
    if part == MAIN:
        return dumping.dump("default", without_rows_of=_WITHOUT_ROWS)
    return dumping.dump("shred") if part == SHRED else piped(_tar)


def _tar(target: BinaryIO) -> None:
    """Files of cases, encrypted as they are, and the ledger."""
    folder = files_folder()
    with tarfile.open(fileobj=target, mode="w|") as tar:
        for path in sorted(folder.rglob("*")):
            # A case may be erased while this reads.
            with suppress(FileNotFoundError):
                name = f"{FILES}/{path.relative_to(folder)}"
                tar.add(path, arcname=name, recursive=False)
        with suppress(FileNotFoundError):
            tar.add(settings.WAYMARK_HEADS_FILE, arcname="ledger")


def files_folder() -> Path:
    """Where the folders of all cases lie."""
    return folder_of(UUID(int=0)).parent
