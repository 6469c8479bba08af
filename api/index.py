"""What stands at the root of the API, and its documentation."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from csp.decorators import csp_update
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView

from api.views import ApiView, private_document, written

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

_NAMES = (
    "providers",
    "places",
    "practice-areas",
    "languages",
    "countries",
    "schema",
    "docs",
)


class Index(ApiView):
    """Where to go from here."""

    schema = None
    permission_classes = ()

    def get(self, request: Request) -> HttpResponseBase:
        links = {n: request.build_absolute_uri(reverse(f"api:{n}")) for n in _NAMES}
        return private_document(written(links))


class Schema(ApiView):
    """The OpenAPI document. It says nothing of anybody, so that all may keep it."""

    schema = None
    permission_classes = ()

    def get(self, request: Request) -> HttpResponseBase:
        body, etag = openapi_document()
        unchanged = get_conditional_response(request._request, etag=etag)
        response = unchanged or HttpResponse(
            body, content_type="application/vnd.oai.openapi+json"
        )
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=3600"
        return response


# Made once a process: the generator reads every view and takes a tenth of a second.
@lru_cache(maxsize=1)
def openapi_document() -> tuple[bytes, str]:
    """The schema as JSON and its ETag."""
    generator = SchemaGenerator()
    # Not in the language of whoever asks first.
    with translation.override(None):
        document = generator.get_schema(public=True)
    body: bytes = OpenApiJsonRenderer().render(document)
    digest = hashlib.blake2b(body, digest_size=15).hexdigest()
    return body, f'"{digest}"'


# Swagger's own style sheet draws its arrows from data: addresses.
@method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The schema to read and try; every file comes from this server."""

    url_name = "api:schema"
    template_name = "api/docs.html"
