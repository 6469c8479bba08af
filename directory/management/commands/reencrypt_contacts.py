"""`manage.py reencrypt_contacts`: all that is sealed, under the newest contact key."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.services.resealing import Seals, count_seals, reseal_all

_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Seals all that is sealed anew under the first of WAYMARK_CONTACT_KEYS, so that"
        " the others can be retired. Safe to repeat and to interrupt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail if anything still stands under an older key",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        check = options["check"]
        run = count_seals if check else reseal_all
        found = run(report=lambda line: self.stdout.write(line))
        for seals in found:
            self._say(seals, "under an older key" if check else "sealed anew")
        broken = sum(len(seals.broken) for seals in found)
        if broken:
            raise CommandError(f"{broken:,} values open under no key and were left.")
        if check and any(seals.older for seals in found):
            raise CommandError("Older keys are still needed.")
        self.stdout.write("The first key opens everything.")

    def _say(self, seals: Seals, what: str) -> None:
        self.stdout.write(
            f"{seals.column}: {seals.values:,} values, {seals.older:,} {what},"
            f" {len(seals.broken):,} open under no key"
        )
        for key in seals.broken[:_SHOWN]:
            self.stdout.write(f"  opens under no key: row {key}")
        if len(seals.broken) > _SHOWN:
            self.stdout.write(f"  and {len(seals.broken) - _SHOWN:,} more")
