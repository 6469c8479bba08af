"""One run: a founded desk, the worker's tick, the alert of a country, the pages."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connections

from config.database import EmbeddedPostgres
from evacuation.services.auditing import verify_audit
from tests.benchmarks.movement_parts.alerts import alert_row
from tests.benchmarks.movement_parts.items import nothing_told
from tests.benchmarks.movement_parts.pages import page_rows
from tests.benchmarks.movement_parts.ticks import tick_rows
from tests.benchmarks.speed.report import table, write_docs
from tests.benchmarks.vault_speed.run import _founded
from tests.evacuation.desk import make_desk

if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[[str], None]


TICK_HEAD: Final = (
    *("Ours, ms", "Floor, ms", "Ours / floor", "Stock, ms"),
    *("Statements", "MB"),
)
PAGE_HEAD: Final = (
    *("Requests a second, 8 at once", "Statements", "CPU, ms", "Ours", "Floor"),
    *("Of the floor", "p95, ms"),
)


def run(*, items: int, seconds: int, keep: bool, say: Say) -> None:
    """Print both tables; `keep` writes them into docs/performance.md, too."""
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL runs as another user.
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "postgres") as server:
            url = _founded(server, Path(folder))
            desk = make_desk(settings)
            say("founded")
            ticks = [*tick_rows(desk, url, items, say), alert_row(desk)]
            # Pages of a calm day: what waits is another table's.
            nothing_told()
            pages = [*page_rows(desk, url, Path(folder), seconds, say)]
            if not verify_audit().good:
                raise RuntimeError("The audit does not hold.")
            connections.close_all()
    head = (f"Tick over {items:,} due items", *TICK_HEAD)
    sections = {"tick": table(head, ticks), "journeys": table(PAGE_HEAD, pages)}
    print("\n\n".join(sections.values()))
    if keep:
        write_docs(sections)
