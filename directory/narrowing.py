"""What a sharing agreement leaves out of entries that the viewer's level shows.

Listings are finished for a level; an agreement (`Viewer.fields`) may read less than
its level. What it leaves out is neither shown nor found by words.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from directory.models.taxonomy import Scheme

if TYPE_CHECKING:
    from directory.search.query import Hit, Page
    from directory.search.words import Question, Segment
    from directory.viewer import Viewer

# Members of an entry's document by field group, of the groups that a scope can open.
_MEMBERS = {"friendliness": ("friendly_to", "friendliness")}


def narrowed(document: str, viewer: Viewer) -> str:
    """The finished document without what the agreement leaves out."""
    members = [
        member
        for group, names in _MEMBERS.items()
        if not viewer.reads_group(group)
        for member in names
        if f'"{member}":' in document
    ]
    restricted = not viewer.reads_group("contacts") and '"restricted":' in document
    if not members and not restricted:
        return document
    entry = json.loads(document)
    for member in members:
        entry.pop(member, None)
    if restricted:
        open_to_all = [c for c in entry["contacts"] if not c.get("restricted")]
        entry["contacts"] = open_to_all
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def narrowed_page(page: Page, viewer: Viewer) -> Page:
    """The page with every summary narrowed."""
    if viewer.fields is None:
        return page
    return replace(page, hits=tuple(_narrowed_hit(hit, viewer) for hit in page.hits))


def narrowed_question(question: Question, viewer: Viewer) -> Question:
    """The question without meanings that the viewer may not ask by a filter either."""
    if viewer.reads_group("friendliness"):
        return question
    return replace(question, segments=tuple(map(_unattested, question.segments)))


def _narrowed_hit(hit: Hit, viewer: Viewer) -> Hit:
    summary = narrowed(hit.summary, viewer)
    return hit if summary is hit.summary else replace(hit, summary=summary)


def _unattested(segment: Segment) -> Segment:
    kept = tuple(m for m in segment.meanings if m.field != Scheme.FRIENDLY_GROUP)
    return replace(segment, meanings=kept)
