"""`manage.py import_providers`: entries from a table, dry or for real."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from directory.errors import DirectoryError
from directory.services.importing.mapping import find_mapping
from directory.services.importing.report import (
    Report,
    problem_counts,
    rejected_csv,
)
from directory.services.importing.run import Import, dry_run, import_table
from directory.services.importing.tables import (
    DELIMITERS,
    ENCODINGS,
    Table,
    read_table,
)

_SHOWN = 20


class Command(BaseCommand):
    help = "Import providers from .xlsx or CSV through a mapping; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, metavar="NAME")
        parser.add_argument(
            "--actor", required=True, metavar="USERNAME", help="the editor who answers"
        )
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--rejected", type=Path, metavar="OUT.csv")
        parser.add_argument("--encoding", choices=ENCODINGS, default="")
        parser.add_argument("--delimiter", choices=DELIMITERS, default="")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day of a public register's data (default: today)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = read_table(
                options["file"].read_bytes(),
                encoding=options["encoding"],
                delimiter=options["delimiter"],
            )
            self._say_detected(table)
            job = Import(
                table=table,
                mapping=find_mapping(options["mapping"]),
                actor=_actor(options["actor"]),
                as_of=options["as_of"],
            )
            run = dry_run if options["dry_run"] else import_table
            report = run(job, progress=self._progress)
        except DirectoryError as error:
            raise CommandError(str(error.text)) from error
        except OSError as error:
            raise CommandError(f"{error.strerror}: {options['file']}") from error
        self._say(report, dry=options["dry_run"])
        if options["rejected"]:
            text = rejected_csv(table, report.problems)
            options["rejected"].write_text(text, encoding="utf-8", newline="")

    def _say_detected(self, table: Table) -> None:
        known = {",": "comma", ";": "semicolon", "\t": "tab"}
        how = ", ".join(
            word for word in (table.encoding, known.get(table.delimiter)) if word
        )
        self.stdout.write(f"{len(table.rows):,} rows ({table.kind}: {how or 'sheet'})")
        for sheet in table.sheets_left:
            self.stdout.write(f"Sheet not read: {sheet}")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done:,} of {total:,} entries")

    def _say(self, report: Report, *, dry: bool) -> None:
        self.stdout.write("Would do:" if dry else "Done:")
        self.stdout.write(
            f"  {report.created:,} created, {report.updated:,} updated,"
            f" {report.unchanged:,} unchanged ({report.renewed:,} checks renewed),"
            f" {report.left_alone:,} left alone (withdrawn or archived here)"
        )
        self.stdout.write(
            f"  {report.rejected:,} rows rejected; {report.missing:,} entries of the"
            " source are not in the file and stay"
        )
        self.stdout.write(
            f"  {report.offices:,} offices, {report.geocoded:,} placed by their city,"
            f" {report.unplaced:,} on no map"
        )
        for level, (seen, new) in sorted(report.visible.items()):
            self.stdout.write(f"  visible from {level} on: {seen:,} ({new:,} new)")
        self.stdout.write(f"  drafts, for the country's editors: {report.drafts:,}")
        self._say_findings(report)
        self.stdout.write(
            f"{report.seconds:.1f} s, {report.rows_per_second:,} rows a second"
        )

    def _say_findings(self, report: Report) -> None:
        for field, word, rows in report.without_counterpart:
            self.stdout.write(f"  {field} “{word}” has no counterpart: {rows:,} rows")
        for column, message, rejects, rows in problem_counts(report.problems)[:_SHOWN]:
            kind = "rejected" if rejects else "noted"
            lines = [p.line for p in report.problems if p.message == message]
            where = ", ".join(map(str, lines[:5]))
            self.stdout.write(f"  {kind}: {rows:,} × {column}: {message} (row {where})")
        for twin in report.twins[:_SHOWN]:
            self.stdout.write(
                f"  row {twin.line} “{twin.name}” may be “{twin.known_name}”"
                f" ({twin.known}): {twin.score}, {', '.join(twin.reasons)}"
            )


def _actor(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user {username}.")
    return user
