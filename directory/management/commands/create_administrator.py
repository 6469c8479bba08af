"""`manage.py create_administrator CODE_NAME`: prints a one-time link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from directory.errors import DirectoryError
from directory.services.people import invite_first_administrator


class Command(BaseCommand):
    help = (
        "Prints a one-time link with which an administrator comes in. "
        "The link is shown this once and kept nowhere."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code_name", help="a code-name, nobody's real name")
        parser.add_argument(
            "--site",
            default="http://127.0.0.1:8000",
            help="the address of this installation (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invited = invite_first_administrator(code_name=options["code_name"])
        except DirectoryError as refusal:
            raise CommandError(str(refusal.text)) from refusal
        path = reverse("directory:invitation") + "?" + urlencode({"key": invited.token})
        self.stdout.write(options["site"].rstrip("/") + path)
        self.stderr.write(
            f"Works once, within {settings.WAYMARK_INVITATION_HOURS} hours."
        )
