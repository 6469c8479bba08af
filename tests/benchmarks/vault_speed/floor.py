"""The floor: a bare WSGI function that does what one intake does, and nothing more.

The recorded operations of libsodium, the recorded statements with fresh ids, two
transactions; no form is read, no template filled, no key looked up.
"""

from __future__ import annotations

import os
import pickle
import re
import secrets
import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extras

from tests.benchmarks.vault_speed.operations import Recorded, replay

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDED = "WAYMARK_INTAKE_RECORDED"
_recorded: Recorded = pickle.loads(  # noqa: S301 (written by this benchmark)
    Path(os.environ[RECORDED]).read_bytes()
)
_mine = threading.local()
_INSERT = re.compile(r'INSERT INTO "(\w+)" \(([^)]*)\)')
_PAGE = b'<input type="hidden" name="form" value="00.00.00">'
_KEY = 32


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    body = _PAGE
    if environ["REQUEST_METHOD"] == "POST":
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if b"form=" in sent:
            intake(_recorded)
            body = b'<p class="receipt">0000</p>'
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def intake(recorded: Recorded) -> None:
    replay(recorded.operations)
    _Fresh().run(recorded)


class _Fresh:
    """One intake's statements, with ids and keys that no other has."""

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.rows: dict[int, int] = {}
        self.number = 0

    def run(self, recorded: Recorded) -> None:
        for alias, sql, params in recorded.statements:
            if sql.split()[0] in {"SAVEPOINT", "RELEASE"}:
                continue
            connection = _connection(alias)
            with connection.cursor() as cursor:
                cursor.execute(sql, self._params(sql, params))
                if cursor.description:
                    self._learn(sql, cursor.fetchall())
            if alias == "shred":
                connection.commit()
        _connection("default").commit()

    def _learn(self, sql: str, rows: list[Any]) -> None:
        if "evacuation_auditrow" in sql and rows:
            self.number = rows[0][0]
        elif 'INTO "evacuation_casekey"' in sql:
            self.rows = {at: row[0] for at, row in enumerate(rows)}

    def _params(self, sql: str, params: Any) -> Any:
        found = _INSERT.match(sql)
        if not params or found is None:
            return None if params is None else [self._changed(p) for p in params]
        columns = [name.strip(' "') for name in found[2].split(",")]
        return [
            self._column(found[1], columns[at % len(columns)], at // len(columns), one)
            for at, one in enumerate(params)
        ]

    def _column(self, table: str, column: str, row: int, value: Any) -> Any:
        if table == "evacuation_auditrow":
            if column == "number":
                return self.number + row + 1
            if column in {"previous", "digest"}:
                return secrets.token_bytes(_KEY)
        if column == "key_id":
            return self.rows[self.known.setdefault(("key", value), len(self._keys()))]
        return self._changed(value)

    def _keys(self) -> list[Any]:
        return [name for name in self.known if isinstance(name, tuple)]

    def _changed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._changed(one) for one in value]
        if isinstance(value, uuid.UUID):
            return self.known.setdefault(value, uuid.uuid4())
        if isinstance(value, bytes) and len(value) == _KEY:
            return self.known.setdefault(value, secrets.token_bytes(_KEY))
        if isinstance(value, str) and value.startswith("case:"):
            case = uuid.UUID(value.removeprefix("case:"))
            return f"case:{self._changed(case)}"
        return value


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
