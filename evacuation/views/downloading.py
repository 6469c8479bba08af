"""Files of a case, decrypted for one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from evacuation.services.downloading import download_original
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
    found = download_original(actor=me, case_id=case_id, record_id=record_id)
    name = content_disposition_header(as_attachment=True, filename=found.name)
    return HttpResponse(
        found.plain,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": name or "attachment",
            "Cache-Control": "no-store",
        },
    )
