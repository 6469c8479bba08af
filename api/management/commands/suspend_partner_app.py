"""Refuse a partner app's key from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.partner_apps import suspend_partner_app
from directory.errors import NotVisible


class Command(BaseCommand):
    help = "Refuse a partner app's key from now on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key_id", help="the part of the key between underscores")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            app = suspend_partner_app(actor=None, key_id=options["key_id"])
        except NotVisible:
            raise CommandError("No app has a key of this id.") from None
        self.stdout.write(f"{app.name} is suspended.")
