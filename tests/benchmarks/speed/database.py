"""The benchmark's own databases: kept between runs while what shapes them is the same.

On the server of DATABASE_URL, else on an embedded one in var/bench-speed. The role must
be allowed to create databases and to set session_replication_role.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg2.sql import SQL, Identifier

from config.database import EmbeddedPostgres, point_django_at
from tests.benchmarks.speed import multiplied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Url = Callable[[str], str]
    Say = Callable[[str], None]

SHAPING = (
    "directory/data/**/*.csv",
    "directory/documents.py",
    "directory/search/folding.py",
    "directory/search/lexemes.py",
    "directory/services/listing.py",
    "tests/benchmarks/speed/multiplied.py",
    "tests/benchmarks/speed/templates.py",
    "tests/benchmarks/speed/words.py",
)


@contextmanager
def server() -> Iterator[Url]:
    """The address of a database on the server by the database's name."""
    if settings.DATABASE_URL:
        yield lambda name: urlunsplit(
            urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}")
        )
        return
    folder = settings.WAYMARK_VAR / "bench-speed"
    with EmbeddedPostgres(folder, durable=False) as embedded:
        yield embedded.url


def loaded(url: Url, providers: int, say: Say) -> str:
    """The URL of a database with so many providers, to which Django points now."""
    name, mark = f"waymark_speed_{providers}", _fingerprint(SHAPING)
    if _mark_of(url, name) == mark:
        say(f"{providers:,} providers are still loaded from an earlier run")
        _migrated(url, name)
    else:
        _empty(url, name, say)
        multiplied.load(providers, say)
        say(f"{multiplied.verify()} of them are exactly what the service writes")
        _maintain(url, _named("COMMENT ON DATABASE {} IS %s", name), mark)
    return url(name)


def without_providers(url: Url, say: Say) -> str:
    """The URL of a database of places alone, made anew; Django points at it."""
    return _empty(url, "waymark_speed_import", say)


def _empty(url: Url, name: str, say: Say) -> str:
    places = _gazetteer(url, say)
    _maintain(url, _named("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
    _maintain(url, _named("CREATE DATABASE {} TEMPLATE {}", name, places))
    point_django_at(url(name))
    return url(name)


def _gazetteer(url: Url, say: Say) -> str:
    """The name of a migrated database with the places in it."""
    name, mark = "waymark_speed_places", _fingerprint(SHAPING[:1])
    known = _mark_of(url, name) == mark
    if not known:
        _maintain(url, _named("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
        _maintain(url, _named("CREATE DATABASE {}", name))
    _migrated(url, name)
    if not known:
        say("loading places")
        call_command("load_places", stdout=StringIO())
        _maintain(url, _named("COMMENT ON DATABASE {} IS %s", name), mark)
    connection.close()
    return name


def _migrated(url: Url, name: str) -> None:
    """Point Django at the database and bring its schema up to date."""
    point_django_at(url(name))
    call_command("migrate", verbosity=0, interactive=False)


def _mark_of(url: Url, name: str) -> str:
    """The fingerprint of what is in the database, "" where there is none."""
    rows = _maintain(
        url,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
        "WHERE datname = %s",
        name,
    )
    return str(rows[0][0] or "") if rows else ""


def _named(statement: str, *names: str) -> Any:
    return SQL(statement).format(*map(Identifier, names))


def _maintain(url: Url, statement: Any, *values: str) -> list[Any]:
    """Run one statement outside any transaction."""
    session = psycopg2.connect(url("postgres"))
    session.autocommit = True
    with session.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
    session.close()
    return list(rows)


def _fingerprint(patterns: Iterable[str]) -> str:
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
