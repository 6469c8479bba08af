"""The shapes of checks, vouches, questions to vouchers and a lift for a day."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.case_schemas import CaseState, NeedChoice
from api.v1.form_shapes import form_shape
from evacuation.forms.verification import (
    AsideForm,
    AskForm,
    CheckForm,
    LiftForm,
    WordForm,
)
from evacuation.workflow.checked import Check
from evacuation.workflow.verification import Basis, Verified, Vouched

_MOST_OF_A_CODE = 60


def _organisation(*, required: bool = True) -> serializers.CharField:
    """Which ones there are, reading the verification says."""
    said: dict[str, Any] = {} if required else {"default": "", "allow_blank": True}
    return serializers.CharField(
        max_length=_MOST_OF_A_CODE, help_text="The code of a trusted one.", **said
    )


CheckInput = form_shape(
    "CheckInput",
    "What was checked, never a copy of it. `organisation`: where it is their word.",
    CheckForm.base_fields,
    check=serializers.ChoiceField(choices=Check.choices()),
    organisation=_organisation(required=False),
)
VouchInput = form_shape(
    "VouchInput",
    "An organisation's word, as it was said to a member; it counts for 30 days.",
    WordForm.base_fields,
    organisation=_organisation(),
    member=serializers.CharField(
        max_length=150,
        default="",
        allow_blank=True,
        help_text="The code-name of who vouches, where they are of this desk.",
    ),
)
QuestionInput = form_shape(
    "QuestionInput",
    "Say no name and no place in `question`; empty asks the usual one.",
    AskForm.base_fields,
    organisation=_organisation(),
)
AsideInput = form_shape(
    "AsideInput", "A vouch on which the case rests no more.", AsideForm.base_fields
)
LiftInput = form_shape(
    "LiftInput", "Why it cannot wait; a second person signs it.", LiftForm.base_fields
)


class CaseRecorded(CaseState):
    """`record`: the id of what was written."""

    record = serializers.UUIDField()


class CaseAsked(CaseState):
    """Shown once and kept nowhere: send `link` and `code` by two different ways."""

    link = serializers.CharField()
    code = serializers.CharField()
    ends_at = serializers.DateTimeField()


class ShownCheck(serializers.Serializer[Any]):
    """What was checked, asked, set aside or lifted; `words`: which of them."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    words = serializers.CharField()
    organisation = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    adverse = serializers.BooleanField()


class ShownVouch(serializers.Serializer[Any]):
    """`standing`: it stands, ran out, nobody trusts who said it, or is too weak.

    `others`: vouches of the same voucher in three months, for verifiers; else 0.
    """

    record = serializers.UUIDField()
    organisation = serializers.CharField()
    voucher = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices())
    what = serializers.ChoiceField(choices=Vouched.choices())
    since = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    independent = serializers.BooleanField()
    conflict = serializers.BooleanField()
    signed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    standing = serializers.ChoiceField(choices=["stands", "over", "fallen", "weak"])
    others = serializers.IntegerField()


class TrustedOrganisation(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class WaitingLift(serializers.Serializer[Any]):
    """`yours`: whether you can be the second person."""

    text = serializers.CharField()
    yours = serializers.BooleanField()


class VerificationDetail(serializers.Serializer[Any]):
    """`verified`: one more until `lifted_until`, where two people signed a lift.

    `stands`: no word that it rests on was revoked or ran out. `leads_on`: what is
    missing for the next level. `checks`: those that you may record.
    """

    verified = serializers.ChoiceField(choices=Verified.choices())
    stands = serializers.BooleanField()
    leads_on = serializers.CharField(allow_blank=True)
    checked = ShownCheck(many=True)
    vouches = ShownVouch(many=True)
    checks = NeedChoice(many=True)
    organisations = TrustedOrganisation(many=True)
    may_write = serializers.BooleanField()
    may_lift = serializers.BooleanField()
    lifted_until = serializers.DateTimeField(allow_null=True)
    waiting = WaitingLift(allow_null=True)
