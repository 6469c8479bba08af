"""From page to page: an opaque cursor, and the address that carries it.

The cursor is the directory's own (signed; keyset or position). Where a search was
relaxed, its further pages belong to the relaxed search: the cursor then names the
step, as in `country~…`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from directory.errors import InvalidCursor
from directory.search.cursor import Cursor, open_cursor
from directory.search.query import find
from directory.search.relax import Answer, find_relaxed, relaxations

if TYPE_CHECKING:
    from django.http import HttpRequest

    from directory.search.criteria import Criteria
    from directory.viewer import Viewer

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
_STEP = "~"


@dataclass(frozen=True, slots=True)
class Position:
    """Which page of a search is asked for; `step` is the relaxation it belongs to."""

    size: int = DEFAULT_SIZE
    cursor: Cursor | None = None
    step: str = ""


def read_position(text: str, size: int) -> Position:
    """The page that a caller's cursor opens, the first for "". Raises InvalidCursor."""
    if not text:
        return Position(size)
    step, _mark, sealed = text.rpartition(_STEP)
    return Position(size, open_cursor(sealed), step)


def page_at(criteria: Criteria, viewer: Viewer, position: Position) -> Answer:
    """The page asked for, of the search as asked or of its relaxation."""
    if not position.step:
        return find_relaxed(
            criteria, viewer, size=position.size, cursor=position.cursor
        )
    wider = dict(relaxations(criteria)).get(position.step)
    if wider is None:
        raise InvalidCursor("cursor")
    page = find(wider, viewer, size=position.size, cursor=position.cursor)
    return Answer(page, position.step, wider)


def cursor_text(cursor: Cursor | None, step: str) -> str | None:
    """What a caller gets to ask for that page."""
    if cursor is None:
        return None
    return f"{step}{_STEP}{cursor.sealed()}" if step else cursor.sealed()


def address_of(request: HttpRequest, cursor: str | None) -> str | None:
    """The absolute URL of the page: this request's, with the other cursor."""
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.scheme}://{request.get_host()}{request.path}?{query.urlencode()}"
