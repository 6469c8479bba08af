"""Writing tsquery values safely: every lexeme is quoted, nothing is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup

if TYPE_CHECKING:
    from collections.abc import Iterable


def one(lexeme: str, *, prefix: bool = False) -> str:
    """The query for one lexeme, or for all that begin with it."""
    quoted = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if prefix else ''}"


def any_of(queries: Iterable[str]) -> str:
    """Matches where one of the queries does; "" for none."""
    return _join(" | ", queries)


def all_of(queries: Iterable[str]) -> str:
    """Matches where all of the queries do; "" for none."""
    return _join(" & ", queries)


def _join(operator: str, queries: Iterable[str]) -> str:
    parts = [query for query in queries if query]
    return parts[0] if len(parts) == 1 else f"({operator.join(parts)})" if parts else ""


@SearchVectorField.register_lookup
class Holds(Lookup[bool]):
    """`facts__holds=query`: `facts @@ query`, without any text search parser."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*params, self.rhs)
