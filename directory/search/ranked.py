"""Answers to typed words, best match first: one statement."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from directory.search.conditions import holds, joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from directory.search.conditions import Condition
    from directory.search.words import Question

_RANKED: Final = """
SELECT provider_id, summary, names FROM directory_listing WHERE {where}
 ORDER BY CASE WHEN keys && ARRAY[%s] THEN 0
               WHEN facts @@ %s::tsquery THEN 1
               WHEN facts @@ %s::tsquery THEN 2
               WHEN facts @@ %s::tsquery THEN %s
               ELSE 3 END, verified_on DESC, provider_id
 LIMIT %s OFFSET %s"""
_BY_ID: Final = """
SELECT provider_id, summary, names FROM directory_listing WHERE {where}"""
Row = tuple["UUID", str, list[Any]]


def ranked_rows(
    conditions: Sequence[Condition],
    question: Question,
    start: int,
    end: int,
    *,
    loose: bool,
) -> list[Row]:
    """(provider, summary, names) from `start` to `end`.

    The whole name first, then the words as typed, then the last of them unfinished,
    then what a correction found, then what sounds alike; without a correction
    (`loose` false) what sounds alike is all that is left.
    """
    wanted = question.corrected() if loose else question.sounding()
    where, params = joined([*conditions, holds(wanted)])
    ranks = [question.whole, question.exact(), question.prefix(), question.sounding()]
    last = 4 if loose else 3
    return _rows(
        _RANKED.format(where=where), [*params, *ranks, last, end - start, start]
    )


def rows_of(conditions: Sequence[Condition], ids: Sequence[UUID]) -> dict[UUID, Row]:
    """The listings of these providers that meet the conditions."""
    asked = [*conditions, ("provider_id = ANY(%s::uuid[])", [list(map(str, ids))])]
    where, params = joined(asked)
    return {row[0]: row for row in _rows(_BY_ID.format(where=where), params)}


def _rows(statement: str, params: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [(pk, text, json.loads(names)) for pk, text, names in cursor.fetchall()]
