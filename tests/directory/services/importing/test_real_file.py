"""The directory of providers of the Legal Aid Agency: real rows, real troubles."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from directory.models import Country
from directory.search.criteria import Criteria
from directory.search.query import find
from directory.services.importing.mapping import find_mapping
from directory.services.importing.rows import read_rows
from directory.services.importing.run import Import, import_table, twins_in_file
from directory.services.importing.tables import read_table
from directory.services.importing.vocabulary import Vocabulary
from directory.viewer import PUBLIC_VIEWER
from tests.cast import Cast

FOLDER = Path(
    os.environ.get("WAYMARK_SHARED_DATA", settings.BASE_DIR.parent / "shared" / "data")
)
FILE = FOLDER / "uk_laa_legal_aid_providers.csv"

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FILE.exists(), reason=f"{FILE.name} is not part of the project"
    ),
]


@pytest.fixture
def editor(cast: Cast) -> User:
    names = {f"name_{code}": "United Kingdom" for code in ("en", "ru", "uk", "local")}
    Country.objects.update_or_create(code="GB", defaults=names)
    cast.editor.monitor.countries.append("GB")
    cast.editor.monitor.save()
    return cast.editor


def test_the_real_register_is_read_whole_and_its_troubles_are_told(
    editor: User,
) -> None:
    table = read_table(FILE.read_bytes())
    reading = read_rows(
        table, find_mapping("uk_laa"), Vocabulary(), countries=editor.monitor.countries
    )
    assert len(table.rows) == 5864
    assert (len(reading.entries), reading.rejected_lines) == (2486, set())
    codes = {word: rows for (_f, word), rows in reading.without_counterpart.items()}
    assert codes == {
        "COM": 144, "DEB": 579, "EDU": 12, "FMED": 2100, "PUB": 107, "WB": 26,
    }  # fmt: skip
    assert [p.column for p in reading.problems] == ["telephone"] * 10
    # Two organisations of one name stay two, and somebody is asked to look.
    same = {twin.name for twin in twins_in_file(list(reading.entries.values()))}
    assert {"Lawrence & Co", "Robinsons Solicitors", "Phillips Solicitors"} <= same


def test_part_of_the_real_register_is_listed_and_stays_what_it_is(
    editor: User,
) -> None:
    table = read_table(FILE.read_bytes())
    job = Import(replace(table, rows=table.rows[:60]), find_mapping("uk_laa"), editor)
    first, second = import_table(job), import_table(job)
    assert first.visible == {"public": [first.entries, first.entries]}
    assert (second.unchanged, second.created) == (first.created, 0)
    hits = find(Criteria(q="thomas horton", country="GB"), PUBLIC_VIEWER, size=5).hits
    found = json.loads(hits[0].summary)
    assert "Thomas Horton LLP" in found.values()
