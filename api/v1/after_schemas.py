"""The shapes of consents, follow-ups, holds and what is destroyed of a case."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.case_schemas import CaseState
from api.v1.form_shapes import form_shape
from evacuation.forms.consent import ConsentForm, TakeBackForm
from evacuation.forms.following import FollowUpForm
from evacuation.forms.retaining import HoldForm, PartForm
from evacuation.person_parts import part_choices
from evacuation.services.shredding_part import PARTS
from evacuation.workflow.consent import GrantedBy, Method, Scope
from evacuation.workflow.followed import ENDS, QUESTIONS

ConsentInput = form_shape(
    "ConsentInput",
    "One thing for one purpose. `text`: needed where nobody could be asked.",
    ConsentForm.base_fields,
)
ConsentBackInput = form_shape(
    "ConsentBackInput", "`key`: of the grant.", TakeBackForm.base_fields
)
FollowUpInput = form_shape(
    "FollowUpInput",
    "How they are. `consents_reviewed`: you went through what they agreed to.",
    FollowUpForm().fields,
)
HoldInput = form_shape(
    "HoldInput", "Why a closed case is kept for another quarter.", HoldForm.base_fields
)
PartInput = form_shape(
    "PartInput", "Which part is destroyed, and why.", PartForm.base_fields
)


class ConsentGrant(serializers.Serializer[Any]):
    """`key`: by it it is taken back. `stands`: whether it counts now."""

    key = serializers.CharField()
    scope = serializers.ChoiceField(choices=Scope.choices())
    at = serializers.DateTimeField()
    granted_by = serializers.ChoiceField(choices=GrantedBy.choices())
    method = serializers.ChoiceField(choices=Method.choices(), allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    whom = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    explained_by = serializers.CharField(allow_blank=True)
    expires = serializers.DateField(allow_null=True)
    taken_back_at = serializers.DateTimeField(allow_null=True)
    stands = serializers.BooleanField()


class WaitingConsent(serializers.Serializer[Any]):
    """`yours`: whether you can be the second person."""

    key = serializers.CharField()
    yours = serializers.BooleanField()


class ConsentsDetail(serializers.Serializer[Any]):
    grants = ConsentGrant(many=True)
    waiting = WaitingConsent(allow_null=True)
    may_write = serializers.BooleanField()


_ANSWERS = {
    name: serializers.ChoiceField(choices=codes.choices(), help_text=words)
    for name, words, codes in QUESTIONS
}
_ENDS = {
    name: serializers.DateField(allow_null=True, help_text=words)
    for name, words in ENDS
}
_Told: Any = type("_Told", (serializers.Serializer,), {**_ANSWERS, **_ENDS})


class FollowUpTold(_Told):  # type: ignore[misc]
    """What was said one time that somebody asked."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    consents_reviewed = serializers.BooleanField()


class FollowUpDay(serializers.Serializer[Any]):
    """A day on which to ask. `asked`: somebody did, on it or after."""

    at = serializers.DateTimeField()
    asked = serializers.BooleanField()


class FollowUpsDetail(serializers.Serializer[Any]):
    """`told`: newest first."""

    told = FollowUpTold(many=True)
    days = FollowUpDay(many=True)
    may_keep = serializers.BooleanField()


class CaseHeld(CaseState):
    """`until`: nothing is forgotten before."""

    until = serializers.DateTimeField()


class CaseHold(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    by = serializers.CharField()
    reason = serializers.CharField(help_text="A code, as a hold is sent.")
    text = serializers.CharField()


class HoldsDetail(serializers.Serializer[Any]):
    """`forget_at`: when it is forgotten, null while it is open. Holds newest first."""

    forget_at = serializers.DateTimeField(allow_null=True)
    holds = CaseHold(many=True)
    may_hold = serializers.BooleanField()


class WaitingPart(serializers.Serializer[Any]):
    """`yours`: whether you are a lead who can confirm it."""

    part = serializers.ChoiceField(
        choices=[one for one in part_choices() if one[0] in PARTS]
    )
    text = serializers.CharField()
    by = serializers.CharField()
    yours = serializers.BooleanField()


class PartHolders(serializers.Serializer[Any]):
    """`holders`: who opens its newest key. `mine`: whether you do."""

    compartment = serializers.ChoiceField(choices=part_choices())
    holders = serializers.ListField(child=serializers.CharField())
    mine = serializers.BooleanField()


class PartsDetail(serializers.Serializer[Any]):
    parts = PartHolders(many=True)
    waiting = WaitingPart(allow_null=True)
    may_destroy = serializers.BooleanField()
