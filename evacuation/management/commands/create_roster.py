"""`manage.py create_roster`: the next roster, for the organisation to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.errors import DeskError, NotTrusted
from evacuation.papers import Paper, write_paper
from evacuation.services.organisation_roster import (
    draft_for_organisation,
    followed_trust,
)
from evacuation.services.roster_changes import Waiting, waiting
from evacuation.telling import roster_lines
from evacuation.vault.cards import Right
from evacuation.vault.documents import SIGNING_LEADS, Roster


class Command(BaseCommand):
    help = (
        "Write the next roster, unsigned, for the organisation to sign: when a charter"
        " took away a lead who signed the one of now, or fewer than two leads can sign."
        " Everybody stays as they are but for whom you name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A new file.")
        parser.add_argument(
            "--take",
            action="append",
            default=[],
            metavar="CODE-NAME",
            help="Somebody who waits: joins, leaves, has new keys or other rights, or"
            " is suspended and kept. May be repeated.",
        )
        parser.add_argument(
            "--leave-out",
            action="append",
            default=[],
            metavar="CODE-NAME",
            help="Somebody who loses their place. May be repeated.",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        take: list[str],
        leave_out: list[str],
        **options: Any,
    ) -> None:
        try:
            trust = followed_trust()
            export = draft_for_organisation(take=take, leave_out=leave_out)
            write_paper(file, Paper.ROSTER_EXPORT, export.encoded())
        except NotTrusted:
            raise CommandError(
                "Charters or rosters in the database do not verify down to the pinned"
                " key: nothing can follow them. Take the newest from the ledger."
            ) from None
        except DeskError as refusal:
            raise CommandError(str(refusal.text)) from None
        except OSError as error:
            raise CommandError(
                f"{file} cannot be written ({type(error).__name__})."
            ) from None
        for line in roster_lines(export.roster, trust.roster):
            self.stdout.write(line)
        for one in waiting(trust):
            if one.code_name not in {*take, *leave_out}:
                self.stdout.write(f"Waits and is not taken: {_line(one)}")
        self._warn(export.roster)
        self.stdout.write(
            f"Unsigned: {file}. Compare each fingerprint in capitals with the person,"
            " then sign it on the offline machine: sign_roster sign."
        )

    def _warn(self, roster: Roster) -> None:
        leads = [card for card in roster.members if Right.LEAD in card.rights]
        if len(leads) < SIGNING_LEADS:
            self.stdout.write(
                f"Leads in it: {len(leads)}. Two sign the next one; without them the"
                " organisation signs that, too. Only a charter makes leads."
            )


def _line(one: Waiting) -> str:
    asked = one.asked
    return f"{one.code_name} ({one.kind})" + (f": {asked.fingerprint}" if asked else "")
