"""Contacts that a person opened a moment ago, for showing them again.

A reveal answers with a redirect, so that Reload neither repeats it nor spends the
budget; the page then asks here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from directory import sharing
from directory.models import Contact

if TYPE_CHECKING:
    from datetime import datetime

    from directory.viewer import Viewer


def opened_contacts(
    provider_id: UUID, country: str, viewer: Viewer, *, since: datetime
) -> dict[UUID, str]:
    """Contact id to value, of those the viewer opened since then and may still see.

    `country` is the entry's home. One query.
    """
    if viewer.actor is None or not viewer.reads_group("contacts"):
        return {}
    level = viewer.level_in(country)
    opened = Contact.objects.filter(
        provider=provider_id, reveals__by=viewer.actor, reveals__at__gte=since
    ).distinct()
    return {
        contact.pk: contact.value or contact.sealed
        for contact in opened
        if sharing.sees_contact(contact, level)
    }
