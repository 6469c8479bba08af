"""The shape of an entry (directory/documents.py), for the schema.

Only `id`, `kind`, `name`, `country` and the plain flags are always there: what is
empty or above the caller's level is left out, never masked.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from directory.models.choices import (
    ENTRY_LEVELS,
    BarStatus,
    Capability,
    Capacity,
    ChannelKind,
    CostModel,
    CountBand,
    Experience,
    FriendlyTo,
    Interpreter,
    Payer,
    ProviderKind,
    Risk,
    ServiceLevel,
    VettingMethod,
)


def _one_of(choices: Any, *, required: bool = False) -> serializers.ChoiceField:
    named = [pair for pair in choices.choices if pair[0] != ""]
    return serializers.ChoiceField(choices=named, required=required)


def _several_of(choices: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=choices.choices), required=False
    )


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), required=False)


class NamedPlace(serializers.Serializer[Any]):
    geonameid = serializers.IntegerField()
    name = serializers.CharField()
    region = serializers.CharField(required=False)
    country = serializers.CharField()


class Organisation(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class Serves(serializers.Serializer[Any]):
    countries = _texts()
    regions = _texts()
    places = NamedPlace(many=True, required=False)
    radius_km = serializers.IntegerField(required=False)
    cross_border = serializers.BooleanField(required=False)


class Practice(serializers.Serializer[Any]):
    code = serializers.CharField()
    service_levels = serializers.ListField(
        child=serializers.ChoiceField(choices=ServiceLevel.choices)
    )


class SpokenLanguage(serializers.Serializer[Any]):
    code = serializers.CharField()
    interpreter = _one_of(Interpreter, required=True)


class ProviderSummary(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = _one_of(ProviderKind, required=True)
    name = serializers.CharField()
    latin_name = serializers.CharField(required=False)
    organisation = Organisation(required=False)
    country = serializers.CharField()
    places = NamedPlace(many=True, required=False)
    regions = _texts()
    serves = Serves(required=False)
    practice_areas = Practice(many=True, required=False)
    languages = SpokenLanguage(many=True, required=False)
    bar_status = _one_of(BarStatus)
    capabilities = _several_of(Capability)
    remote = serializers.BooleanField()
    on_site = serializers.BooleanField()
    available_24_7 = serializers.BooleanField()
    capacity = _one_of(Capacity)
    capacity_until = serializers.DateField(required=False)
    cost = _one_of(CostModel)
    payers = _several_of(Payer)
    friendly_to = _several_of(FriendlyTo)
    vetting_level = serializers.ChoiceField(["L0", "L1", "L2", "L3", "L4"])
    verified_on = serializers.DateField()
    verified_how = _one_of(VettingMethod)
    next_due = serializers.DateField()
    sharing = serializers.ChoiceField([level.name.lower() for level in ENTRY_LEVELS])


class OpeningHours(serializers.Serializer[Any]):
    weekday = serializers.IntegerField(
        min_value=1, max_value=7, help_text="ISO 8601: Monday is 1."
    )
    opens = serializers.CharField()
    closes = serializers.CharField()


class Office(serializers.Serializer[Any]):
    """Below the office's level only its city is known."""

    id = serializers.IntegerField()
    place = NamedPlace(required=False)
    label: Any = serializers.CharField(required=False)
    address = serializers.CharField(required=False)
    postcode = serializers.CharField(required=False)
    latitude = serializers.FloatField(required=False)
    longitude = serializers.FloatField(required=False)


class Contact(serializers.Serializer[Any]):
    """`restricted` ones have no `value`: it comes by a recorded reveal."""

    id = serializers.UUIDField()
    kind = _one_of(ChannelKind, required=True)
    office = serializers.IntegerField(required=False)
    value = serializers.CharField(required=False)
    restricted = serializers.BooleanField(required=False)
    say_first = serializers.CharField(required=False)
    note = serializers.CharField(required=False)
    available_24_7 = serializers.BooleanField(required=False)


class Friendliness(serializers.Serializer[Any]):
    group = _one_of(FriendlyTo, required=True)
    attested_by = serializers.IntegerField(required=False, help_text="How many.")
    trained_by = serializers.CharField(required=False)
    trained_on = serializers.DateField(required=False)


class ProviderDetail(ProviderSummary):
    names = _texts()
    say_first = serializers.CharField(required=False)
    bar_name = serializers.CharField(required=False)
    bar_checked_on = serializers.DateField(required=False)
    state_appointed = serializers.BooleanField(required=False)
    experience = _one_of(Experience)
    time_zone = serializers.CharField(required=False)
    hours = OpeningHours(many=True, required=False)
    response_hours = serializers.IntegerField(required=False)
    new_cases_per_month = serializers.IntegerField(required=False)
    means_test = serializers.BooleanField(required=False)
    no_solicitation = serializers.BooleanField(required=False)
    public_register = serializers.CharField(required=False)
    offices = Office(many=True, required=False)
    contacts = Contact(many=True, required=False)
    connect_us = serializers.BooleanField(
        required=False, help_text="Reached through the desk only."
    )
    legal_name = serializers.CharField(required=False)
    licence_number = serializers.CharField(required=False)
    treaty_record = _one_of(CountBand)
    risk = _one_of(Risk)
    friendliness = Friendliness(many=True, required=False)
