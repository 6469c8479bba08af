"""Opening one entry: seen at the viewer's level, or not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.utils import timezone

from directory import sharing
from directory.errors import NotVisible
from directory.models import Provider, Verification
from directory.models.visibility import readable_sql
from directory.narrowing import narrowed

if TYPE_CHECKING:
    from datetime import date

    from directory.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry as the viewer sees it: `document` is its finished JSON object."""

    provider_id: UUID
    country: str
    document: str


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands sealed on disk and is opened for the reading alone; "" for none."""

    vetting_notes: str
    known_refusals: str


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the verification history; who checked is not told."""

    on: date
    how: str
    level: int


def provider_detail(provider_id: UUID, viewer: Viewer) -> Detail:
    """The entry listed today, at the viewer's level; one query. Raises NotVisible."""
    readable, params = readable_sql(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provider_id, country, detail FROM directory_listing "  # noqa: S608
            f"WHERE provider_id = %s AND listed_until > %s AND {readable}",
            [provider_id, timezone.localdate(), *params],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    found, country, document = row
    return Detail(found, country, narrowed(document, viewer))


def provider_notes(detail: Detail, viewer: Viewer) -> Notes | None:
    """Notes on an entry that the viewer opened; one query at most.

    None where the viewer does not read them, or nothing is written.
    """
    if not viewer.reads_group("vetting"):
        return None
    columns = ("vetting_notes", "known_refusals", "vetting_notes_shared")
    provider = Provider.objects.only(*columns).get(pk=detail.provider_id)
    if not sharing.sees_vetting_notes(provider, viewer.level_in(detail.country)):
        return None
    notes = Notes(provider.vetting_notes, provider.known_refusals)
    return notes if notes.vetting_notes or notes.known_refusals else None


def verification_history(detail: Detail) -> list[Check]:
    """How and when an entry that somebody opened was checked, newest first."""
    checks = Verification.objects.filter(provider=detail.provider_id)
    return [
        Check(timezone.localdate(row.at), row.how, row.level)
        for row in checks.order_by("-at")[:10]
    ]
