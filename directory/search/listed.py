"""Lists by freshness or by name, in keyset pages: one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from directory.search.conditions import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from directory.search.conditions import Condition
    from directory.search.cursor import Cursor, Window


def listed_rows(
    conditions: Sequence[Condition], window: Window, cursor: Cursor | None, most: int
) -> list[tuple[UUID, str, object]]:
    """At most `most` of (provider, summary, the value ordered by)."""
    asked = list(conditions)
    if cursor is not None and cursor.provider_id:
        asked.append(_beyond(window, cursor))
    where, params = joined(asked)
    order = ", ".join(map(_ordered, window.order))
    # Nothing but our own column names and operators is put into the text.
    statement = (
        f"SELECT provider_id, summary, {window.column} FROM directory_listing "  # noqa: S608
        f"WHERE {where} ORDER BY {order} LIMIT %s"
    )
    with connection.cursor() as answer:
        answer.execute(statement, [*params, most])
        return list(answer.fetchall())


def _beyond(window: Window, cursor: Cursor) -> Condition:
    """Past the edge of the page before; the first part alone can use the index."""
    column, beyond = window.column, "<" if window.order[0][0] == "-" else ">"
    next_id = "<" if cursor.backwards else ">"
    sql = (
        f"{column} {beyond}= %s AND "
        f"({column} {beyond} %s OR {column} = %s AND provider_id {next_id} %s::uuid)"
    )
    return sql, [cursor.value, cursor.value, cursor.value, cursor.provider_id]


def _ordered(name: str) -> str:
    return f"{name[1:]} DESC" if name[0] == "-" else name
