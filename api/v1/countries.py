"""What is publicly known of countries: rules, ways in, alerts; for members alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema

from api.desk_authentication import member_of
from api.problems import InvalidBody
from api.v1 import country_schemas, schemas
from api.v1.desk_operations import READ_REFUSED, example_of
from api.v1.desk_views import DeskView, cleaned, moment
from api.views import private_document, written
from directory.filters import InvalidSearch
from evacuation.forms.journeys.countries import country_choices
from evacuation.services.countries import reading
from evacuation.services.countries.alerts import end_alert, raise_alert
from evacuation.services.countries.pathways import Way, save_pathway, way_faults
from evacuation.services.countries.rules import save_rule
from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Rule,
    Says,
    Subject,
)
from evacuation.workflow.movement.fitting import BY_COUNTRY, rule_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from api.problems import Member
    from evacuation import models
    from evacuation.workflow.movement.fitting import Fault

_TAGS = ["countries"]
_WRITE_REFUSED = schemas.refusals(400, 401, 403, 404, 406, 409, 413, 415, 429, 503)
_OF_COUNTRY = OpenApiParameter(
    "country", str, description="Of this one alone (ISO 3166-1 alpha-2)."
)
_DAYS = {"checked_on": "2031-03-01", "good_until": "2031-09-01"}
_RULE = {
    "country": "AM",
    "subject": "entry",
    "of": "international",
    "says": "free",
    "days": 90,
    "source": "Invented Gazette, number 7",
    **_DAYS,
    "replaces": None,
}
_WAY = {
    "country": "DE",
    "kind": "temporary_seat",
    "status": "limited",
    "wait": "invented: three months",
    "source": "Invented Gazette, number 7",
    **_DAYS,
    "replaces": 12,
}
_ALERT = {"country": "AM", "text": "Invented: closed.", "source": "Invented Gazette"}
_SAID = ("country", "note", "source")


def _reads(name: str, summary: str, gives: type[Serializer[Any]]) -> Callable[..., Any]:
    return extend_schema(
        operation_id=f"{name}_list",
        summary=summary,
        parameters=[_OF_COUNTRY],
        responses={200: gives, **READ_REFUSED, **schemas.refusals(400)},
        tags=_TAGS,
    )


def _writes(
    name: str,
    summary: str,
    gives: type[Serializer[Any]],
    takes: type[Serializer[Any]] | None = None,
    example: object = None,
) -> Callable[..., Any]:
    return extend_schema(
        operation_id=name,
        summary=summary,
        request=takes,
        responses={201 if takes else 200: gives, **_WRITE_REFUSED},
        examples=example_of(example) if takes else None,
        tags=_TAGS,
    )


class CountryRules(DeskView):
    @_reads("country_rules", "What is known of countries", country_schemas.CountryRules)
    def get(self, request: Request) -> HttpResponseBase:
        """As it stands now, with its source, its day and how old it is."""
        member_of(request)
        found = [_rule(row) for row in reading.rules(_asked(request))]
        return private_document(written({"rules": found}))

    @_writes(
        "country_rules_save",
        "Write a rule, or check it again",
        country_schemas.CountryRule,
        country_schemas.CountryRuleInput,
        _RULE,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """409 `stale_version`: another record stands there than `replaces` says."""
        said = cleaned(country_schemas.CountryRuleInput, request.data)
        rule = Rule(
            subject=Subject(said["subject"]),
            says=Says(said["says"]),
            **{one: said[one] for one in ("country", "of", "days", "source", *_DAYS)},
        )
        named = {"country": rule.country}
        if rule.subject in BY_COUNTRY and rule.of:
            named["of"] = rule.of
        _refuse(rule_faults(rule, timezone.localdate()), named)
        row = save_rule(
            actor=member_of(request),
            rule=rule,
            note=said["note"],
            replaces=said["replaces"],
        )
        return _made(_rule(row))


class Pathways(DeskView):
    @_reads("pathways", "Lawful ways into countries", country_schemas.Pathways)
    def get(self, request: Request) -> HttpResponseBase:
        """As each was on the day it was looked up: never a promise."""
        member_of(request)
        found = [way_shown(row) for row in reading.pathways(_asked(request))]
        return private_document(written({"pathways": found}))

    @_writes(
        "pathways_save",
        "Write a way in, or check it again",
        country_schemas.Pathway,
        country_schemas.PathwayInput,
        _WAY,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """409 `stale_version`: another record stands there than `replaces` says."""
        said = cleaned(country_schemas.PathwayInput, request.data)
        replaces, status = said.pop("replaces"), PathwayStatus(said.pop("status"))
        way = Way(**{**said, "kind": PathwayKind(said["kind"])}, status=status)
        _refuse(way_faults(way, timezone.localdate()), {"country": way.country})
        row = save_pathway(actor=member_of(request), way=way, replaces=replaces)
        return _made(way_shown(row))


class CountryAlerts(DeskView):
    @_reads("country_alerts", "Open alerts", country_schemas.CountryAlerts)
    def get(self, request: Request) -> HttpResponseBase:
        """What changed lately, as long as it holds."""
        member_of(request)
        found = [_alert(row) for row in reading.open_alerts(_asked(request))]
        return private_document(written({"alerts": found}))

    @_writes(
        "country_alerts_raise",
        "Raise an alert",
        country_schemas.CountryAlert,
        country_schemas.CountryAlertInput,
        _ALERT,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Every case that is planned, ready or on the way is looked at again."""
        said = cleaned(country_schemas.CountryAlertInput, request.data)
        _refuse((), {"country": said["country"]})
        return _made(_alert(raise_alert(actor=member_of(request), **said)))


