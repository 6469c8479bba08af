"""`manage.py create_charter`: the next charter from the database, to be signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.errors import DeskError
from evacuation.papers import Paper, write_paper
from evacuation.services.founding import draft_charter
from evacuation.services.rosters import current_charter
from evacuation.telling import charter_lines
from evacuation.vault.documents import signed


class Command(BaseCommand):
    help = "Write the next charter, unsigned, and print every fingerprint in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A new file.")
        parser.add_argument(
            "--lead",
            action="append",
            default=[],
            metavar="CODE-NAME",
            help="May be repeated; without it every activated lead.",
        )
        parser.add_argument(
            "--recovery",
            metavar="KEY",
            help="The recovery public key, as create_organisation_keys printed it; "
            "without it that of the charter of now.",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        lead: list[str],
        recovery: str | None,
        **options: Any,
    ) -> None:
        try:
            key = _key(recovery) if recovery else current_charter().recovery
            charter = draft_charter(code_names=lead, recovery=key)
            write_paper(file, Paper.CHARTER, signed(charter.encoded(), {}))
        except DeskError as refusal:
            raise CommandError(str(refusal.text)) from None
        except OSError as error:
            raise CommandError(
                f"{file} cannot be written ({type(error).__name__})."
            ) from None
        for line in charter_lines(charter):
            self.stdout.write(line)
        self.stdout.write(
            f"Unsigned: {file}. Compare each lead's fingerprint with the person, then "
            "sign it on the offline machine: sign_charter sign."
        )


def _key(typed: str) -> bytes:
    try:
        found = bytes.fromhex(typed)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise CommandError("The recovery key has 64 hexadecimal digits.")
    return found
