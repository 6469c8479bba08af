"""`manage.py serve`: the whole service on one machine, until interrupted."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from config import preparing
from config.database import DatabaseInUseError, EmbeddedPostgres, point_django_at
from config.env import env
from config.serving import (
    ChildDiedError,
    Household,
    StoppedError,
    stop_on_signals,
    web_command,
    worker_command,
)

DATABASE = "waymark"


class Command(BaseCommand):
    help = "Serve Waymark with its web and worker processes, and a database if needed."
    # They run when the database they ask is up; see _prepare.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="Load neither places nor demo data."
        )

    def handle(self, *args: Any, empty: bool, **options: Any) -> None:
        stop_on_signals()
        self._began = time.monotonic()
        try:
            with ExitStack() as stack:
                self._serve(stack, empty)
        except StoppedError:
            self._say("Stopped.")
        except (ChildDiedError, DatabaseInUseError) as error:
            raise CommandError(f"Stopped everything: {error}.") from None

    def _serve(self, stack: ExitStack, empty: bool) -> None:
        port = env.integer("PORT", 8000, at_least=1)
        _refuse_taken_port(port)
        server = self._start_database(stack)
        self._prepare(empty)
        household = stack.enter_context(Household())
        self._say("Starting web and worker …")
        household.start("web", *web_command())
        household.start("worker", *worker_command())
        address = f"http://127.0.0.1:{port}"
        household.wait_until_healthy(address)
        self._greet(address)
        household.watch(lambda: server is None or server.running)

    def _start_database(self, stack: ExitStack) -> EmbeddedPostgres | None:
        if settings.DATABASE_URL or settings.WAYMARK_MODE == "production":
            return None
        server = EmbeddedPostgres(settings.WAYMARK_VAR / "postgres")
        first = not server.folder.exists()
        self._say("Making a PostgreSQL …" if first else "Starting PostgreSQL …")
        stack.enter_context(server)
        server.ensure_databases(DATABASE)
        os.environ["DATABASE_URL"] = server.url(DATABASE)
        point_django_at(server.url(DATABASE))
        return server

    def _prepare(self, empty: bool) -> None:
        # Without the database tag first: a missing DATABASE_URL has its own words.
        self.check()
        self.check(databases=["default"])
        preparing.migrate(self._say)
        preparing.collect_static_files(self._say)
        if not empty:
            preparing.load_first_data(self._say)
        connections.close_all()

    def _greet(self, address: str) -> None:
        self._say(f"Serving on {address}")
        for line in _demo_lines():
            self.stdout.write(line)
        self.stdout.write("Ctrl-C stops everything.")
        sys.stdout.flush()

    def _say(self, words: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self._began:6.1f} s] {words}")
        self.stdout.flush()


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is taken; set PORT to another.") from None


def _demo_lines() -> list[str]:
    """What var/demo.json holds, a line for each login and key."""
    path = settings.WAYMARK_VAR / "demo.json"
    if settings.WAYMARK_MODE != "demo" or not path.exists():
        return []
    demo = json.loads(path.read_text(encoding="utf-8"))
    lines: list[str] = []
    for name, value in demo.items():
        for entry in value if isinstance(value, list) else [value]:
            words = entry.values() if isinstance(entry, dict) else [entry]
            lines.append(f"  {name}: {'  '.join(map(str, words))}")
    return lines
