"""The shapes of what is written for decision and answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.v1.case_schemas import MissingGuard
from api.v1.form_shapes import form_shape
from api.v1.sums import sum_field
from evacuation.forms.case import LONGEST
from evacuation.forms.deciding import MOST_ROWS, BudgetLineForm, ProposalForm
from evacuation.services.submitted import DRAFT, SUBMITTED
from evacuation.workflow import money
from evacuation.workflow.decision import Answer, Criterion, Option
from evacuation.workflow.verification import Verified

_PROPOSAL = ProposalForm.base_fields
_FIRST = f"note_{Criterion.MANDATE}"
_ANSWER = serializers.ChoiceField(
    choices=Answer.choices(), default="", allow_blank=True
)
_CriterionInput = form_shape(
    "CriterionInput",
    "An answer, with a note.",
    {"note": ProposalForm().fields[_FIRST]},
    answer=_ANSWER,
)
_CriteriaInput = form_shape(
    "CriteriaInput",
    "Answers by the criterion's code.",
    {},
    **{
        str(one): _CriterionInput(required=False, help_text=one.label)
        for one in Criterion
    },
)
_OptionsInput = form_shape(
    "OptionsInput",
    "What was weighed, and why.",
    {},
    **{
        str(one): serializers.CharField(
            max_length=LONGEST, required=False, allow_blank=True, help_text=one.label
        )
        for one in Option
    },
)
_LineInput = form_shape(
    "BudgetLineInput",
    "Sums in the line's own currency; `rate`: euro for one of it.",
    BudgetLineForm.base_fields,
    line=serializers.ChoiceField(choices=money.Line.choices()),
    amount=sum_field(min_value=Decimal("0.01")),
)
ProposalInput = form_shape(
    "ProposalInput",
    "The whole draft: what is left out is empty afterwards.",
    {name: field for name, field in _PROPOSAL.items() if name != "why"},
    criteria=_CriteriaInput(default=dict),
    options=_OptionsInput(default=dict),
    lines=_LineInput(many=True, default=list, max_length=MOST_ROWS),  # type: ignore[call-arg]
)


class ProposalWritten(serializers.Serializer[Any]):
    """`stage`: a draft, or a version that approvers are asked about. `total`: euro.

    `whole`: with what was paid and given before; `tier` follows from it.
    """

    stage = serializers.ChoiceField(choices=[DRAFT, SUBMITTED])
    at = serializers.DateTimeField()
    by = serializers.CharField()
    total = sum_field()
    whole = sum_field()
    tier = serializers.IntegerField(min_value=1, max_value=5)
    content: Any = ProposalInput()


class ProposalChanged(serializers.Serializer[Any]):
    """One field that differs from the version submitted before, in words."""

    label: Any = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class SaidWords(serializers.Serializer[Any]):
    label: Any = serializers.CharField()
    text = serializers.CharField()


class LastAnswer(serializers.Serializer[Any]):
    """What an approver last answered. `to_send`: words that the person has not had."""

    label: Any = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    said = SaidWords(many=True)
    to_send = serializers.CharField(allow_blank=True)


class ProposalDetail(serializers.Serializer[Any]):
    """`most`: euro that the verified level lets us spend, null without an end.

    `lacking`: what submitting it still needs.
    """

    may_write = serializers.BooleanField()
    verified = serializers.ChoiceField(choices=Verified.choices())
    most = sum_field(allow_null=True)
    lacking = MissingGuard(many=True)
    written = ProposalWritten(allow_null=True)
    changes = ProposalChanged(many=True)
    last_answer = LastAnswer(allow_null=True)
