"""JSON in, JSON out: what DRF negotiates for many formats, settled for one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.utils import json

from api.problems import BodyTooLarge, InvalidBody

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
    """JSON of a size and depth that a search can have, each member named once."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The decoded body. Raises BodyTooLarge, ParseError, InvalidBody."""
        context = dict(parser_context or {})
        if int(context["request"].META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise BodyTooLarge(_("The body is larger than 64 KB."))
        try:
            return json.loads(stream.read().decode(), object_pairs_hook=_once)
        except ValueError as error:
            # Where it breaks, without the words around it.
            raise ParseError(getattr(error, "msg", None)) from None
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose members are named once: of two, none is what was meant."""
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        twice = [name for name, count in counts.items() if count > 1]
        raise InvalidBody({name: [_("Give this parameter once.")] for name in twice})
    return members
