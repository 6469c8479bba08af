"""Files of a case, decrypted for one answer; a refusal leads back to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from evacuation.errors import DeskError, NotTrusted
from evacuation.services import downloading
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked


@require_POST
@unlocked
def open_file(
    request: HttpRequest, me: Unlocked, case_id: UUID, record_id: UUID
) -> HttpResponse:
    """The original, to be saved and never shown by the browser itself."""
    try:
        found = downloading.download_original(
            actor=me, case_id=case_id, record_id=record_id
        )
    except DeskError as refusal:
        return _back(request, case_id, refusal)
    return _attached(found.plain, found.name, "application/octet-stream")


@require_POST
@unlocked
def open_cleaned(
    request: HttpRequest, me: Unlocked, case_id: UUID, record_id: UUID
) -> HttpResponse:
    """The cleaned copy, under a name that nobody chose."""
    try:
        found = downloading.open_cleaned(actor=me, case_id=case_id, record_id=record_id)
    except DeskError as refusal:
        return _back(request, case_id, refusal)
    return _attached(found.copy.plain, found.name, found.copy.kind)


def _back(request: HttpRequest, case_id: UUID, refusal: DeskError) -> HttpResponse:
    if isinstance(refusal, NotTrusted):
        raise refusal
    messages.error(request, str(refusal.text))
    return redirect("evacuation:case", case_id)


def _attached(plain: bytes, name: str, kind: str) -> HttpResponse:
    where = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        plain,
        content_type=kind,
        headers={
            "Content-Disposition": where or "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
