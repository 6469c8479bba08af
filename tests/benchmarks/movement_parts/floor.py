"""The floor of a page: a bare WSGI function over psycopg2 and libsodium.

It sends the statements that our page sent, opens what it opened, and answers the
opened rows as JSON. No routing, no form, no template, no check of who asks.
"""

from __future__ import annotations

import json
import os
import pickle
import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg2
import psycopg2.extras

from tests.benchmarks.vault_speed.operations import BARE, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDED: Final = "WAYMARK_INTAKE_RECORDED"
_recorded: dict[str, Recorded] = pickle.loads(  # noqa: S301 (written by this benchmark)
    Path(os.environ[RECORDED]).read_bytes()
)
_mine = threading.local()
_NOT_SENT: Final = {"SAVEPOINT", "RELEASE", "ROLLBACK"}
_AUDIT: Final = 'INSERT INTO "evacuation_auditrow"'
_DIGEST: Final = 32


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    recorded = _recorded[environ["PATH_INFO"]]
    rows = _sent(recorded)
    opened = [
        BARE[name](*arguments)
        for name, arguments in recorded.operations
        if name != "aead_open"
    ]
    texts = [
        BARE[name](*arguments).decode(errors="replace")
        for name, arguments in recorded.operations
        if name == "aead_open"
    ]
    body = json.dumps({"rows": rows, "signed": len(opened), "opened": texts}).encode()
    headers = [("Content-Type", "application/json")]
    start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def _sent(recorded: Recorded) -> int:
    """How many rows came back."""
    number, rows = 0, 0
    for alias, sql, params in recorded.statements:
        if sql.split()[0] in _NOT_SENT:
            continue
        with _connection(alias).cursor() as cursor:
            cursor.execute(sql, _fresh(sql, params, number))
            if cursor.description:
                found = cursor.fetchall()
                rows += len(found)
                if "pg_advisory_xact_lock" in sql and found:
                    number = found[0][0]
        if sql.startswith(_AUDIT):
            # Others wait for its lock until then.
            _connection(alias).commit()
    for alias in ("default", "shred"):
        _connection(alias).commit()
    return rows


def _fresh(sql: str, params: Any, number: int) -> Any:
    """A row of the audit gets the next number, and a digest that no other has."""
    if not sql.startswith(_AUDIT):
        return params
    rest = [
        secrets.token_bytes(_DIGEST)
        if isinstance(one, bytes) and len(one) == _DIGEST
        else one
        for one in params[1:]
    ]
    return [number + 1, *rest]


def _connection(alias: str) -> Any:
    """One of each for a thread, as Django keeps them."""
    if not hasattr(_mine, alias):
        psycopg2.extras.register_uuid()
        url = os.environ["DATABASE_URL"]
        if alias == "shred":
            head, _, query = url.partition("?")
            url = f"{head}_shred?{query}"
        setattr(_mine, alias, psycopg2.connect(url))
    return getattr(_mine, alias)
