"""`manage.py prune_audit`: whole months of the audit go after 24."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evacuation.services.auditing import prune_audit


class Command(BaseCommand):
    help = (
        "Drops whole months of the audit that are older than 24, leaving a signed head"
        " of the last row that went. Run verify_audit first."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prune_audit():,} rows are gone.")
