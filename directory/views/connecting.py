""" "Connect us", and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from directory.errors import DirectoryError, NotVisible
from directory.forms.connecting import ConnectForm
from directory.models import Listing
from directory.services.connect import ask_to_connect, my_requests
from directory.views.entries import Entry
from directory.views.provider import entry_page
from directory.views.search import SeeOther
from directory.views.viewing import hides_what_is_not_visible, viewer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from directory.viewer import Viewer


@login_required
@require_POST
@hides_what_is_not_visible
def ask(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Ask to be connected; the answer will stand on the page of requests."""
    form = ConnectForm(request.POST)
    if form.is_valid() and _asked(request, form, provider_id):
        return SeeOther(reverse("directory:requests"))
    token = request.POST.get("search", "")
    relay = {"form": form, "asked": []}
    return entry_page(request, provider_id, token, status=422, relay=relay)


def _asked(request: HttpRequest, form: ConnectForm, provider_id: UUID) -> bool:
    assert request.user.is_authenticated  # noqa: S101
    try:
        ask_to_connect(
            actor=request.user,
            viewer=viewer_of(request),
            provider_id=provider_id,
            need=form.cleaned_data["need"],
            call_back=form.cleaned_data["call_back"],
        )
    except NotVisible:
        raise
    except DirectoryError as refusal:
        form.add_error(refusal.field or None, str(refusal.text))
        return False
    return True


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What this person asked in the last week, with the answers."""
    assert request.user.is_authenticated  # noqa: S101
    asked = my_requests(request.user)
    entries = _entries((row.provider_id for row in asked), viewer_of(request))
    rows = [
        {"request": row, "entry": entries.get(row.provider_id), "late": _late(row)}
        for row in asked
    ]
    return render(request, "directory/requests.html", {"rows": rows})


def _late(row: object) -> bool:
    due, answered = row.due_at, row.answered_at  # type: ignore[attr-defined]
    return answered is None and bool(due < timezone.now())


def _entries(ids: Iterable[UUID], viewer: Viewer) -> dict[UUID, Entry]:
    seen = Listing.objects.visible_to(viewer, on=timezone.localdate())
    rows = seen.filter(provider__in=list(ids)).values_list("provider_id", "summary")
    return {key: Entry(json.loads(summary)) for key, summary in rows}
