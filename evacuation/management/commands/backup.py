"""`manage.py backup`: both databases and the files, encrypted to an offline key."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evacuation.dumping import DumpFailed
from evacuation.errors import NotTrusted
from evacuation.services.backups import BackupFailed, make_backup
from evacuation.vault.sealing import box_public, new_key


class Command(BaseCommand):
    help = (
        "Writes both databases and the files of cases into WAYMARK_BACKUP_FOLDER,"
        " encrypted to WAYMARK_BACKUP_KEY; main is kept 30 days, shred 7."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="restore what was written into scratch databases and open the canary",
        )
        parser.add_argument(
            "--only-shred",
            action="store_true",
            help="the shred database alone: every hour; losing it loses the cases",
        )
        parser.add_argument(
            "--make-key",
            metavar="FILE",
            type=Path,
            help="make the key pair, offline: the secret half goes into this file",
        )

    def handle(
        self,
        *args: Any,
        check: bool,
        only_shred: bool,
        make_key: Path | None,
        **options: Any,
    ) -> None:
        if make_key is not None:
            self._make_key(make_key)
            return
        if check and only_shred:
            raise CommandError("A check needs both databases.")
        try:
            made = make_backup(only_shred=only_shred, check=check)
        except NotTrusted:
            raise CommandError("No backup: no valid charter and roster.") from None
        except (BackupFailed, DumpFailed) as failure:
            raise CommandError(f"No backup: {failure}") from None
        for archive in made.archives.values():
            size = archive.path.stat().st_size
            self.stdout.write(f"{archive.path.name}  {size:,} bytes")
        if check:
            self.stdout.write("Restored into scratch databases: the canary opens.")

    def _make_key(self, path: Path) -> None:
        secret = new_key()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError("This file exists; it may be a key.") from None
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secret.reveal().hex()}\n")
        self.stdout.write(f"WAYMARK_BACKUP_KEY={box_public(secret).hex()}")
        self.stdout.write("Keep the file offline, twice. Without it no backup opens.")
