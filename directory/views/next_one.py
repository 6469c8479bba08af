"""Whom to call next: the nearest of the same search who was not called yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from directory.gazetteer.near import read_near
from directory.search.criteria import WIDEST_KM, Criteria
from directory.search.query import find
from directory.search.relax import relaxations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from directory.viewer import Viewer
    from directory.views.entries import Entry
    from directory.views.sealing import SealedSearch


def next_provider(
    sealed: SealedSearch, criteria: Criteria, entry: Entry, viewer: Viewer
) -> UUID | None:
    """The next to call after `entry`, or None when everybody was called.

    A search that named no place goes on around the entry that was called: it was
    chosen for where it is. Nothing is counted as a gap: somebody was found before.
    """
    tried = set(sealed.tried)
    for asked in _ever_wider(_around(criteria, entry)):
        for hit in find(asked, viewer, size=len(tried) + 1).hits:
            if str(hit.provider_id) not in tried:
                return hit.provider_id
    return None


def _ever_wider(criteria: Criteria) -> Iterator[Criteria]:
    yield criteria
    for _, wider in relaxations(criteria):
        yield wider


def _around(criteria: Criteria, entry: Entry) -> Criteria:
    places = entry.part("places") or []
    if criteria.near is not None or not places:
        return criteria
    near = read_near(str(places[0]["geonameid"]))
    return replace(criteria, near=near, within_km=float(WIDEST_KM), ordering="")
