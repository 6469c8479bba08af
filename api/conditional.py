"""Answers that have not changed: 304 before anything is read or written out.

An answer depends on what the viewer may see, the language, the day (entries fall due),
the latest change of the directory and the whole address; the weak ETag is a hash of
exactly these.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from directory.viewer import Viewer

# Raised whenever the same entries are written out differently than before.
SHAPE = 1


def etag_of(
    request: HttpRequest, viewer: Viewer, latest_change: int, *also: str
) -> str:
    """The weak ETag of a GET's answer; `also` is what else it depends on."""
    parts = (
        str(SHAPE),
        viewer.signature,
        get_language() or "",
        timezone.localdate().isoformat(),
        str(latest_change),
        request.get_full_path(),
        *also,
    )
    digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=15)
    return f'W/"{digest.hexdigest()}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """The 304 for a caller that holds this version, else None."""
    # "*" would need to know whether there is an answer at all: read on.
    if request.META.get("HTTP_IF_NONE_MATCH", "*").strip() == "*":
        return None
    response = get_conditional_response(request, etag=etag)
    return None if response is None else marked(response, etag)


def marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    """The response with what caches need to know. Only the caller may keep it."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept, Accept-Language, Authorization"
    return response
