"""`manage.py reapply_shreds`: what was shredded once is shredded again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evacuation.services.restoring import reapply_shreds


class Command(BaseCommand):
    help = (
        "After a restore by other means, before the service starts: shreds every case"
        " that the ledger lists as shredded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ledger", metavar="FILE", type=Path, help="else WAYMARK_HEADS_FILE"
        )

    def handle(self, *args: Any, ledger: Path | None, **options: Any) -> None:
        again = reapply_shreds(path=ledger)
        self.stdout.write(f"{again:,} cases were shredded again.")
