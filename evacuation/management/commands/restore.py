"""`manage.py restore`: a backup into empty databases; what was shredded stays shut."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evacuation.dumping import DumpFailed
from evacuation.services.restoring import RestoreRefused, restore_backup
from evacuation.vault.secret import Secret


class Command(BaseCommand):
    help = (
        "Restores a backup into empty databases, then shreds again every case of the"
        " ledger's list. Stop the service first; put the newest copy of the ledger at"
        " WAYMARK_HEADS_FILE."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("stamp", nargs="?", default="", help="else the newest")
        parser.add_argument("--key", required=True, type=Path, help="the offline key")
        parser.add_argument(
            "--from", dest="folder", type=Path, help="else WAYMARK_BACKUP_FOLDER"
        )
        parser.add_argument(
            "--only-shred", action="store_true", help="the shred database alone"
        )

    def handle(
        self,
        *args: Any,
        stamp: str,
        key: Path,
        folder: Path | None,
        only_shred: bool,
        **options: Any,
    ) -> None:
        try:
            done = restore_backup(
                folder=folder or Path(settings.WAYMARK_BACKUP_FOLDER),
                secret=_secret(key),
                stamp=stamp,
                only_shred=only_shred,
            )
        except (RestoreRefused, DumpFailed) as failure:
            raise CommandError(str(failure)) from None
        self.stdout.write(
            f"{done.cases:,} cases stand; {done.shredded:,} were shredded again;"
            f" {done.lost:,} have no shred row and cannot be read."
        )
        self.stdout.write("Run migrate and verify_audit before the service starts.")


def _secret(path: Path) -> Secret:
    try:
        found = bytes.fromhex(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        found = b""
    if len(found) != 32:
        raise CommandError("This file holds no key.")
    return Secret(found)
