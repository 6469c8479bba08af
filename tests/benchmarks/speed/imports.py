"""How many rows a second an import takes in: an invented register, by the service."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import User
from django.utils import timezone

from directory.models import Monitor
from directory.models.choices import Level
from directory.services.importing.mapping import Mapping
from directory.services.importing.run import Import, dry_run, import_table
from directory.services.importing.tables import read_table
from tests.benchmarks.speed.templates import largest_cities
from tests.benchmarks.speed.words import given_names, surnames

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 5000
_SEED: Final = 3
_COLUMNS: Final = ("external_id", "display_name", "city", "address", "phone", "email")
_MAPPING: Final = Mapping(
    name="benchmark",
    source="benchmark",
    columns={name: name for name in _COLUMNS},
    defaults={
        "home_country": "UA",
        "kind": "individual_advocate",
        "practice_area": "criminal_defence",
    },
    public_register="Invented register",
    level=Level.PUBLIC,
)


def import_rates(say: Callable[[str], None]) -> dict[str, int]:
    """Rows a second: of a dry run, a first run, and the same file once more.

    In the database that Django points at, where the rows then stay.
    """
    job = Import(table=read_table(_file()), mapping=_MAPPING, actor=_editor())
    runs = {"dry run": dry_run, "first run": import_table, "same again": import_table}
    found = {}
    for name, run in runs.items():
        report = run(job)
        if report.rejected:
            raise RuntimeError(f"Rows were refused: {report.problems[:3]}")
        say(f"import, {name}: {report.created} created of {report.rows} rows")
        found[name] = report.rows_per_second
    return found


def _file() -> bytes:
    chance = random.Random(_SEED)
    cities = [place.name for place in largest_cities("UA")]
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(_COLUMNS)
    for number in range(ROWS):
        given = chance.choice(given_names("uk")).own
        writer.writerow(
            (
                number,
                f"{given} {chance.choice(surnames('uk')).own}",
                chance.choice(cities),
                f"вул. Вигадана, {number % 90 + 1}",
                f"+38044{number:07d}",
                f"n{number}@example.org",
            )
        )
    return lines.getvalue().encode()


def _editor() -> User:
    now = timezone.now()
    editor = User.objects.create(username="benchmark-importer")
    Monitor.objects.create(
        user=editor,
        role=Monitor.Role.EDITOR,
        countries=["UA"],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    return editor
