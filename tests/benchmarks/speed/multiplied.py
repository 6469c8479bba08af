"""From a few thousand templates to any number of providers, by SQL alone.

A copy has ids of its own (those of its template, ending in the copy's number) and
another surname, drawn so that some are common and most are rare. Everything that
services/listing.py derives from the name is exchanged with it; `verify` has the service
write a sample anew and compares.
"""

from __future__ import annotations

import json
import random
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, models, transaction
from psycopg2.extras import execute_values

from directory.models import (
    Change,
    Listing,
    ListingPoint,
    Provider,
)
from directory.models.contact import Contact, Office
from directory.models.provider import (
    OpeningHours,
    ProviderFriendliness,
    ProviderLanguage,
    ProviderName,
    ProviderPractice,
)
from directory.search.lexemes import sound_class
from directory.services.listing import refresh_listings
from tests.benchmarks.speed.templates import Inventor, word_rows
from tests.benchmarks.speed.words import POOL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from tests.benchmarks.speed.templates import Template

TEMPLATES: Final = 2000
SEED: Final = 20_25
SAMPLE: Final = 200

_WORKING_TABLES: Final = """
CREATE TEMP TABLE surname
    (language text, number int, own text, latin text, key text, lexemes text[]);
CREATE TEMP TABLE template
    (number int, provider_id uuid, language text, word int, family int);
CREATE TEMP TABLE copy
    (provider_id uuid, copy int, before_own text, before_latin text, before_key text,
     before_lexemes text[], own text, latin text, key text, lexemes text[])"""
# The square of an even draw: the first names of the pool become the common ones.
_COPIES: Final = """
INSERT INTO copy
SELECT t.provider_id, n, old.own, old.latin, old.key, old.lexemes,
       new.own, new.latin, new.key, new.lexemes
  FROM template AS t
 CROSS JOIN generate_series(1, %(copies)s) AS n
 CROSS JOIN LATERAL (SELECT ('x' || left(md5(t.family || '/' || n), 7))::bit(28)::int
                            / 268435456.0 AS even) AS drawn
  JOIN surname AS old ON old.language = t.language AND old.number = t.word
  JOIN surname AS new ON new.language = t.language
                     AND new.number = floor(%(pool)s * even * even)::int
 WHERE n * %(templates)s + t.number < %(providers)s"""

_ID: Final = "(left({0}::text, 24) || lpad(to_hex(copy), 12, '0'))::uuid"
_OFFICE: Final = "{0} + copy * 100000::bigint"
_RENAMED: Final = (
    "replace(replace({0}, before_own, copy.own), before_latin, copy.latin)"
)
# The document's own ids, the offices' numbers, then the names.
_DOCUMENT: Final = (
    "replace(replace(" + _RENAMED + ", '-000000000000', "
    "'-' || lpad(to_hex(copy), 12, '0')), "
    "':9000000', ':9' || lpad(copy::text, 6, '0'))"
)
_CHANGED: Final[dict[type[models.Model], dict[str, str]]] = {
    Provider: {
        "id": _ID,
        "organisation_id": _ID,
        "display_name": _RENAMED,
        "latin_name": _RENAMED,
        "legal_name": _RENAMED,
    },
    ProviderName: {"text": _RENAMED},
    ProviderPractice: {},
    ProviderLanguage: {},
    ProviderFriendliness: {},
    OpeningHours: {},
    Office: {"id": _OFFICE},
    Contact: {"id": _ID, "office_id": _OFFICE, "mark": "md5({0} || copy)"},
    Provider.countries.through: {},
    Provider.regions.through: {},
    Provider.cities.through: {},
    Listing: {
        "sort_name": "replace({0}, before_key, copy.key)",
        "facts": "ts_delete({0}, before_lexemes) || array_to_tsvector(copy.lexemes)",
        "keys": 'ARRAY(SELECT replace(known, before_key, copy.key) COLLATE "C" '
        "FROM unnest({0}) AS known ORDER BY 1)",
        "names": "replace("
        + _RENAMED.format("{0}::text")
        + ", '\"' || before_key || '\"', '\"' || copy.key || '\"')::jsonb",
        "summary": _DOCUMENT,
        "detail": _DOCUMENT,
    },
    ListingPoint: {},
    Change: {"number": "nextval('directory_change_number')"},
}
_WORDS: Final = """
SELECT substr(lexeme, 3), level, country, count(*)
  FROM directory_listing CROSS JOIN LATERAL unnest(tsvector_to_array(facts)) AS lexeme
 WHERE lexeme LIKE 'n.%' GROUP BY 1, 2, 3"""


