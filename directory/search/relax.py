"""When nobody is found: ask for less, in a named order, and say so.

City, region, country, remote, across borders (directory.md). Each step keeps
everything else that was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from directory.models.place import Place
from directory.search.query import Page, find
from directory.search.words import understand
from directory.services.gaps import record_gap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from directory.search.criteria import Criteria
    from directory.search.cursor import Cursor
    from directory.search.vocabulary import Meaning
    from directory.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Answer:
    """A page and how much was given up for it: "" for nothing.

    `criteria` are those that found the page; its cursors go on from them. `tried`
    names every step that found nobody.
    """

    page: Page
    relaxed: str
    criteria: Criteria
    tried: tuple[str, ...] = ()


def find_relaxed(
    criteria: Criteria,
    viewer: Viewer,
    *,
    size: int,
    cursor: Cursor | None = None,
) -> Answer:
    """The page as asked; else of the first relaxation that finds somebody.

    Only a first page is relaxed. A search that found nobody as asked is counted as a
    coverage gap.
    """
    page = find(criteria, viewer, size=size, cursor=cursor)
    if page.hits or cursor is not None:
        return Answer(page, "", criteria)
    tried: list[str] = []
    for name, wider in relaxations(criteria):
        found = find(wider, viewer, size=size)
        if found.hits:
            record_gap(criteria, name)
            return Answer(found, name, wider, tuple(tried))
        tried.append(name)
    record_gap(criteria, "")
    return Answer(page, "", criteria, tuple(tried))


def relaxations(criteria: Criteria) -> Iterator[tuple[str, Criteria]]:
    """(what was given up to, wider criteria), from the nearest to the farthest.

    A place among the typed words counts as where to look.
    """
    asked = criteria
    criteria = _placed(asked)
    country, region = _whereabouts(criteria)
    if _is_city(criteria) and region:
        yield "region", _anywhere(criteria, country=country, region=region)
    if country and (region or _is_city(criteria) or criteria is not asked):
        yield "country", _anywhere(criteria, country=country)
    if country and not criteria.remote:
        yield "remote", _anywhere(criteria, serves=country, remote=True)
    if country:
        yield "cross_border", _anywhere(criteria, cross_border=True)


def _placed(criteria: Criteria) -> Criteria:
    """The criteria with the first place among the words moved to its own filter."""
    question = understand(criteria.q) if criteria.q else None
    if question is None:
        return criteria
    for segment in question.segments:
        for meaning in segment.meanings:
            where = _where(meaning)
            if where:
                rest = [s for s in question.segments if s is not segment]
                words = " ".join(word for s in rest for word in s.words)
                return replace(criteria, q=words, **where)
    return criteria


def _where(meaning: Meaning) -> dict[str, Any]:
    if meaning.field == "place":
        return {"located_in": meaning.code}
    if meaning.field in ("country", "region"):
        return {meaning.field: meaning.code}
    return {}


def _anywhere(criteria: Criteria, **kept: object) -> Criteria:
    # A distance stays where the search stays around its point: nearest first.
    bare = replace(
        criteria,
        country="",
        region="",
        located_in="",
        serves="",
        near=None,
        within_km=None,
        ordering="" if criteria.ordering == "distance" else criteria.ordering,
    )
    return replace(bare, **kept)  # type: ignore[arg-type]


def _is_city(criteria: Criteria) -> bool:
    return criteria.near is not None or any(
        area.isdecimal() for area in (criteria.located_in, criteria.serves)
    )


def _whereabouts(criteria: Criteria) -> tuple[str, str]:
    """The country and region that the search is about, "" where it names none."""
    near = criteria.near
    if near is not None and near.country:
        return near.country, near.region
    for area in (criteria.located_in, criteria.serves, criteria.region):
        if area.isdecimal():
            place = Place.objects.get(pk=int(area))
            return place.country_id, place.region_id or ""
        if area:
            return area[:2], area if "-" in area else ""
    return criteria.country, ""
