"""Entries of a source as they stand, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.models import Provider
from directory.services.entry_data import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable


def entries_of_source(
    source: str, external_ids: Iterable[str], *, lock: bool
) -> dict[str, Provider]:
    """The entries of a source by their ids there, with all parts; locked if asked."""
    rows = Provider.objects.filter(source=source, external_id__in=list(external_ids))
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.order_by("pk").prefetch_related(*PARTS)
    return {provider.external_id: provider for provider in found}
