"""The shapes of requests and answers, for the schema.

Answers are spliced from finished texts, so these serializers never run on one; the
tests hold every answer against the schema that is made of them.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_field,
)
from rest_framework import serializers

from api.pagination import DEFAULT_SIZE, LARGEST_SIZE
from api.problems import CONTENT_TYPE
from api.v1.entry_schemas import ProviderDetail, ProviderSummary
from directory.filters import LONGEST_QUESTION
from directory.models import RevealReason
from directory.models.choices import (
    ChannelKind,
    CostModel,
    FriendlyTo,
    ProviderKind,
    ServiceLevel,
)
from directory.search.criteria import DEFAULT_KM, WIDEST_KM, Ordering, Preset

__all__ = ["ProviderDetail"]

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of the answer you hold: 304 when nothing has changed.",
)
# With a key, or as the public.
OPEN: Any = [{"partnerKey": []}, {}]
NOT_MODIFIED = OpenApiResponse(description="What you hold is still so.")


class ProblemFault(serializers.Serializer[Any]):
    detail = serializers.CharField()
    parameter = serializers.CharField(
        required=False, help_text="The parameter of the query at fault."
    )
    pointer = serializers.CharField(
        required=False, help_text="JSON Pointer into the body (RFC 6901)."
    )


class Problem(serializers.Serializer[Any]):
    """RFC 9457. Branch on `code`; the texts may change."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors: Any = ProblemFault(many=True, required=False)


_REFUSALS = {
    400: "A parameter or value is not known; `errors` names each.",
    401: "The key is not ours, has been suspended, or its agreement is over.",
    403: "The key lacks a scope, or its level does not read what was asked for.",
    404: "There is nothing here, or nothing for you.",
    406: "Only JSON is spoken here.",
    409: "The Idempotency-Key came with another body before.",
    413: "The body is larger than 64 KB.",
    415: "Send application/json.",
    423: "Locked down: nothing is revealed until two leads lift it.",
    429: "Too many requests, or too many contacts opened: see `code`.",
    503: "Requests cannot be kept safely at the moment: use another way.",
}


def refusals(*statuses: int) -> dict[Any, Any]:
    """The problems among an operation's responses."""
    return {
        (status, CONTENT_TYPE): OpenApiResponse(Problem, _REFUSALS[status])
        for status in statuses
    }


def _choice(choices: Any, **extra: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=choices.choices, required=False, allow_blank=True, **extra
    )


def _codes(help_text: str, choices: Any = None) -> serializers.ListField:
    child: Any = serializers.CharField(allow_blank=True)
    if choices is not None:
        child = serializers.ChoiceField(choices=choices.choices, allow_blank=True)
    return serializers.ListField(child=child, required=False, help_text=help_text)


def _or_empty(help_text: str = "", **schema: Any) -> serializers.CharField:
    """A parameter of this schema, or nothing between the sign and the next."""

    class OrEmpty(serializers.CharField):
        pass

    either = {"oneOf": [schema, {"type": "string", "maxLength": 0}]}
    field: type[serializers.CharField] = extend_schema_field(either)(OrEmpty)
    return field(required=False, allow_blank=True, help_text=help_text)


def _code(help_text: str) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, help_text=help_text)


class _Searched(serializers.Serializer[Any]):
    """What both doors of the search take as text; all else is refused by name."""

    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_QUESTION,
        help_text="Names, places, practice areas and languages, in any script.",
    )
    country = _code("ISO 3166-1 alpha-2 code of the home country.")
    region = _code("ISO 3166-2 code: located in the region or serving it.")
    practice_area = _codes("All of these (see /practice-areas/).")
    language = _codes("Any of these (see /languages/).")
    service_level = _codes("Any of these.", ServiceLevel)
    kind = _codes("Any of these.", ProviderKind)
    cost = _codes("Any of these.", CostModel)
    friendly_to = _codes("Any of these; needs friendliness:read.", FriendlyTo)
    near = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_QUESTION,
        help_text='A place in any script, a geonameid, or a point "41.72,44.79".',
    )
    serves = _code("Country, region or geonameid in which they take cases.")
    located_in = _code("Country, region or geonameid in which they have an office.")
    preset = _choice(
        Preset,
        help_text="detention_now: round the clock, bar-admitted, on site (unless "
        "remote), checked within 90 days and not overdue.",
    )
    ordering = _choice(Ordering)
    cursor = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="From `next` or `previous` of an earlier answer.",
    )


class ProviderSearchBody(_Searched):
    """The search as JSON."""

    remote = serializers.BooleanField(required=False)
    available_24_7 = serializers.BooleanField(required=False)
    verified_within_days = serializers.IntegerField(
        required=False, min_value=1, max_value=3650
    )
    within_km = serializers.FloatField(
        required=False,
        min_value=1,
        max_value=WIDEST_KM,
        help_text=f"Kilometres around `near`; {DEFAULT_KM} when left out.",
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_SIZE, default=DEFAULT_SIZE
    )


