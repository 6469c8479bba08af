"""Opening a restricted contact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.urls import reverse
from django.views.decorators.http import require_POST

from directory.errors import BudgetSpent, DirectoryError, NotVisible
from directory.reading import provider_detail
from directory.services.reveals import reveal_contact
from directory.views.provider import entry_page, search_in
from directory.views.search import SeeOther
from directory.views.viewing import hides_what_is_not_visible, viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_POST
@hides_what_is_not_visible
def reveal(request: HttpRequest, provider_id: UUID, contact_id: UUID) -> HttpResponse:
    """Record why, then show the entry with the contact open."""
    token = request.POST.get("search", "")
    assert request.user.is_authenticated  # noqa: S101
    # Both refuse before anything is spent.
    search_in(token)
    _require_of_this_entry(request, provider_id, contact_id)
    try:
        revealed = reveal_contact(
            actor=request.user,
            viewer=viewer_of(request),
            contact_id=contact_id,
            reason=request.POST.get("reason", ""),
        )
    except NotVisible:
        raise
    except BudgetSpent as refusal:
        return entry_page(request, provider_id, token, status=429, refusal=refusal)
    except DirectoryError as refusal:
        return entry_page(request, provider_id, token, status=422, refusal=refusal)
    if token:
        place = reverse("directory:entry_found", args=[token, provider_id])
    else:
        place = reverse("directory:entry", args=[provider_id])
    return SeeOther(f"{place}#contact-{revealed.contact.pk}")


def _require_of_this_entry(
    request: HttpRequest, provider_id: UUID, contact_id: UUID
) -> None:
    """Raises NotVisible for a contact that the entry does not show this reader."""
    detail = provider_detail(provider_id, viewer_of(request))
    contacts = json.loads(detail.document).get("contacts", ())
    if str(contact_id) not in {contact["id"] for contact in contacts}:
        raise NotVisible
