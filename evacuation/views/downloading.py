"""Files of a case, decrypted on their way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, StreamingHttpResponse
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
) -> StreamingHttpResponse:
    """The original, to be saved and never shown by the browser itself."""
    found = download_original(actor=me, case_id=case_id, record_id=record_id)
    name = content_disposition_header(as_attachment=True, filename=found.name)
    return StreamingHttpResponse(
        found.chunks,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": name or "attachment",
            "Content-Length": str(found.length),
            "Cache-Control": "no-store",
        },
    )
