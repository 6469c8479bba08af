"""The one read path: criteria and viewer in, a page of listings out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from directory.narrowing import narrowed_page, narrowed_question
from directory.search.conditions import chosen, has_office_within, holds, in_scope
from directory.search.criteria import Criteria, Ordering
from directory.search.cursor import (
    Cursor,
    Window,
    bound,
    check_bound,
    forward,
    keyset,
    offset,
)
from directory.search.explain import Match, explain
from directory.search.listed import listed_rows
from directory.search.nearest import nearest
from directory.search.ranked import ranked_rows, rows_of
from directory.search.words import Question, correct, understand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from directory.search.conditions import Condition
    from directory.viewer import Viewer

# Ranked answers end here: who needs more than 200 needs another question.
MOST_RANKED = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One listing: `summary` is its finished JSON object."""

    provider_id: UUID
    summary: str
    match: tuple[Match, ...] = ()
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits and the cursors to its neighbours, None at the ends."""

    hits: tuple[Hit, ...]
    next: Cursor | None = None
    previous: Cursor | None = None


def find(
    criteria: Criteria,
    viewer: Viewer,
    *,
    size: int,
    cursor: Cursor | None = None,
    on: date | None = None,
) -> Page:
    """The page of listings that the viewer may see and that meet the criteria.

    One query for a list; one more for distance; for text one for places named and at
    most two more (exact, then corrected). Raises InvalidCursor for a cursor of another
    search.
    """
    check_bound(cursor, criteria)
    page = _page(criteria, viewer, size, cursor, on or timezone.localdate())
    ahead, behind = bound(page.next, criteria), bound(page.previous, criteria)
    return narrowed_page(replace(page, next=ahead, previous=behind), viewer)


def _page(
    criteria: Criteria, viewer: Viewer, size: int, cursor: Cursor | None, day: date
) -> Page:
    question = understand(criteria.q) if criteria.q else None
    if question is not None:
        question = narrowed_question(question, viewer)
    elif criteria.q:
        return Page(())
    conditions = chosen(criteria, viewer, day)
    if criteria.near is not None and criteria.order == Ordering.DISTANCE:
        return _by_distance(criteria, viewer, conditions, question, size, cursor)
    if criteria.near is not None:
        conditions.append(has_office_within(criteria, viewer))
    if question is not None:
        conditions += in_scope(criteria, viewer)
        if criteria.order in (Ordering.NAME, Ordering.FRESHEST):
            return _text_in_order(criteria, conditions, question, size, cursor)
        return _by_text(criteria, viewer, conditions, question, size, cursor)
    return _listed(criteria, conditions, size, cursor)


def _listed(
    criteria: Criteria,
    conditions: Sequence[Condition],
    size: int,
    cursor: Cursor | None,
) -> Page:
    window = keyset(criteria.order, cursor)
    rows = listed_rows(conditions, window, cursor, size + 1)
    return _windowed(rows, window, size, started=cursor is not None)


def _text_in_order(
    criteria: Criteria,
    conditions: Sequence[Condition],
    question: Question,
    size: int,
    cursor: Cursor | None,
) -> Page:
    """All that the words find, without corrections, in the order asked for."""
    asked = [*conditions, holds(question.sounding())]
    page = _listed(criteria, asked, size, cursor)
    rows = rows_of(conditions, [hit.provider_id for hit in page.hits])
    hits = tuple(
        replace(hit, match=explain(question, rows[hit.provider_id][2], hit.summary))
        for hit in page.hits
        if hit.provider_id in rows
    )
    return replace(page, hits=hits)


def _windowed(
    rows: list[tuple[UUID, str, object]], window: Window, size: int, *, started: bool
) -> Page:
    more = len(rows) > size
    rows = rows[:size]
    if window.backwards:
        rows.reverse()
    hits = tuple(Hit(row[0], row[1]) for row in rows)
    edges = [(str(row[2]), str(row[0])) for row in rows]
    ahead, behind = window.neighbours(edges, more=more, started=started)
    return Page(hits, ahead, behind)


def _by_text(
    criteria: Criteria,
    viewer: Viewer,
    conditions: Sequence[Condition],
    question: Question,
    size: int,
    cursor: Cursor | None,
) -> Page:
    start = offset(cursor)
    end = min(start + size + 1, MOST_RANKED)
    asked = question
    rows = ranked_rows(conditions, question, start, end, loose=False)
    if not rows:
        asked = correct(question, viewer, criteria.country or None)
        if asked.corrections or start:
            rows = ranked_rows(conditions, asked, start, end, loose=True)
    hits = tuple(
        Hit(provider_id, summary, explain(asked, names, summary))
        for provider_id, summary, names in rows[:size]
    )
    return _ranked_page(hits, start, size, more=len(rows) > size)


def _by_distance(
    criteria: Criteria,
    viewer: Viewer,
    conditions: Sequence[Condition],
    question: Question | None,
    size: int,
    cursor: Cursor | None,
) -> Page:
    asked = question
    if question is not None:
        asked = correct(question, viewer, criteria.country or None)
        conditions = [*conditions, holds(asked.corrected())]
    start = offset(cursor)
    found = nearest(conditions, criteria, viewer, most=MOST_RANKED)
    shown = dict(found[start : start + size])
    rows = rows_of(conditions, list(shown))
    hits = tuple(
        Hit(
            key,
            rows[key][1],
            explain(asked, rows[key][2], rows[key][1]) if asked else (),
            km,
        )
        for key, km in shown.items()
        if key in rows
    )
    return _ranked_page(hits, start, size, more=len(found) > start + size)


def _ranked_page(hits: tuple[Hit, ...], start: int, size: int, *, more: bool) -> Page:
    ahead = forward(start + size) if more and start + size < MOST_RANKED else None
    behind = forward(max(start - size, 0)) if start else None
    return Page(hits, ahead, behind)
