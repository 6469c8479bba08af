"""After a call: one tap says what came of it and shows whom to call next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.views.decorators.http import require_POST

from directory.errors import DirectoryError
from directory.models import CallOutcome, RevealReason
from directory.reading import provider_detail
from directory.services.calls import record_call
from directory.services.reveals import reveal_contact
from directory.views.channels import channels_of, phone_to_open
from directory.views.entries import Entry
from directory.views.next_one import next_provider
from directory.views.provider import detained, search_in
from directory.views.sealing import SealedSearch, seal
from directory.views.search import SeeOther, form_of, found_url
from directory.views.viewing import hides_what_is_not_visible, viewer_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

    from directory.viewer import Viewer


@login_required
@require_POST
@hides_what_is_not_visible
def note_call(request: HttpRequest, provider_id: UUID) -> HttpResponse:
    """Record the result; where it helped nobody, go on to the next provider."""
    viewer, actor = viewer_of(request), request.user
    assert actor.is_authenticated  # noqa: S101
    detail = provider_detail(provider_id, viewer)
    called = Entry(json.loads(detail.document))
    # Read before anything is written: a call with an address not ours leaves nothing.
    search = search_in(request.POST.get("search", "")) or _search_around(called)
    result = request.POST.get("result", "")
    record_call(actor=actor, viewer=viewer, provider_id=provider_id, result=result)
    search = search.after(provider_id)
    if result == CallOutcome.Result.REACHED:
        return SeeOther(_entry_url(search, provider_id))
    return _go_on(search, called, viewer, actor)


def _search_around(called: Entry) -> SealedSearch:
    """What somebody is taken to look for who came without a search."""
    return SealedSearch({"country": [called.part("country")]})


def _go_on(
    search: SealedSearch, called: Entry, viewer: Viewer, actor: User
) -> HttpResponse:
    form = form_of(search, viewer)
    if not form.is_valid():
        return SeeOther(found_url(search))
    following = next_provider(search, form.criteria, called, viewer)
    if following is None:
        return SeeOther(found_url(search))
    if detained(search):
        _open_phone(following.provider_id, viewer, actor)
    search = replace(search, relaxed=following.relaxed)
    return SeeOther(_entry_url(search, following.provider_id))


def _open_phone(provider_id: UUID, viewer: Viewer, actor: User) -> None:
    """Open the next phone under the reason already given: somebody is waiting.

    A refusal is no matter here: the page that follows offers the same, with its
    words.
    """
    document = json.loads(provider_detail(provider_id, viewer).document)
    phone = phone_to_open(channels_of(document.get("contacts", ()), {}))
    if phone is None:
        return
    try:
        reveal_contact(
            actor=actor,
            viewer=viewer,
            contact_id=phone.id,
            reason=RevealReason.DETENTION_NOW,
        )
    except DirectoryError:
        return


def _entry_url(search: SealedSearch, provider_id: UUID) -> str:
    return reverse("directory:entry_found", args=[seal(search), provider_id])
