"""Hits as a page shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import CallOutcome
from directory.views.entries import Entry, Tag, matched_areas, reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from directory.search.query import Hit


@dataclass(frozen=True, slots=True)
class Result:
    """One entry of the list: where it leads, why it was found, how far it is."""

    entry: Entry
    url: str
    reasons: list[str]
    practices: list[tuple[str, list[str]]]
    distance_km: float | None
    called: Tag | None


def results_of(
    hits: Iterable[Hit],
    token: str,
    called: Mapping[UUID, str],
    areas: Collection[str] = (),
) -> list[Result]:
    """Results whose pages carry the sealed search with them.

    `called` is what came of this reader's latest calls, by provider; `areas` are the
    practice areas asked for, which a card names first.
    """
    return [_result(hit, token, called, areas) for hit in hits]


def _result(
    hit: Hit, token: str, called: Mapping[UUID, str], areas: Collection[str]
) -> Result:
    entry = Entry(json.loads(hit.summary))
    return Result(
        entry,
        reverse("directory:entry_found", args=[token, hit.provider_id]),
        reasons(hit.match),
        entry.practices_from(matched_areas(hit.match).union(areas)),
        hit.distance_km,
        _called(called.get(hit.provider_id)),
    )


def _called(result: str | None) -> Tag | None:
    if result is None:
        return None
    words = str(CallOutcome.Result(result).label).lower()
    return Tag("warn", _("You called: %s") % words)
