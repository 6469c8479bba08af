"""The one read path: criteria and viewer in, a page of listings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from directory.models import Listing
from directory.narrowing import narrowed_page, narrowed_question
from directory.search import nearest
from directory.search.criteria import Criteria, Ordering
from directory.search.cursor import Cursor, Window, forward, keyset, offset
from directory.search.explain import Match, explain
from directory.search.listed import listed_rows
from directory.search.selection import select
from directory.search.words import Question, correct, understand

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from directory.models.visibility import ListingQuerySet
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
    most two more (exact, then corrected).
    """
    page = _page(criteria, viewer, size, cursor, on or timezone.localdate())
    return narrowed_page(page, viewer)


def _page(
    criteria: Criteria, viewer: Viewer, size: int, cursor: Cursor | None, day: date
) -> Page:
    question = understand(criteria.q) if criteria.q else None
    if question is not None:
        question = narrowed_question(question, viewer)
    elif criteria.q:
        return Page(())
    if question is None and criteria.near is None:
        window = keyset(criteria.order, cursor)
        rows = listed_rows(criteria, viewer, window, cursor, most=size + 1, on=day)
        return _windowed(rows, window, size, started=cursor is not None)
    listings = select(Listing.objects.all(), criteria, viewer, on=day)
    if criteria.near is not None and criteria.order == Ordering.DISTANCE:
        return _by_distance(criteria, viewer, listings, question, size, cursor)
    if question is not None:
        return _by_text(criteria, viewer, listings, question, size, cursor)
    return _by_key(criteria, nearest.within(listings, criteria, viewer), size, cursor)


def _by_key(
    criteria: Criteria, listings: ListingQuerySet, size: int, cursor: Cursor | None
) -> Page:
    """Freshest first or by name, in keyset pages with ties broken by id."""
    window = keyset(criteria.order, cursor)
    rows = list(
        listings.filter(window.after)
        .order_by(*window.order)
        .values_list("provider_id", "summary", window.column)[: size + 1]
    )
    return _windowed(rows, window, size, started=cursor is not None)


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
    listings: ListingQuerySet,
    question: Question,
    size: int,
    cursor: Cursor | None,
) -> Page:
    start = offset(cursor)
    asked = question
    rows = _ranked(listings, question, start, size, loose=False)
    if not rows and start == 0:
        asked = correct(question, viewer, criteria.country or None)
        if asked.corrections:
            rows = _ranked(listings, asked, start, size, loose=True)
    elif not rows:
        asked = correct(question, viewer, criteria.country or None)
        rows = _ranked(listings, asked, start, size, loose=True)
    hits = tuple(
        Hit(row.provider_id, row.summary, explain(asked, row.names))
        for row in rows[:size]
    )
    return _ranked_page(hits, start, size, more=len(rows) > size)


def _ranked(
    listings: ListingQuerySet,
    question: Question,
    start: int,
    size: int,
    *,
    loose: bool,
) -> list[Listing]:
    wanted = question.corrected() if loose else question.sounding()
    rank = Case(
        When(keys__overlap=[question.whole], then=Value(0)),
        When(facts__holds=question.exact(), then=Value(1)),
        When(facts__holds=question.prefix(), then=Value(2)),
        When(facts__holds=question.sounding(), then=Value(4 if loose else 3)),
        default=Value(3),
        output_field=IntegerField(),
    )
    end = min(start + size + 1, MOST_RANKED)
    return list(
        listings.filter(facts__holds=wanted)
        .order_by(rank, "-verified_on", "provider_id")
        .only("provider_id", "summary", "names")[start:end]
    )


def _by_distance(
    criteria: Criteria,
    viewer: Viewer,
    listings: ListingQuerySet,
    question: Question | None,
    size: int,
    cursor: Cursor | None,
) -> Page:
    if question is not None:
        asked = correct(question, viewer, criteria.country or None)
        listings = listings.filter(facts__holds=asked.corrected())
    start = offset(cursor)
    found = nearest.nearest(listings, criteria, viewer, most=MOST_RANKED)
    chosen = dict(found[start : start + size])
    rows = {
        row.provider_id: row
        for row in listings.filter(provider__in=chosen).only(
            "provider_id", "summary", "names"
        )
    }
    hits = tuple(
        Hit(
            key,
            rows[key].summary,
            explain(asked, rows[key].names) if question is not None else (),
            km,
        )
        for key, km in chosen.items()
        if key in rows
    )
    return _ranked_page(hits, start, size, more=len(found) > start + size)


def _ranked_page(hits: tuple[Hit, ...], start: int, size: int, *, more: bool) -> Page:
    ahead = forward(start + size) if more and start + size < MOST_RANKED else None
    behind = forward(max(start - size, 0)) if start else None
    return Page(hits, ahead, behind)
