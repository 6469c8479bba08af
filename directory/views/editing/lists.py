"""What an editor keeps and what waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from directory import editing
from directory.forms.people import country_choices
from directory.models.choices import ProviderStatus
from directory.models.taxonomy import Scheme
from directory.taxonomy.labels import labels
from directory.views.doors import for_editors

if TYPE_CHECKING:
    from directory.models import Incident, Monitor

STATES = [("", _("All")), ("due", _("To be checked")), *ProviderStatus.choices]


@require_GET
@for_editors
def entries(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """The list, by state, country and words in the name."""
    asked = {name: request.GET.get(name, "").strip() for name in ("state", "country")}
    words = request.GET.get("q", "").strip()
    found = editing.entries(profile.countries, words=words, **asked)
    if asked["state"] not in dict(STATES) or "\0" in words + asked["country"]:
        # No entry holds a NUL, and the database refuses to look for one.
        found = found.none()
    counted = editing.counts(profile.countries)
    counted[""] = sum(counted[status] for status in ProviderStatus)
    context = {
        "page": Paginator(found, editing.PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"q": words, **asked}) + "&",
        "words": words,
        **asked,
        "countries": named(profile.countries),
        "states": [(code, label, counted[code]) for code, label in STATES],
        "waiting": editing.waiting(profile.countries),
        "today": timezone.localdate(),
    }
    return render(request, "directory/editing/entries.html", context)


@require_GET
@for_editors
def queue(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """What to check again, and why."""
    page = Paginator(editing.queue(profile.countries), editing.PAGE)
    found = page.get_page(request.GET.get("page"))
    pressed = [c for c in profile.countries if editing.under_pressure(c)]
    context = {"page": found, "pressed": pressed, "today": timezone.localdate()}
    return render(request, "directory/editing/queue.html", context)


@require_GET
@for_editors
def alerts(request: HttpRequest, profile: Monitor) -> HttpResponse:
    context = {"alerts": editing.alerts(profile.countries)[: editing.PAGE]}
    return render(request, "directory/editing/alerts.html", context)


@require_GET
@for_editors
def incidents(request: HttpRequest, profile: Monitor) -> HttpResponse:
    found = editing.incidents(profile.countries)[: editing.PAGE]
    context = {"incidents": [(i, _has_spoken(i, profile)) for i in found]}
    return render(request, "directory/editing/incidents.html", context)


def _has_spoken(incident: Incident, profile: Monitor) -> bool:
    """Whether the editor reported the incident or gave a verdict on it."""
    spoke = {review.by_id for review in incident.reviews.all()}
    return profile.user_id in spoke | {incident.reported_by_id}


@require_GET
@for_editors
def connect_requests(request: HttpRequest, profile: Monitor) -> HttpResponse:
    context = {
        "requests": editing.connect_requests(profile.countries)[: editing.PAGE],
        "now": timezone.now(),
    }
    return render(request, "directory/editing/connect.html", context)


@require_GET
@for_editors
def gaps(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """Country by practice area: who is listed, and what nobody was found for."""
    covered = editing.coverage(profile.countries)
    listed = _listed(profile.countries)
    busy = {country for country, _area in {**covered.listed, **covered.missed}}
    countries = [
        (code, name) for code, name in named(profile.countries) if code in busy
    ]
    names = labels(Scheme.PRACTICE_AREA, get_language() or "en")
    rows = [
        (
            names.get(area, area) or _("Any"),
            [
                (
                    covered.listed.get((c, area), 0) if area else listed.get(c, 0),
                    covered.missed.get((c, area), 0),
                )
                for c, _name in countries
            ],
        )
        for area in ["", *names]
    ]
    context = {"rows": rows, "countries": countries}
    return render(request, "directory/editing/gaps.html", context)


def named(countries: list[str]) -> list[tuple[str, str]]:
    """Code and name of each, in the order of every list of countries."""
    return [choice for choice in country_choices() if choice[0] in countries]


def _listed(countries: list[str]) -> dict[str, int]:
    """Listed entries by country, whatever they practise."""
    found = editing.entries(countries, state=ProviderStatus.LISTED).order_by()
    counted = found.values_list("home_country").annotate(count=Count("id"))
    return dict(counted)