class ProviderSearch(_Searched):
    """The search in an address, where an empty value is not asked: forms send them."""

    remote = _or_empty(type="boolean")
    available_24_7 = _or_empty(type="boolean")
    verified_within_days = _or_empty(type="integer", minimum=1, maximum=3650)
    within_km = _or_empty(
        f"Kilometres around `near`; {DEFAULT_KM} when left out.",
        type="number",
        minimum=1,
        maximum=WIDEST_KM,
    )
    page_size = _or_empty(
        type="integer", minimum=1, maximum=LARGEST_SIZE, default=DEFAULT_SIZE
    )


class PlaceSearch(serializers.Serializer[Any]):
    q = serializers.CharField(
        max_length=LONGEST_QUESTION, help_text="The place's name, in any script."
    )
    country = _code("ISO 3166-1 alpha-2 code.")


class Match(serializers.Serializer[Any]):
    """Why it was found: by which field, how, and the very words there."""

    field = serializers.CharField()
    how = serializers.ChoiceField(
        ["exact", "prefix", "corrected", "typo", "sound", "meaning"]
    )
    script = serializers.CharField()
    original = serializers.CharField()


class FoundProvider(ProviderSummary):
    match = Match(many=True)
    distance_km = serializers.FloatField(allow_null=True)


class UnderstoodPlace(serializers.Serializer[Any]):
    """What `near` was understood to mean; of a point the coordinates alone."""

    geonameid = serializers.IntegerField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    match = serializers.ChoiceField(["point", "id", "exact", "prefix", "typo", "sound"])
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


_RELAXED = ["region", "country", "remote", "cross_border"]


class ProviderPage(serializers.Serializer[Any]):
    results = FoundProvider(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    relaxed = serializers.ChoiceField(_RELAXED, allow_null=True)
    near = UnderstoodPlace(allow_null=True)


class ProviderPageByCursor(serializers.Serializer[Any]):
    results = FoundProvider(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    relaxed = serializers.ChoiceField(_RELAXED, allow_null=True)
    near = UnderstoodPlace(allow_null=True)


class FoundPlace(serializers.Serializer[Any]):
    geonameid = serializers.IntegerField()
    name = serializers.CharField()
    country = serializers.CharField()
    region = serializers.CharField(allow_null=True)
    admin1 = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    population = serializers.IntegerField()
    match = Match(many=True)


@extend_schema_field(OpenApiTypes.NONE)
class AlwaysNull(serializers.ReadOnlyField):
    """These lists come whole."""


class PlacePage(serializers.Serializer[Any]):
    results = FoundPlace(many=True)
    next = AlwaysNull()
    previous = AlwaysNull()
    attribution = serializers.CharField()


class CountedTerm(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    entries = serializers.IntegerField(
        min_value=0, help_text="How many entries the caller sees."
    )


class TermPage(serializers.Serializer[Any]):
    results = CountedTerm(many=True)
    next = AlwaysNull()
    previous = AlwaysNull()


class RevealRequest(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(RevealReason.choices)


class RevealsLeft(serializers.Serializer[Any]):
    today = serializers.IntegerField(min_value=0)
    month = serializers.IntegerField(min_value=0)


class RevealedContact(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ChannelKind.choices)
    value = serializers.CharField()
    say_first = serializers.CharField(allow_blank=True)
    over_budget = serializers.BooleanField()
    left = RevealsLeft()


_FOUND = {
    "id": "0b7a3f52-6a0e-4c37-9a42-0d2f6c1d9e10",
    "kind": "individual_advocate",
    "name": "ნინო გამოგონილი",
    "latin_name": "Nino Gamogonili",
    "country": "GE",
    "places": [
        {"geonameid": 611717, "name": "Tbilisi", "region": "GE-TB", "country": "GE"}
    ],
    "regions": ["GE-TB"],
    "practice_areas": [
        {"code": "criminal_defence", "service_levels": ["secondary_legal"]}
    ],
    "languages": [{"code": "ka", "interpreter": "none"}],
    "remote": False,
    "on_site": True,
    "available_24_7": True,
    "cost": "free",
    "vetting_level": "L3",
    "verified_on": "2026-05-04",
    "sharing": "public",
    "match": [
        {
            "field": "name",
            "how": "exact",
            "script": "Latin",
            "original": "Nino Gamogonili",
        }
    ],
    "distance_km": 1.4,
}
PROVIDER_PAGE_EXAMPLES = [
    OpenApiExample(
        "One provider near Tbilisi",
        value={
            "results": [_FOUND],
            "next": None,
            "previous": None,
            "relaxed": None,
            "near": {
                "geonameid": 611717,
                "name": "Tbilisi",
                "country": "GE",
                "match": "exact",
                "latitude": 41.69411,
                "longitude": 44.83368,
            },
        },
        response_only=True,
        status_codes=["200"],
    )
]
PROVIDER_SEARCH_EXAMPLES = [
    OpenApiExample(
        "Detention now, near a place",
        value={"near": "Тбилиси", "preset": "detention_now", "language": ["ru", "ka"]},
        request_only=True,
    ),
    *PROVIDER_PAGE_EXAMPLES,
]
