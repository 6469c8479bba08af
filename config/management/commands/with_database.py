"""`manage.py with_database <command> …`: run a command on the demo's own database."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import REMAINDER
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.database import DatabaseInUseError, EmbeddedPostgres

NAME = "waymark"


class Command(BaseCommand):
    help = "Run another command with the embedded PostgreSQL of `serve` started."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("command", nargs=REMAINDER)

    def handle(self, *args: Any, command: list[str], **options: Any) -> None:
        if not command:
            raise CommandError("Say which command to run.")
        server = EmbeddedPostgres(settings.WAYMARK_VAR / "postgres")
        try:
            server.start()
        except DatabaseInUseError:
            pass  # `make run` has it open: work beside it
        else:
            server.ensure_databases(NAME)
        try:
            sys.exit(_run(server, command))
        finally:
            server.stop()


def _run(server: EmbeddedPostgres, command: list[str]) -> int:
    environment = {**os.environ, "DATABASE_URL": server.url(NAME)}
    command = [sys.executable, sys.argv[0], *command]
    return subprocess.run(command, env=environment, check=False).returncode
