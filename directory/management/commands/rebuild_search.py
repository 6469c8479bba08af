"""`manage.py rebuild_search`: every stored key anew, after the folding has changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from directory.services.rebuilding import rebuild_search


class Command(BaseCommand):
    help = (
        "Folds anew what searches are answered from: labels of terms, names of places"
        " and the listings. Run it when an update says that KEY_VERSION was raised."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = rebuild_search(report=lambda line: self.stdout.write(line))
        self.stdout.write(
            f"{rebuilt.labels:,} labels and {rebuilt.places:,} names of places changed;"
            f" {rebuilt.providers:,} providers written anew."
        )
