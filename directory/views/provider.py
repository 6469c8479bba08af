"""One entry: what they can do tonight, how to reach them, what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.errors import NotAllowed
from directory.forms.connecting import ConnectForm
from directory.models import CallOutcome, Incident, RevealReason
from directory.models.choices import Level, VettingLevel, VettingMethod
from directory.opened import opened_contacts
from directory.permissions import require_vetted
from directory.reading import provider_detail, provider_notes, verification_history
from directory.services.connect import my_requests
from directory.services.reveals import budget_of
from directory.views.channels import Channel, channels_of
from directory.views.entries import Entry
from directory.views.geography import alphabetical, country_name
from directory.views.opening import zone_named, zone_of, zones_by_country
from directory.views.sealing import (
    SealedSearch,
    SearchExpired,
    sealing_began,
    unseal,
)
from directory.views.search import SeeOther
from directory.views.tonight import Clock, tonight
from directory.views.viewing import hides_what_is_not_visible, kept_nowhere, viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from directory.models import ConnectRequest
    from directory.reading import Detail
    from directory.viewer import Viewer

_ZONE = "time_zone"
Result = CallOutcome.Result


@require_safe
@kept_nowhere
@hides_what_is_not_visible
def entry(request: HttpRequest, provider_id: UUID, token: str = "") -> HttpResponse:
    """The entry as the viewer sees it; with `token`, within their search."""
    return entry_page(request, provider_id, token)


def entry_page(
    request: HttpRequest,
    provider_id: UUID,
    token: str,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, with `more` in its context. Raises NotVisible."""
    viewer = viewer_of(request)
    detail = provider_detail(provider_id, viewer)
    found = Entry(json.loads(detail.document))
    search = search_in(token)
    context = {
        "entry": found,
        "provider_id": provider_id,
        "token": token if search else "",
        "search": search,
        "called_now": search is not None and str(provider_id) in search.tried,
        "tonight": tonight(found),
        "clock": Clock(found, reader_zone(request, viewer)),
        "zones": _zones(),
        "sharing": sharing_label(found),
        "notes": provider_notes(detail, viewer),
        "history": _history(detail),
        **_reaching(found, detail.provider_id, viewer, search),
        **more,
    }
    return render(request, "directory/provider.html", context, status=status)


def search_in(token: str) -> SealedSearch | None:
    """The sealed search of an address; None for none or one run out.

    Raises NotVisible for a token that is not ours.
    """
    try:
        return unseal(token) if token else None
    except SearchExpired:
        return None


def _reaching(
    found: Entry, provider_id: UUID, viewer: Viewer, search: SealedSearch | None
) -> dict[str, Any]:
    since = sealing_began()
    opened = opened_contacts(provider_id, found.part("country"), viewer, since=since)
    channels = channels_of(found.part("contacts") or (), opened)
    reason = RevealReason.DETENTION_NOW if detained(search) else ""
    actor = viewer.actor
    closed = [channel for channel in channels if not channel.value]
    vetted = is_vetted(actor)
    return {
        "channels": channels,
        "call_now": next((c for c in channels if c.is_called and c.link), None),
        "reasons": RevealReason.choices,
        "reason": reason or RevealReason.CLIENT_ASKS,
        "budget": budget_of(actor) if actor and closed else None,
        "first_reveal": _reveal_url(provider_id, closed),
        "vetted": vetted,
        "results": [Result.REACHED, Result.NO_ANSWER, Result.CANNOT_TONIGHT],
        "troubles": [Result.ASKED_MONEY, Result.BREACH],
        "incidents": Incident.Kind,
        "relay": _relay(found, provider_id, actor if vetted else None, reason),
    }


def _reveal_url(provider_id: UUID, closed: list[Channel]) -> str:
    """Where the form of the reason leads when it is sent by the Enter key."""
    if not closed:
        return ""
    return reverse("directory:reveal", args=[provider_id, closed[0].id])


def _relay(
    found: Entry, provider_id: UUID, actor: User | None, reason: str
) -> dict[str, Any] | None:
    """The form of "connect us", and what was asked of this provider already."""
    if not found.part("connect_us"):
        return None
    asked: list[ConnectRequest] = []
    if actor is not None:
        asked = [r for r in my_requests(actor) if r.provider_id == provider_id]
    initial = {"need": "detention"} if reason else {}
    return {"form": ConnectForm(initial=initial), "asked": asked}


def detained(search: SealedSearch | None) -> bool:
    """Whether the search says that somebody is held now."""
    return search is not None and search.parameters.get("preset") == ["detention_now"]


def is_vetted(actor: User | None) -> bool:
    """Whether somebody may note calls and ask to be connected."""
    try:
        return actor is not None and bool(require_vetted(actor))
    except NotAllowed:
        return False


def _history(detail: Detail) -> list[dict[str, Any]]:
    return [
        {
            "on": check.on,
            "how": VettingMethod(check.how).label,
            "level": VettingLevel(check.level).label,
        }
        for check in verification_history(detail)
    ]


def sharing_label(found: Entry) -> str:
    """May this be passed on? After the Traffic Light Protocol."""
    country = country_name(found.part("country"))
    return {
        Level.PUBLIC: _("Clear: may be passed on."),
        Level.PARTNERS: _("Green: for registered partners. Do not publish."),
        Level.MONITORS: _("Amber: for vetted monitors of %s. Do not pass on.")
        % country,
        Level.COORDINATORS: _("Amber, strict: for coordinators alone. Do not pass on."),
    }[Level[found.part("sharing").upper()]]


def reader_zone(request: HttpRequest, viewer: Viewer) -> ZoneInfo | None:
    """The zone somebody chose, else that of their first country."""
    chosen = zone_named(request.session.get(_ZONE, ""))
    if chosen is not None:
        return chosen
    countries = sorted(viewer.countries or ())
    return zone_of(countries[0]) if countries else None


def _zones() -> list[tuple[str, list[str]]]:
    known = zones_by_country()
    served = settings.WAYMARK_GAZETTEER_COUNTRIES
    codes = list(known) if "all" in served else served
    rows = [(country_name(code), list(known.get(code, ()))) for code in codes]
    return sorted((row for row in rows if row[1]), key=lambda r: alphabetical(r[0]))


@require_POST
def choose_zone(request: HttpRequest) -> HttpResponse:
    """Keep the reader's time zone for the session."""
    zone = zone_named(request.POST.get("zone", ""))
    if zone is None:
        return HttpResponseBadRequest()
    request.session[_ZONE] = zone.key
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return SeeOther(back if safe else "/")
