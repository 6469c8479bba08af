"""Paper: it is passed from hand to hand, so it says only what everybody may read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directory.errors import DirectoryError
from directory.filters import read_criteria
from directory.models import Listing
from directory.reading import provider_detail
from directory.search.query import find
from directory.viewer import PUBLIC_VIEWER
from directory.views.channels import Channel, channels_of
from directory.views.entries import Entry
from directory.views.sealing import unseal
from directory.views.tonight import Clock
from directory.views.viewing import hides_what_is_not_visible, kept_nowhere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

_MOST = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry on paper."""

    entry: Entry
    channels: list[Channel]
    clock: Clock


@require_safe
@kept_nowhere
@hides_what_is_not_visible
def entry_sheet(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """The public fields of a public entry; 404 for every other."""
    document = provider_detail(provider_id, PUBLIC_VIEWER).document
    return _sheets(request, [document])


@require_safe
@kept_nowhere
@hides_what_is_not_visible
def results_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The public entries of a search, at most 50.

    What only monitors may filter by is left out: the choice itself would tell.
    """
    try:
        parameters = dict(unseal(token).parameters)
        parameters.pop("friendly_to", None)
        criteria = read_criteria(parameters, PUBLIC_VIEWER)
    except DirectoryError:
        raise Http404 from None
    ids = [hit.provider_id for hit in find(criteria, PUBLIC_VIEWER, size=_MOST).hits]
    seen = Listing.objects.visible_to(PUBLIC_VIEWER, on=timezone.localdate())
    found = dict(seen.filter(provider__in=ids).values_list("provider_id", "detail"))
    return _sheets(request, [found[key] for key in ids if key in found])


def _sheets(request: HttpRequest, documents: Iterable[str]) -> HttpResponse:
    entries = [Entry(json.loads(document)) for document in documents]
    sheets = [
        Sheet(entry, channels_of(entry.part("contacts") or (), {}), Clock(entry, None))
        for entry in entries
    ]
    context = {"sheets": sheets, "printed_on": timezone.localdate()}
    return render(request, "directory/print.html", context)
