"""Create a partner app and print its key, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.models import PartnerApp
from api.partner_apps import create_partner_app
from directory.errors import DirectoryError


class Command(BaseCommand):
    help = "Create a partner app and print its key. The key is shown this once only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="whose app it is")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=[PartnerApp.Scope.DIRECTORY_READ.value],
            choices=PartnerApp.Scope.values,
        )
        parser.add_argument(
            "--countries",
            nargs="*",
            default=[],
            metavar="CODE",
            help="where partners' entries may be read; everywhere when left out",
        )
        parser.add_argument(
            "--until",
            required=True,
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="last day of the sharing agreement (UTC)",
        )
        parser.add_argument(
            "--unthrottled", action="store_true", help="no limit on requests"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        last_moment = datetime.combine(options["until"], time.max, tzinfo=UTC)
        try:
            _app, key = create_partner_app(
                actor=None,
                name=options["name"],
                scopes=options["scopes"],
                countries=options["countries"],
                until=last_moment,
                throttled=not options["unthrottled"],
            )
        except DirectoryError as error:
            raise CommandError(f"--{error.field}: {error.text}") from None
        self.stderr.write("Keep this key: it cannot be shown again.")
        self.stdout.write(key)
