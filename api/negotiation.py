"""JSON in, JSON out: what DRF negotiates for many formats, settled for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser

from api.problems import BodyTooLarge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import IO

    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

_ANYTHING = frozenset({"", "*/*", "application/json"})
LARGEST_BODY = 65_536


class JSONNegotiation(DefaultContentNegotiation):
    """What nearly every caller accepts is settled without parsing the header."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        if request.META.get("HTTP_ACCEPT", "") in _ANYTHING:
            (renderer,) = renderers
            return renderer, "application/json"
        renderer, media_type = super().select_renderer(
            request, renderers, format_suffix
        )
        return renderer, media_type


class BoundedJSONParser(JSONParser):
    """JSON of a size and depth that a search can have, in characters that exist."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The decoded body. Raises BodyTooLarge, ParseError."""
        context = dict(parser_context or {})
        if int(context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise BodyTooLarge(_("The body is larger than 64 KB."))
        try:
            return super().parse(stream, media_type, context)
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
