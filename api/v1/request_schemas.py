"""The shapes of partners' requests for help. Values are those of the form itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from directory.search.codes import known_countries
from evacuation.answers import (
    ELSEWHERE,
    LONGEST_HANDLE,
    LONGEST_NAME,
    LONGEST_STORY,
    LONGEST_VOUCHER,
    MOST_CONTACTS,
    Asking,
    Consent,
    ContactVia,
    Danger,
    MayWrite,
    SafeNow,
    WhoSees,
)

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="128 random bits or more, new for each request, as base64url or hex.",
)
_BANDS = ("0-5", "6-11", "12-17", "adult")
_MOST_OF_A_BAND = 30


class ContactInput(serializers.Serializer[Any]):
    """One way to reach the person, and what is safe there."""

    channel = serializers.ChoiceField(choices=ContactVia.choices)
    handle = serializers.CharField(max_length=LONGEST_HANDLE)
    may_write_first = serializers.ChoiceField(
        choices=MayWrite.choices, default=MayWrite.NO
    )
    who_sees = serializers.ChoiceField(choices=WhoSees.choices, default=WhoSees.UNKNOWN)
    name_we_use = serializers.CharField(
        max_length=LONGEST_NAME, default="", allow_blank=True
    )


class ReferralInput(serializers.Serializer[Any]):
    """What the person answers. Ask for nothing else: no legal name, no documents."""

    language = serializers.RegexField(
        r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, help_text="BCP 47."
    )
    country = serializers.RegexField(
        r"^[A-Z]{2}$", help_text=f"ISO 3166-1; {ELSEWHERE} with `country_words`."
    )
    country_words = serializers.CharField(
        max_length=LONGEST_NAME, default="", allow_blank=True
    )
    safe_now = serializers.ChoiceField(choices=SafeNow.choices)
    danger = serializers.ChoiceField(choices=Danger.choices)
    asking = serializers.ChoiceField(choices=Asking.choices, default=Asking.AGREED)
    contacts = ContactInput(many=True, default=list, max_length=MOST_CONTACTS)  # type: ignore[call-arg]
    do_not_contact = serializers.BooleanField(
        default=False, help_text="The contacts are somebody else's; write to nobody."
    )
    story = serializers.CharField(
        max_length=LONGEST_STORY, default="", allow_blank=True
    )
    voucher = serializers.CharField(
        max_length=LONGEST_VOUCHER, default="", allow_blank=True
    )
    dependants = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=_MOST_OF_A_BAND),
        default=dict,
        help_text=f"How many by age band: {', '.join(_BANDS)}.",
    )
    medicine_days = serializers.IntegerField(
        min_value=0, max_value=365, default=None, allow_null=True
    )
    consents = serializers.ListField(
        child=serializers.ChoiceField(choices=Consent.choices), default=list
    )
    tell_referrer = serializers.BooleanField(
        default=False, help_text="The person lets us tell you how it stands."
    )

    def validate_country(self, value: str) -> str:
        if value != ELSEWHERE and value not in known_countries():
            raise serializers.ValidationError(
                _("“%(codes)s” is not known.") % {"codes": value}
            )
        return value

    def validate_dependants(self, value: dict[str, int]) -> dict[str, int]:
        if not set(value) <= set(_BANDS):
            raise serializers.ValidationError(f"Bands: {', '.join(_BANDS)}.")
        return value


class Referral(serializers.Serializer[Any]):
    """The answer. `receipt` belongs to the person alone."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["received"])
    receipt = serializers.CharField()


class Status(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=["received", "being_read", "closed"])