class CountryAlertEnd(DeskView):
    http_method_names = ["post"]

    @_writes("country_alerts_end", "It holds no more", country_schemas.CountryAlert)
    def post(self, request: Request, alert_id: int) -> HttpResponseBase:
        """409 `wrong_state`: it was ended before."""
        row = end_alert(actor=member_of(request), alert_id=alert_id)
        return private_document(written(_alert(row)))


def _asked(request: Request) -> str:
    """Raises InvalidSearch."""
    unknown = set(request.query_params) - {"country"}
    if unknown:
        message = _("This parameter is not known.")
        raise InvalidSearch({name: [message] for name in unknown})
    code = str(request.query_params.get("country", ""))
    if code and not _is_one(code):
        raise InvalidSearch({"country": [_("No country has this code.")]})
    return code


def _refuse(found: Iterable[Fault], countries: Mapping[str, str]) -> None:
    """Raises InvalidBody. `countries`: members that must name a country."""
    errors: dict[Member, list[str]] = {}
    for name, why in found:
        errors.setdefault(name, []).append(str(why))
    for name, code in countries.items():
        if name not in errors and not _is_one(code):
            errors[name] = [_("No country has this code.")]
    if errors:
        raise InvalidBody(errors)


def _is_one(code: str) -> bool:
    return bool(code) and code in dict(country_choices())


def _made(said: object) -> HttpResponseBase:
    answer = private_document(written(said))
    answer.status_code = 201
    return answer


def _known(row: models.CountryRule | models.Pathway) -> dict[str, Any]:
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in _SAID},
        "checked_on": row.checked_on.isoformat(),
        "good_until": row.good_until.isoformat(),
        "age": str(reading.age(row.good_until, timezone.localdate())),
        "owner": row.owner.username if row.owner else None,
    }


def _rule(row: models.CountryRule) -> dict[str, Any]:
    names = ("subject", "of", "says", "days")
    return {**_known(row), **{name: getattr(row, name) for name in names}}


def way_shown(row: models.Pathway) -> dict[str, Any]:
    """A way in as its record says."""
    names = ("kind", "status", "legal_base", "who", "wait")
    return {**_known(row), **{name: getattr(row, name) for name in names}}


def _alert(row: models.CountryAlert) -> dict[str, Any]:
    return {
        "id": row.pk,
        "country": row.country,
        "text": row.text,
        "source": row.source,
        "raised_at": moment(row.raised_at),
        "raised_by": row.raised_by.username if row.raised_by else None,
        "ended_at": moment(row.ended_at),
    }
