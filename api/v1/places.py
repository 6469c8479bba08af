"""Places by whatever name, script or spelling somebody has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from api.problems import InvalidBody
from api.v1 import schemas
from api.views import ApiView, document, private_document, written
from directory.filters import LONGEST_QUESTION, InvalidSearch
from directory.gazetteer.geocoder import ATTRIBUTION
from directory.gazetteer.places import find_places
from directory.search.codes import known_countries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from directory.gazetteer.places import PlaceMatch

MOST_PLACES = 10


class Places(ApiView):
    @extend_schema(
        operation_id="places_list",
        summary="Find places",
        parameters=[schemas.PlaceSearch, schemas.IF_NONE_MATCH],
        responses={
            200: schemas.PlacePage,
            304: schemas.NOT_MODIFIED,
            **schemas.refusals(400, 401, 403, 406, 429),
        },
        auth=schemas.OPEN,
        tags=["places"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """At most ten places, best first; answered from our own tables alone."""
        plain = request._request
        etag, unchanged = self.unchanged_since()
        if unchanged is not None:
            return unchanged
        errors = {
            name: [_("Give this parameter once.")]
            for name, values in plain.GET.lists()
            if len(values) > 1
        }
        return document(_answer(plain.GET.dict(), errors), etag)


class PlaceSearch(ApiView):
    @extend_schema(
        operation_id="places_search",
        summary="Find places, nothing of it in the address",
        request=schemas.PlaceSearch,
        responses={
            200: schemas.PlacePage,
            **schemas.refusals(400, 401, 403, 406, 413, 415, 429),
        },
        auth=schemas.OPEN,
        tags=["places"],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The same search as JSON."""
        if not isinstance(request.data, dict):
            raise InvalidBody({"": [_("Send a JSON object.")]})
        return private_document(_answer(request.data, {}))


def _answer(asked: Mapping[str, object], errors: dict[str, list[Any]]) -> str:
    for name in sorted(set(asked) - {"q", "country"}):
        errors[name] = [_("This parameter is not known.")]
    q, country = asked.get("q", ""), _code(asked.get("country", ""))
    if not isinstance(q, str) or not _names_a_place(q):
        errors["q"] = [
            _("Say which place, in at most %(most)d characters.")
            % {"most": LONGEST_QUESTION}
        ]
    if country and country not in known_countries():
        errors["country"] = [_("“%(codes)s” is not known.") % {"codes": country}]
    if errors:
        raise InvalidSearch(errors)
    found = find_places(str(q), country=country or None, limit=MOST_PLACES)
    results = list(map(_result, found))
    return written(
        {
            "results": results,
            "next": None,
            "previous": None,
            "attribution": ATTRIBUTION,
        }
    )


def _code(value: object) -> str:
    """A country's code in large letters; what is not even text stays unknown."""
    return value.upper() if isinstance(value, str) and value.isascii() else str(value)


def _names_a_place(q: str) -> bool:
    return len(q) <= LONGEST_QUESTION and any(map(str.isalpha, q))


def _result(match: PlaceMatch) -> dict[str, object]:
    place = match.place
    return {
        "geonameid": place.geonameid,
        "name": place.name,
        "country": place.country_id,
        "region": place.region_id,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population,
        "match": [
            {
                "field": "place",
                "how": match.match,
                "script": match.script,
                "original": match.name,
            }
        ],
    }
