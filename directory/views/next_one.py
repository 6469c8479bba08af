"""Whom to call next: the nearest of the same search who was not called yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from directory.called import called_lately
from directory.gazetteer.near import read_near
from directory.search.criteria import WIDEST_KM, Criteria
from directory.search.query import find
from directory.search.relax import relaxations
from directory.views.sealing import sealing_began

if TYPE_CHECKING:
    from collections.abc import Iterator

    from directory.viewer import Viewer
    from directory.views.entries import Entry
    from directory.views.sealing import SealedSearch


@dataclass(frozen=True, slots=True)
class NextOne:
    """Whom to call, and what was given up to find them ("" for nothing)."""

    provider_id: UUID
    relaxed: str


def next_provider(
    sealed: SealedSearch, criteria: Criteria, entry: Entry, viewer: Viewer
) -> NextOne | None:
    """The next to call after `entry`, or None when everybody was called.

    Whoever this person called lately in another search is not offered either.
    Nothing is counted as a gap: somebody was found before.
    """
    called = {str(key) for key in called_lately(viewer, since=sealing_began())}
    tried = called.union(sealed.tried)
    for relaxed, asked in _ever_wider(criteria, entry):
        for hit in find(asked, viewer, size=len(tried) + 1).hits:
            if str(hit.provider_id) not in tried:
                return NextOne(hit.provider_id, relaxed)
    return None


def _ever_wider(criteria: Criteria, entry: Entry) -> Iterator[tuple[str, Criteria]]:
    # A search that named no place goes on around the entry that was called: it was
    # chosen for where it is. Both are what was asked for; the rest is more.
    yield "", _around(criteria, entry)
    yield "", criteria
    yield from relaxations(criteria)


def _around(criteria: Criteria, entry: Entry) -> Criteria:
    places = entry.part("places") or []
    if criteria.near is not None or not places:
        return criteria
    near = read_near(str(places[0]["geonameid"]))
    return replace(criteria, near=near, within_km=float(WIDEST_KM), ordering="")
