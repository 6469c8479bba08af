"""What editors read: the entries they keep, and what waits for them.

Every function takes the countries of the editor's running profile; nothing of any
other country comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from directory.errors import NotVisible
from directory.models import (
    Alert,
    ConnectRequest,
    CoverageGap,
    Incident,
    Listing,
    Proposal,
    Provider,
)
from directory.models.choices import Level, ProviderStatus

if TYPE_CHECKING:
    from directory.viewer import Viewer

Countries = list[str]
# What `data_of` reads of an entry.
_PARTS = (
    "countries",
    "regions",
    "cities",
    "names",
    "practices__area",
    "languages__language",
    "friendliness",
    "hours",
    "offices__place",
    "contacts",
)
# How many rows a list page shows.
PAGE = 50


def kept(countries: Countries) -> QuerySet[Provider]:
    return Provider.objects.filter(home_country__in=countries)


def require_kept(countries: Countries, provider_id: UUID) -> None:
    """Raises NotVisible where the entry is not one of theirs."""
    if not kept(countries).filter(pk=provider_id).exists():
        raise NotVisible


def due(on: date) -> Q:
    """Listed, and to be checked again on that day or before, or asked for."""
    late = Q(next_due__lte=on) | Q(recheck_asked_at__isnull=False)
    return Q(status=ProviderStatus.LISTED) & late


def entries(
    countries: Countries, *, state: str = "", words: str = "", country: str = ""
) -> QuerySet[Provider]:
    """Entries of one state (a status or `due`), whose names contain the words."""
    found = kept(countries)
    if state == "due":
        found = found.filter(due(timezone.localdate()))
    elif state:
        found = found.filter(status=state)
    if country:
        found = found.filter(home_country=country)
    if words:
        named = Q(display_name__icontains=words) | Q(latin_name__icontains=words)
        found = found.filter(named)
    return found.order_by("-updated_at", "id")


def counts(countries: Countries) -> dict[str, int]:
    """How many entries stand in each state, `due` among them. One query."""
    states = {status: Count("id", filter=Q(status=status)) for status in ProviderStatus}
    late = Count("id", filter=due(timezone.localdate()))
    found: dict[str, int] = kept(countries).aggregate(**states, due=late)
    return found


def entry(countries: Countries, provider_id: UUID) -> Provider:
    """One entry with all that hangs on it. Raises NotVisible."""
    whole = kept(countries).select_related(
        "home_country", "organisation", "verified_by"
    )
    found = whole.prefetch_related(*_PARTS).filter(pk=provider_id).first()
    if found is None:
        raise NotVisible
    return found


def visible_entry(viewer: Viewer, provider_id: UUID) -> Provider:
    """An entry that the viewer finds today as a monitor would. Raises NotVisible."""
    seen = Listing.objects.visible_to(viewer, on=timezone.localdate())
    listing = seen.select_related("provider").filter(provider=provider_id).first()
    if listing is None or listing.level < Level.MONITORS:
        raise NotVisible
    return listing.provider


def queue(countries: Countries) -> QuerySet[Provider]:
    """What has to be checked: where nobody answers first, then the longest overdue.

    Everything that falls due within two weeks is in it.
    """
    soon = timezone.localdate() + timedelta(days=14)
    return (
        kept(countries)
        .filter(due(soon))
        .order_by(F("recheck_asked_at").asc(nulls_last=True), "next_due", "id")
    )


def under_pressure(country: str) -> bool:
    """Whether the country's bar is under pressure, so that checks hold 90 days."""
    return country in settings.WAYMARK_PRESSURED_BARS


def alerts(countries: Countries) -> QuerySet[Alert]:
    """Alerts that nobody has seen to yet, newest first."""
    mine = Alert.objects.filter(
        seen_at__isnull=True, provider__home_country__in=countries
    )
    return mine.select_related("provider", "about").order_by("-at")


def incidents(countries: Countries) -> QuerySet[Incident]:
    """Open incidents, oldest first."""
    mine = Incident.objects.filter(
        state=Incident.State.OPEN, provider__home_country__in=countries
    )
    return (
        mine.select_related("provider", "reported_by")
        .prefetch_related("reviews__by")
        .order_by("at")
    )


def proposals(countries: Countries) -> QuerySet[Proposal]:
    """Proposals waiting for a decision, oldest first."""
    mine = Proposal.objects.filter(
        state=Proposal.State.OPEN, provider__home_country__in=countries
    )
    return mine.select_related("provider", "proposed_by").order_by("at")


def connect_requests(countries: Countries) -> QuerySet[ConnectRequest]:
    """Requests to be put in touch, the next due first."""
    mine = ConnectRequest.objects.filter(
        answered_at__isnull=True, provider__home_country__in=countries
    )
    return mine.select_related("provider", "asked_by").order_by("due_at")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`listed` and `missed`: (country, practice area code) to a count."""

    listed: dict[tuple[str, str], int]
    missed: dict[tuple[str, str], int]

    @property
    def areas(self) -> list[str]:
        return sorted({area for _country, area in {**self.listed, **self.missed}})


def coverage(countries: Countries, *, months: int = 6) -> Coverage:
    """Listed entries, and searches of the last months that found nobody.

    A search without a practice area counts under "". Two queries.
    """
    listed = (
        kept(countries)
        .filter(status=ProviderStatus.LISTED)
        .values_list("home_country", "practices__area__code")
        .annotate(count=Count("id", distinct=True))
    )
    since = timezone.localdate() - timedelta(days=31 * months)
    gaps = CoverageGap.objects.filter(country__in=countries, month__gte=since)
    missed: dict[tuple[str, str], int] = {}
    rows = gaps.values_list("country", "practice_areas").annotate(times=Sum("count"))
    for country, areas, times in rows:
        for area in areas or [""]:
            missed[country, area] = missed.get((country, area), 0) + times
    return Coverage({(c, a or ""): n for c, a, n in listed}, missed)


def waiting(countries: Countries) -> dict[str, int]:
    """How much waits on each page of the desk."""
    return {
        "queue": queue(countries).count(),
        "incidents": incidents(countries).count(),
        "alerts": alerts(countries).count(),
        "proposals": proposals(countries).count(),
        "connect": connect_requests(countries).count(),
    }
