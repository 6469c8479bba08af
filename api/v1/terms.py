"""The lists by which a search is narrowed, with how many entries the caller sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from api.v1 import schemas
from api.views import ApiView, document, written
from directory.filters import InvalidSearch
from directory.models import Country
from directory.models.taxonomy import Scheme
from directory.search.criteria import Criteria
from directory.search.facets import countries, facets
from directory.taxonomy.labels import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from directory.viewer import Viewer

_Get = TypeVar("_Get", bound="Callable[..., object]")


def _described(summary: str, operation: str) -> Callable[[_Get], _Get]:
    return extend_schema(
        operation_id=operation,
        summary=summary,
        parameters=[schemas.IF_NONE_MATCH],
        responses={
            200: schemas.TermPage,
            304: schemas.NOT_MODIFIED,
            **schemas.refusals(400, 401, 403, 406, 429),
        },
        auth=schemas.OPEN,
        tags=["lists"],
    )


class PracticeAreas(ApiView):
    @_described("Practice areas", "practice_areas_list")
    def get(self, request: Request) -> HttpResponseBase:
        """Codes for `practice_area`, named in the language asked for."""
        return _listed(self, Scheme.PRACTICE_AREA, "practice_area")


class Languages(ApiView):
    @_described("Languages", "languages_list")
    def get(self, request: Request) -> HttpResponseBase:
        """Codes for `language`, named in the language asked for."""
        return _listed(self, Scheme.LANGUAGE, "language")


class Countries(ApiView):
    @_described("Countries", "countries_list")
    def get(self, request: Request) -> HttpResponseBase:
        """Codes for `country`, named in the language asked for."""
        _refuse_parameters(request)
        etag, unchanged = self.unchanged_since()
        if unchanged is not None:
            return unchanged
        names = {country.code: str(country) for country in Country.objects.all()}
        counts = dict(countries(Criteria(), self.viewer))
        return document(_answer(names, counts), etag)


def _listed(view: ApiView, scheme: Scheme, facet: str) -> HttpResponseBase:
    _refuse_parameters(view.request)
    names = labels(scheme, get_language() or "en")
    # An edited label is no change of the directory: it has to count by itself.
    etag, unchanged = view.unchanged_since(repr(dict(names)))
    if unchanged is not None:
        return unchanged
    counts = _counts(facet, view.viewer)
    return document(_answer(names, counts), etag)


def _counts(facet: str, viewer: Viewer) -> dict[str, int]:
    return dict(facets(Criteria(), viewer)[facet])


def _answer(names: Mapping[str, str], counts: Mapping[str, int]) -> str:
    results = [
        {"code": code, "name": name, "entries": counts.get(code, 0)}
        for code, name in names.items()
    ]
    return written({"results": results, "next": None, "previous": None})


def _refuse_parameters(request: Request) -> None:
    unknown = sorted(request.GET)
    if unknown:
        message = _("This parameter is not known.")
        raise InvalidSearch({name: [message] for name in unknown})
