"""How many of each, within what the viewer sees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from directory.narrowing import narrowed_question
from directory.search import lexemes as lex
from directory.search.conditions import (
    chosen,
    has_office_within,
    holds,
    in_scope,
    joined,
)
from directory.search.words import understand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.search.criteria import Criteria
    from directory.viewer import Viewer

# Facets by the prefix of the lexemes that are counted.
_FACETS = {
    "practice_area": lex.AREA,
    "language": lex.LANGUAGE,
    "kind": lex.KIND,
    "cost": lex.COST,
}


def facets(criteria: Criteria, viewer: Viewer) -> dict[str, list[tuple[str, int]]]:
    """For each facet (code, entries), most first, counted under the other criteria.

    Counts come from the viewer's own listings, so that what is hidden from them
    never counts. Two queries.
    """
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in _FACETS}
    names = {prefix: name for name, prefix in _FACETS.items()}
    for lexeme, count in _counted(criteria, viewer):
        prefix, _, code = lexeme.partition(".")
        found[names[prefix]].append((code, count))
    found["country"] = countries(criteria, viewer)
    return found


def countries(criteria: Criteria, viewer: Viewer) -> list[tuple[str, int]]:
    """(ISO 3166-1 code, entries) under the criteria, the country itself apart."""
    anywhere = replace(criteria, country="")
    sql, params = _chosen(anywhere, viewer, "country")
    # The inner query is the ORM's; its values travel apart.
    statement = f"""
        SELECT country, count(*) FROM ({sql}) AS chosen
        GROUP BY country ORDER BY count(*) DESC, country"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _counted(criteria: Criteria, viewer: Viewer) -> list[tuple[str, int]]:
    sql, params = _chosen(criteria, viewer, "facts")
    statement = f"""
        SELECT word.lexeme, count(*) FROM ({sql}) AS chosen
        CROSS JOIN LATERAL unnest(chosen.facts) AS word
        WHERE split_part(word.lexeme, '.', 1) = ANY(%s)
        GROUP BY word.lexeme ORDER BY count(*) DESC, word.lexeme"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, list(_FACETS.values())])
        return list(cursor.fetchall())


def _chosen(
    criteria: Criteria, viewer: Viewer, column: str
) -> tuple[str, Sequence[Any]]:
    conditions = chosen(criteria, viewer, timezone.localdate())
    conditions += in_scope(criteria, viewer)
    question = understand(criteria.q) if criteria.q else None
    if question is not None:
        question = narrowed_question(question, viewer)
        conditions.append(holds(question.sounding()))
    if criteria.near is not None:
        conditions.append(has_office_within(criteria, viewer))
    where, params = joined(conditions)
    return f"SELECT {column} FROM directory_listing WHERE {where}", params  # noqa: S608