def load(providers: int, say: Callable[[str], None]) -> None:
    """Fill an empty directory with `providers` invented ones."""
    templates = Inventor(SEED).invent(min(TEMPLATES, providers))
    say(f"{len(templates):,} templates written")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        # Foreign keys hold by construction; checking each costs minutes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _prepare(cursor, templates, providers)
        with _without_indexes(cursor, say):
            for model, changed in _CHANGED.items():
                cursor.execute(_multiply(model, changed))
                say(f"{cursor.rowcount:,} rows for {model._meta.db_table}")
            _count_tokens(cursor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def verify() -> int:
    """Compare SAMPLE copies with what the service writes for them.

    Their number comes back; raises RuntimeError naming the first that differs.
    """
    chance = random.Random(SEED)
    known = list(Provider.objects.order_by("id").values_list("id", flat=True))
    ids = chance.sample(known, min(SAMPLE, len(known)))
    with transaction.atomic():
        before = _rows(ids)
        refresh_listings(ids)
        for was, now in zip(before, _rows(ids), strict=True):
            if was != now:
                raise RuntimeError(f"Copied wrongly:\n{was}\n{now}")
        transaction.set_rollback(True)
    return len(ids)


def _rows(ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The read model of these providers but for row numbers."""
    rows: list[dict[str, Any]] = []
    for model in (Listing, ListingPoint):
        columns = [f.attname for f in model._meta.fields if f.attname != "id"]
        found = model._default_manager.filter(provider__in=ids).values(*columns)
        rows += found.order_by("provider_id", "level", columns[3])
    for row in rows:
        for document in {"summary", "detail"} & set(row):
            row[document] = _unordered(json.loads(row[document]))
    return rows


def _unordered(value: Any) -> Any:
    """A JSON value whose lists stand in one order: the database promises none."""
    if isinstance(value, dict):
        return {name: _unordered(held) for name, held in value.items()}
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=json.dumps)
    return value


def _prepare(cursor: Any, templates: Sequence[Template], providers: int) -> None:
    cursor.execute(_WORKING_TABLES)
    words = list(word_rows(templates))
    execute_values(cursor, "INSERT INTO surname VALUES %s", words, page_size=2000)
    rows = [
        (t.number, str(t.provider.id), t.language, t.word, t.family) for t in templates
    ]
    insert = "INSERT INTO template VALUES %s"
    execute_values(cursor, insert, rows, "(%s, %s::uuid, %s, %s, %s)")
    count = len(templates)
    cursor.execute(
        _COPIES,
        {
            "copies": -(-providers // count) - 1,
            "pool": POOL,
            "templates": count,
            "providers": providers,
        },
    )
    cursor.execute("ANALYZE copy")


def _multiply(model: type[models.Model], changed: dict[str, str]) -> str:
    """The statement that copies the templates' rows of one table."""
    owner = "id" if model is Provider else "provider_id"
    columns = [str(f.column) for f in model._meta.local_fields]
    kept = [c for c in columns if c != "id" or c in changed]
    values = [
        changed.get(c, _ID if c == owner else "{0}").format(f'row."{c}"') for c in kept
    ]
    table, quoted = model._meta.db_table, ", ".join(f'"{c}"' for c in kept)
    copied = f"FROM copy JOIN {table} AS row ON row.{owner} = copy.provider_id"
    return f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} {copied}"


@contextmanager
def _without_indexes(cursor: Any, say: Callable[[str], None]) -> Iterator[None]:
    """Search indexes are made at the end: one by one they take far longer."""
    tables = [model._meta.db_table for model in _CHANGED]
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
            AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    say(f"{len(indexes)} indexes made")


def _count_tokens(cursor: Any) -> None:
    cursor.execute("DELETE FROM directory_token")
    # A name's words stand among the facts, each once.
    cursor.execute(_WORDS)
    rows = [(w, level, c, sound_class(w), uses) for w, level, c, uses in cursor]
    insert = (
        "INSERT INTO directory_token (token, level, country, sound, uses) VALUES %s"
    )
    execute_values(cursor, insert, rows, page_size=5000)
