"""`manage.py sign_roster`: sign offline, without a database; take in on the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.errors import DeskError, NotTrusted
from evacuation.papers import Paper, read_paper, read_signing_key, write_paper
from evacuation.services.organisation_roster import (
    RosterExport,
    followed_trust,
    receive_from_organisation,
    signed_roster,
)
from evacuation.services.roster_changes import teams_to_renew
from evacuation.telling import roster_lines
from evacuation.vault.sealing import sign_public
from evacuation.vault.trust import Trust

YES = "sign"


class Command(BaseCommand):
    help = (
        "Sign a roster on the offline machine with the organisation's key, or take a"
        " signed one in."
    )
    # Signing happens where there is neither a database nor any other setting.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        sign = steps.add_parser("sign", help="Offline: show, ask, sign.")
        sign.add_argument("file", type=Path, help="What create_roster wrote.")
        sign.add_argument("signed", type=Path, help="A new file.")
        sign.add_argument("--signing-key", type=Path, required=True)
        sign.add_argument(
            "--charter",
            type=Path,
            required=True,
            help="The newest signed charter, as it is kept here.",
        )
        receive = steps.add_parser("receive", help="On the server: into the database.")
        receive.add_argument("file", type=Path, help="The signed roster.")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        try:
            self._sign(**options) if step == "sign" else self._receive(options["file"])
        except NotTrusted:
            raise CommandError(
                "Charters or rosters in the database do not verify down to the pinned"
                " key: nothing can follow them."
            ) from None
        except DeskError as refusal:
            raise CommandError(str(refusal.text)) from None
        except OSError as error:
            reason = f"{error.filename}: {type(error).__name__}"
            raise CommandError(f"A file cannot be used ({reason}).") from None

    def _sign(
        self,
        *,
        file: Path,
        signed: Path,
        signing_key: Path,
        charter: Path,
        **options: Any,
    ) -> None:
        export = RosterExport.decoded(read_paper(file, Paper.ROSTER_EXPORT))
        organisation = read_signing_key(signing_key)
        kept = read_paper(charter, Paper.CHARTER)
        before = export.followed(sign_public(organisation), kept)
        for line in roster_lines(export.roster, before):
            self.stdout.write(line)
        typed = input(
            "Each fingerprint in capitals was compared with its person, and number and"
            f" digest with the server's. Type {YES!r} to sign: "
        )
        if typed.strip() != YES:
            raise CommandError("Not signed.")
        done = signed_roster(organisation=organisation, export=export)
        write_paper(signed, Paper.ROSTER, done)
        self.stdout.write(f"Signed: {signed}.")

    def _receive(self, file: Path) -> None:
        data = read_paper(file, Paper.ROSTER)
        before = followed_trust()
        trust = receive_from_organisation(data=data)
        for line in roster_lines(trust.roster, before.roster):
            self.stdout.write(line)
        self.stdout.write("Taken in.")
        self._next_steps(trust)

    def _next_steps(self, trust: Trust) -> None:
        """What only members with open keys can do."""
        self.stdout.write(
            "Now somebody who holds the teams' keys presses 'Hand team keys to who"
            " lacks them' at /desk/roster/, and a lead looks at /desk/holders/."
        )
        renewed = ", ".join(teams_to_renew(trust, trust.roster.members))
        if renewed:
            self.stdout.write(
                f"Two leads sign the next roster there: new keys for {renewed}."
            )
