"""Where a page begins: keyset cursors for lists, positions for ranked answers.

Cursors are signed, so that a made-up one is refused instead of guessed at, and belong
to one search in one order: a name's edge means nothing in a list of days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.crypto import salted_hmac

from directory.errors import InvalidCursor
from directory.search.criteria import Ordering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.search.criteria import Criteria

_SALT = "directory.cursor"
_DIGEST_LENGTH = 16
_COLUMNS = {Ordering.FRESHEST: "verified_on", Ordering.NAME: "sort_name"}


@dataclass(frozen=True, slots=True)
class Cursor:
    """`position` for ranked answers; else the edge (value, id) and the direction.

    `search` is the digest of the search that the cursor walks.
    """

    position: int = 0
    value: str = ""
    provider_id: str = ""
    backwards: bool = False
    search: str = ""

    def sealed(self) -> str:
        """The text that a caller gets."""
        edge = [self.value, self.provider_id, int(self.backwards)]
        return signing.dumps([self.position, *edge, self.search], salt=_SALT)


def open_cursor(text: str) -> Cursor:
    """The cursor in what a caller sent. Raises InvalidCursor."""
    try:
        position, value, provider_id, backwards, search = signing.loads(
            text, salt=_SALT
        )
    except (signing.BadSignature, ValueError):
        raise InvalidCursor("cursor") from None
    return Cursor(position, value, provider_id, bool(backwards), search)


def bound(cursor: Cursor | None, criteria: Criteria) -> Cursor | None:
    """The cursor as one of this search alone."""
    if cursor is None:
        return None
    return replace(cursor, search=_digest(criteria))


def check_bound(cursor: Cursor | None, criteria: Criteria) -> None:
    """Raises InvalidCursor for a cursor of another search or another order."""
    if cursor is not None and cursor.search != _digest(criteria):
        raise InvalidCursor("cursor")


def _digest(criteria: Criteria) -> str:
    # Keyed: a cursor may stand in a log, where nobody should try words against it.
    asked = f"{criteria.order} {criteria!r}"
    return salted_hmac(_SALT, asked, algorithm="sha256").hexdigest()[:_DIGEST_LENGTH]


def forward(position: int) -> Cursor:
    return Cursor(position=position)


def offset(cursor: Cursor | None) -> int:
    return 0 if cursor is None else cursor.position


@dataclass(frozen=True, slots=True)
class Window:
    """The part of an ordered list that a cursor opens."""

    column: str
    order: tuple[str, ...]
    backwards: bool

    def neighbours(
        self, edges: Sequence[tuple[str, str]], *, more: bool, started: bool
    ) -> tuple[Cursor | None, Cursor | None]:
        """Cursors to the pages after and before the one with these edges."""
        if not edges:
            return None, None
        ahead = Cursor(0, *edges[-1])
        behind = Cursor(0, *edges[0], backwards=True)
        has_next = more if not self.backwards else True
        has_previous = started if not self.backwards else more
        return (ahead if has_next else None), (behind if has_previous else None)


def keyset(ordering: Ordering, cursor: Cursor | None) -> Window:
    """The window of a list ordered by freshness or name."""
    column = _COLUMNS.get(ordering, "verified_on")
    descending = column == "verified_on"
    backwards = cursor is not None and cursor.backwards
    if backwards:
        order = (column if descending else f"-{column}", "-provider_id")
    else:
        order = (f"-{column}" if descending else column, "provider_id")
    return Window(column, order, backwards)
