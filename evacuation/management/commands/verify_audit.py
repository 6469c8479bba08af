"""`manage.py verify_audit`: the audit is whole, each record is what was written."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evacuation import ledger
from evacuation.services.auditing import Findings, verify_audit

_WHY = {
    "gap": "a row is missing before it",
    "previous": "it does not name the row before it",
    "digest": "it was changed",
    "altered": "its text was exchanged or changed",
    "set_back": "it is an older version than the last one written",
    "unrecorded": "nobody recorded writing it",
}
_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Walks the audit, names its first broken row, compares every record with the"
        " digest that was written, and every signed head with its row. Fails with 1"
        " if anything is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            metavar="FILE",
            help="a copy of the heads that was kept elsewhere; the more recent, the"
            " less can have been cut off unseen",
        )

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        kept = ledger.read(head).heads
        if head and not kept:
            raise CommandError("This file holds no head.")
        found = verify_audit(heads=kept)
        self._count(found)
        self._name(found)
        if not found.good:
            raise CommandError("The audit does not hold.")
        self.stdout.write("The audit holds.")

    def _count(self, found: Findings) -> None:
        self.stdout.write(
            f"{found.rows:,} rows, {found.heads:,} heads, {found.records:,} records"
        )
        self.stdout.write(
            f"No fault: {found.gone:,} written records are gone, {found.shut:,} belong"
            f" to shredded cases, {found.pruned:,} are older than the audit."
        )

    def _name(self, found: Findings) -> None:
        if found.broken:
            why = _WHY[found.broken.why]
            self.stdout.write(f"Row {found.broken.number} is broken: {why}.")
        for number in found.cut:
            self.stdout.write(f"Row {number} was signed and is gone or another.")
        for number in found.false_heads:
            self.stdout.write(f"The head of row {number} is not signed by the house.")
        for fault in found.faults[:_SHOWN]:
            why = _WHY[fault.why]
            self.stdout.write(f"Record {fault.record}, case {fault.case}: {why}.")
        if len(found.faults) > _SHOWN:
            self.stdout.write(f"and {len(found.faults) - _SHOWN:,} more records")
