"""Lists by freshness or by name: one statement, written by hand.

The same conditions as `selection.select`. They are asked hundreds of times a second,
and the ORM takes longer to compile them than PostgreSQL to answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from directory.models.visibility import readable_sql
from directory.search.criteria import Preset
from directory.search.selection import facts_wanted, oldest_verification

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from directory.search.criteria import Criteria
    from directory.search.cursor import Cursor, Window
    from directory.viewer import Viewer

Condition = tuple[str, list[Any]]


def listed_rows(
    criteria: Criteria,
    viewer: Viewer,
    window: Window,
    cursor: Cursor | None,
    *,
    most: int,
    on: date,
) -> list[tuple[UUID, str, object]]:
    """At most `most` of (provider, summary, the value ordered by)."""
    conditions = [readable_sql(viewer, criteria.country or None)]
    conditions += _conditions(criteria, viewer, on)
    if cursor is not None and cursor.provider_id:
        conditions.append(_beyond(window, cursor))
    where = " AND ".join(sql for sql, _params in conditions)
    params = [param for _sql, params in conditions for param in params]
    order = ", ".join(map(_ordered, window.order))
    # Nothing but our own column names and operators is put into the text.
    statement = (
        f"SELECT provider_id, summary, {window.column} FROM directory_listing "  # noqa: S608
        f"WHERE {where} ORDER BY {order} LIMIT %s"
    )
    with connection.cursor() as answer:
        answer.execute(statement, [*params, most])
        return list(answer.fetchall())


def _conditions(criteria: Criteria, viewer: Viewer, on: date) -> list[Condition]:
    found: list[Condition] = [("listed_until > %s", [on])]
    wanted = facts_wanted(criteria, viewer)
    if wanted:
        found.append(("facts @@ %s::tsquery", [wanted]))
    oldest = oldest_verification(criteria, on)
    if oldest is not None:
        found.append(("verified_on >= %s", [oldest]))
    if criteria.preset == Preset.DETENTION_NOW:
        found.append(("next_due > %s", [on]))
    return found


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
