"""The shapes of what is publicly known of countries."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.strict import Strict
from evacuation.forms.journeys.known import LINE, MOST_DAYS, SHORT, SOURCE, WORDS
from evacuation.services.countries.reading import Age
from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Says,
    Subject,
)

_COUNTRY = "ISO 3166-1 alpha-2."
_OF = (
    "Which papers (entry), country (wanted_base, deportation) or medicine (medicine); "
    "empty for any, and on health and law."
)
_CHECKED = "When it was looked up."
_GOOD = "By when somebody looks at it again: at most a year after that."
_REPLACES = "The id of the record that you read in its place; null where there is none."


class _Stands(serializers.Serializer[Any]):
    """`owner`: who looks at it again, null for nobody."""

    id = serializers.IntegerField()
    country = serializers.CharField(help_text=_COUNTRY)
    note = serializers.CharField(allow_blank=True)
    source = serializers.CharField()  # type: ignore[assignment]
    checked_on = serializers.DateField()
    good_until = serializers.DateField()
    age = serializers.ChoiceField(choices=Age.choices())
    owner = serializers.CharField(allow_null=True)


class CountryRule(_Stands):
    """One fact, as it stands now."""

    subject = serializers.ChoiceField(choices=Subject.choices())
    of = serializers.CharField(allow_blank=True, help_text=_OF)
    says = serializers.ChoiceField(choices=Says.choices())
    days = serializers.IntegerField(allow_null=True, help_text="Of a stay.")


class CountryRules(serializers.Serializer[Any]):
    rules = CountryRule(many=True)


class Pathway(_Stands):
    """A lawful way in, as it was on its day: never a promise."""

    kind = serializers.ChoiceField(choices=PathwayKind.choices())
    status = serializers.ChoiceField(choices=PathwayStatus.choices())
    legal_base = serializers.CharField(allow_blank=True)
    who = serializers.CharField(allow_blank=True)
    wait = serializers.CharField(allow_blank=True)


class Pathways(serializers.Serializer[Any]):
    pathways = Pathway(many=True)


class CountryAlert(serializers.Serializer[Any]):
    """`raised_by`: null where they have left; `ended_at`: null while it holds."""

    id = serializers.IntegerField()
    country = serializers.CharField(help_text=_COUNTRY)
    text = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    raised_at = serializers.DateTimeField()
    raised_by = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class CountryAlerts(serializers.Serializer[Any]):
    """Those that hold, the newest first."""

    alerts = CountryAlert(many=True)


class CountryQuery(Strict):
    """What narrows a list."""

    country = serializers.CharField(required=False, help_text=_COUNTRY)


class CountryRuleInput(Strict):
    """It takes the place of what stands, which stays as the past."""

    country = serializers.CharField(help_text=_COUNTRY)
    subject = serializers.ChoiceField(choices=Subject.choices())
    of = serializers.CharField(
        allow_blank=True, default="", max_length=20, help_text=_OF
    )
    says = serializers.ChoiceField(choices=Says.choices())
    days = serializers.IntegerField(
        allow_null=True, default=None, min_value=1, max_value=MOST_DAYS
    )
    note = serializers.CharField(allow_blank=True, default="", max_length=WORDS)
    source = serializers.CharField(max_length=SOURCE)  # type: ignore[assignment]
    checked_on = serializers.DateField(help_text=_CHECKED)
    good_until = serializers.DateField(help_text=_GOOD)
    replaces = serializers.IntegerField(allow_null=True, help_text=_REPLACES)


class PathwayInput(Strict):
    """It takes the place of what stands, which stays as the past."""

    country = serializers.CharField(help_text=_COUNTRY)
    kind = serializers.ChoiceField(choices=PathwayKind.choices())
    status = serializers.ChoiceField(choices=PathwayStatus.choices())
    legal_base = serializers.CharField(allow_blank=True, default="", max_length=LINE)
    who = serializers.CharField(allow_blank=True, default="", max_length=LINE)
    wait = serializers.CharField(allow_blank=True, default="", max_length=SHORT)
    note = serializers.CharField(allow_blank=True, default="", max_length=WORDS)
    source = serializers.CharField(max_length=SOURCE)  # type: ignore[assignment]
    checked_on = serializers.DateField(help_text=_CHECKED)
    good_until = serializers.DateField(help_text=_GOOD)
    replaces = serializers.IntegerField(allow_null=True, help_text=_REPLACES)


class CountryAlertInput(Strict):
    """Public knowledge alone."""

    country = serializers.CharField(help_text=_COUNTRY)
    text = serializers.CharField(max_length=WORDS)
    source = serializers.CharField(max_length=SOURCE)  # type: ignore[assignment]
