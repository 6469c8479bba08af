"""`manage.py recover_case`: export, open offline with two shares, import."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from getpass import getpass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.errors import DeskError, NotVisible
from evacuation.papers import Paper, read_paper, read_signing_key, write_paper
from evacuation.services.recoverable import unrecoverable
from evacuation.services.recovering import (
    Carried,
    Export,
    Opened,
    export_cases,
    import_cases,
    open_offline,
)
from evacuation.trusting import trust_now
from evacuation.vault.organisation import THRESHOLD, combined
from evacuation.vault.secret import CannotOpen

YES = "recover"


class Command(BaseCommand):
    help = (
        "Gives one member of the roster the keys of named cases that nobody can open"
        " any more. Export and import run on the server, open on the offline machine."
    )
    # The step in between runs where there is neither a database nor a setting.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        export = steps.add_parser("export", help="On the server: take the keys out.")
        export.add_argument("file", type=Path, help="A new file.")
        export.add_argument("--to", required=True, help="Code name of the member.")
        export.add_argument("cases", nargs="+", type=UUID)
        opening = steps.add_parser("open", help="Offline: show, ask, open, seal.")
        opening.add_argument("file", type=Path, help="What export wrote.")
        opening.add_argument("opened", type=Path, help="A new file.")
        opening.add_argument("--signing-key", type=Path, required=True)
        steps.add_parser(
            "waiting", help="On the server: cases that need the shares of before."
        )
        taking = steps.add_parser("import", help="On the server: take the keys in.")
        taking.add_argument("file", type=Path, help="What open wrote.")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        steps: dict[str, Callable[..., None]] = {
            "export": self._export,
            "open": self._open,
            "import": self._import,
            "waiting": self._waiting,
        }
        try:
            steps[step](**options)
        except NotVisible:
            raise CommandError("A case is not there or was shredded.") from None
        except DeskError as refusal:
            raise CommandError(str(refusal.text)) from None
        except CannotOpen:
            raise CommandError("These keys and this file do not fit.") from None
        except OSError as error:
            reason = f"{error.filename}: {type(error).__name__}"
            raise CommandError(f"A file cannot be used ({reason}).") from None

    def _export(
        self, *, file: Path, to: str, cases: list[UUID], **options: Any
    ) -> None:
        user = User.objects.filter(username=to).first()
        if user is None:
            raise CommandError("Nobody has this code name.")
        export = export_cases(actor="worker", cases=cases, target=user.pk)
        write_paper(file, Paper.RECOVERY_EXPORT, export.encoded())
        self._show(export)
        self.stdout.write(f"Written: {file}. Everybody on duty is told.")

    def _open(
        self, *, file: Path, opened: Path, signing_key: Path, **options: Any
    ) -> None:
        export = Export.decoded(read_paper(file, Paper.RECOVERY_EXPORT))
        signing = read_signing_key(signing_key)
        self._show(export)
        typed = input(
            "The fingerprint was compared with the person, and the cases with who asked"
            f" for them. Type {YES!r} to go on: "
        )
        if typed.strip() != YES:
            raise CommandError("Not opened.")
        shares = [getpass(f"Share {n + 1} of {THRESHOLD}: ") for n in range(THRESHOLD)]
        found, left = open_offline(export, recovery=combined(shares), signing=signing)
        write_paper(opened, Paper.RECOVERY_IMPORT, found.encoded())
        self.stdout.write(f"Sealed to {export.target.code_name}: {opened}.")
        for line in _parts_of(left):
            self.stdout.write(f"Not opened, for other shares: {line}")

    def _import(self, *, file: Path, **options: Any) -> None:
        opened = Opened.decoded(read_paper(file, Paper.RECOVERY_IMPORT))
        cases = import_cases(actor="organisation", opened=opened)
        self.stdout.write(
            f"{opened.target.code_name} opens {len(cases):,} more cases, which have new"
            " shred keys. Destroy the files."
        )

    def _waiting(self, **options: Any) -> None:
        trust = trust_now()
        rows = list(unrecoverable(trust).values_list("case", "compartment"))
        for case, keys in groupby(rows, key=itemgetter(0)):
            parts = sorted({part for _case, part in keys})
            self.stdout.write(f"  case {case}: {', '.join(parts)}")
        cases = len({case for case, _part in rows})
        self.stdout.write(
            f"Cases that wait for a holder to open them: {cases:,}. Their parts above"
            " are not wrapped for the recovery key of now."
            if cases
            else "Every case is wrapped for the recovery key of now."
        )

    def _show(self, export: Export) -> None:
        card = export.target
        self.stdout.write(f"For {card.code_name}: {card.fingerprint}")
        for case in export.cases:
            self.stdout.write(f"  case {case}")
        waiting = _parts_of(export.waiting())
        if waiting:
            self.stdout.write(
                "Wrapped for an earlier recovery key, whose shares alone open it, until"
                " somebody who holds the key opens the case:"
            )
        for line in waiting:
            self.stdout.write(f"  {line}")


def _parts_of(keys: Iterable[Carried]) -> list[str]:
    """Cases with the parts of them, a line for each."""
    found: dict[UUID, set[str]] = {}
    for one in keys:
        found.setdefault(one.case, set()).add(one.slot.compartment)
    return [f"case {case}: {', '.join(sorted(found[case]))}" for case in sorted(found)]
