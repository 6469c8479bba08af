"""The floor: the very statements our endpoint sends, in a bare WSGI function.

What the last statement gives is put together to a JSON object as fast as Python can;
no routing, no key is checked, no parameter is read. Nothing in Python over the same
database can be much faster.
"""

from __future__ import annotations

import os
import pickle
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extras

if TYPE_CHECKING:
    from collections.abc import Iterable

    Statements = dict[tuple[str, bool], list[tuple[str, Any]]]

_statements: Statements = pickle.loads(  # noqa: S301 (written by this benchmark)
    Path(os.environ["WAYMARK_SPEED_STATEMENTS"]).read_bytes()
)
_mine = threading.local()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    conditional = "HTTP_IF_NONE_MATCH" in environ
    query = environ["QUERY_STRING"]
    address = f"{environ['PATH_INFO']}?{query}" if query else environ["PATH_INFO"]
    with _session().cursor() as cursor:
        for sql, params in _statements[address, conditional]:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
    if conditional:
        start_response("304 Not Modified", [])
        return [b""]
    texts = [v for row in rows for v in row if isinstance(v, str) and v[:1] == "{"]
    body = f'{{"results":[{",".join(texts)}]}}'.encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


def _session() -> Any:
    """One connection for each thread, as Django keeps them."""
    if not hasattr(_mine, "session"):
        psycopg2.extras.register_uuid()
        _mine.session = psycopg2.connect(os.environ["DATABASE_URL"])
        _mine.session.autocommit = True
    return _mine.session
