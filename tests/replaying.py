"""Rows that many tests begin with, written by the statements that wrote them first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connections


class Replay:
    """Calls `write` once; later calls send its statements again, all at one go.

    `write` inserts rows of one database, and always the same: building the statements
    takes the ORM far longer than the database takes to follow them.
    """

    def __init__(self, write: Callable[[], None], alias: str = "default") -> None:
        self._write = write
        self._alias = alias
        self._sent: list[bytes] = []

    def __call__(self) -> None:
        connection = connections[self._alias]
        if self._sent:
            send_again(self._alias, self._sent)
            return
        sent: list[bytes] = []
        with connection.execute_wrapper(partial(_remember, sent)):
            self._write()
        self._sent = sent


def send_again(alias: str, statements: list[bytes]) -> None:
    """As they are: a sign of percent in a value is no place for another."""
    with connections[alias].cursor() as cursor:
        cursor.cursor.execute(b";".join(statements))


def _remember(
    sent: list[bytes],
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """For `execute_wrapper`: keep the statement as it goes out, with its values."""
    done = execute(sql, params, many, context)
    if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
        sent.append(context["cursor"].cursor.query)
    return done
