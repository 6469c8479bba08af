"""`manage.py sign_charter`: sign offline, without a database; take in on the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.errors import DeskError, NotTrusted
from evacuation.papers import Paper, read_paper, read_signing_key, write_paper
from evacuation.services.founding import (
    check_next,
    read_draft,
    require_signature,
    signed_charter,
)
from evacuation.services.rosters import documents_of, receive_charter
from evacuation.telling import charter_lines
from evacuation.trusting import Kind, organisation_key, trust_now
from evacuation.vault.sealing import sign_public

YES = "sign"
NEW_RECOVERY = (
    "This is a new recovery key. Two leads sign a roster at /desk/roster/, which gives"
    " the teams new keys; whoever holds keys of cases opens them, or presses the button"
    " at /desk/holders/. `recover_case waiting` lists what only the old shares open."
)
NO_ROSTER = (
    "The roster of now does not count under this charter: nobody can unlock. Let the"
    " organisation sign the next one: create_roster, then sign_roster."
)


class Command(BaseCommand):
    help = "Sign a charter on the offline machine, or take a signed one in."
    # Signing happens where there is neither a database nor any other setting.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        sign = steps.add_parser("sign", help="Offline: show, ask, sign.")
        sign.add_argument("file", type=Path, help="What create_charter wrote.")
        sign.add_argument("signed", type=Path, help="A new file.")
        sign.add_argument("--signing-key", type=Path, required=True)
        sign.add_argument(
            "--previous",
            type=Path,
            help="The signed charter before; not for the first.",
        )
        receive = steps.add_parser("receive", help="On the server: into the database.")
        receive.add_argument("file", type=Path, help="The signed charter.")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        try:
            self._sign(**options) if step == "sign" else self._receive(options["file"])
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
        previous: Path | None,
        **options: Any,
    ) -> None:
        data = read_paper(file, Paper.CHARTER)
        organisation = read_signing_key(signing_key)
        before = read_paper(previous, Paper.CHARTER) if previous else None
        charter = read_draft(data)
        check_next(charter, before, sign_public(organisation))
        for line in charter_lines(charter):
            self.stdout.write(line)
        typed = input(
            f"Each fingerprint was compared with its person. Type {YES!r} to sign: "
        )
        if typed.strip() != YES:
            raise CommandError("Not signed.")
        done = signed_charter(organisation=organisation, data=data)
        write_paper(signed, Paper.CHARTER, done)
        self.stdout.write(f"Signed: {signed}. Keep a copy here for the next one.")

    def _receive(self, file: Path) -> None:
        data, organisation = read_paper(file, Paper.CHARTER), organisation_key()
        draft = read_draft(data)
        require_signature(data, organisation)
        known = documents_of(Kind.CHARTER)
        check_next(draft, known[-1] if known else None, organisation)
        charter = receive_charter(actor="organisation", data=data)
        for line in charter_lines(charter):
            self.stdout.write(line)
        self.stdout.write("Taken in.")
        if known and read_draft(known[-1]).recovery != charter.recovery:
            self.stdout.write(NEW_RECOVERY)
        if not _roster_holds():
            self.stdout.write(NO_ROSTER)


def _roster_holds() -> bool:
    """Whether the newest roster counts under the newest charter; or there is none."""
    if not documents_of(Kind.ROSTER):
        return True
    try:
        trust_now()
    except NotTrusted:
        return False
    return True
