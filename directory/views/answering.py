"""Hits as a page shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from directory.views.entries import Entry, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from directory.search.query import Hit


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of the list: where it leads, why it was found, how far it is."""

    entry: Entry
    url: str
    reasons: list[str]
    distance_km: float | None


def results_of(hits: Iterable[Hit], token: str) -> list[Result]:
    """Results whose pages carry the sealed search with them."""
    return [
        Result(
            Entry(json.loads(hit.summary)),
            reverse("directory:entry_found", args=[token, hit.provider_id]),
            reasons(hit.match),
            hit.distance_km,
        )
        for hit in hits
    ]
