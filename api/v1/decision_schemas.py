"""The shapes of what approvers read and sign, of help given and of what was paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from api.v1.case_schemas import CaseState, MissingGuard
from api.v1.form_shapes import form_shape
from api.v1.proposal_schemas import LastAnswer, ProposalChanged, ProposalWritten
from api.v1.sums import sum_field
from evacuation.forms.deciding import (
    HelpForm,
    PaymentForm,
    RatifyForm,
    ReceiptForm,
    TakeBackForm,
)
from evacuation.models.choices import Urgency
from evacuation.workflow.dangers import Flag
from evacuation.workflow.money import Line, Paid, Receipt
from evacuation.workflow.verification import Verified

_CENT = Decimal("0.01")

RatificationInput = form_shape(
    "RatificationInput", "A second person's signature.", RatifyForm.base_fields
)
HelpInput = form_shape(
    "HelpInput",
    "Interim help; `amount` in euro.",
    HelpForm.base_fields,
    amount=sum_field(min_value=_CENT),
)
PaymentInput = form_shape(
    "PaymentInput",
    "What was paid of a line of the approved budget.",
    PaymentForm.base_fields,
    line=serializers.IntegerField(
        min_value=1, max_value=60, help_text="Its number, from 1."
    ),
    amount=sum_field(min_value=_CENT, help_text="In euro."),
)
ReceiptInput = form_shape(
    "ReceiptInput",
    "`record`: of a payment or of interim help.",
    ReceiptForm.base_fields,
)

TakeBackInput = form_shape(
    "TakeBackInput",
    "`record`: of a payment that was entered wrongly.",
    TakeBackForm.base_fields,
)


class CaseRatified(CaseState):
    """`full`: whether as many have signed as the budget asks for."""

    full = serializers.BooleanField()


class DecisionFacts(serializers.Serializer[Any]):
    """What the submission rests on, without identity; "" where it was not said."""

    country = serializers.CharField(allow_blank=True)
    level = serializers.ChoiceField(choices=Urgency.choices, allow_blank=True)
    score = serializers.IntegerField()
    flags = serializers.ListField(child=serializers.ChoiceField(choices=Flag.choices()))
    assessed = serializers.CharField(allow_blank=True)
    verified = serializers.ChoiceField(choices=Verified.choices(), allow_blank=True)
    vouches_hold = serializers.BooleanField()


class DecisionLine(serializers.Serializer[Any]):
    """A line of the budget. `own`: what we pay of it, `given`: as help already; euro.

    `covered`: others have pledged all of it.
    """

    line = serializers.ChoiceField(choices=Line.choices())
    amount = sum_field()
    currency = serializers.CharField()
    rate = serializers.CharField()
    rated = serializers.DateField(allow_null=True, help_text="The day of the rate.")
    funder = serializers.CharField(allow_blank=True)
    pledged = sum_field()
    paid = serializers.ChoiceField(choices=Paid.choices())
    payee = serializers.CharField(allow_blank=True)
    own = sum_field()
    given = sum_field()
    covered = serializers.BooleanField()


class DecisionSignature(serializers.Serializer[Any]):
    by = serializers.CharField()
    place = serializers.CharField()


class DecisionCondition(serializers.Serializer[Any]):
    by = serializers.CharField()
    conditions = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)


class DecisionDetail(serializers.Serializer[Any]):
    """`waits`: for an answer. `holds`: the state rests on signatures.

    `signed`: who has signed, as what; `missing`: places that nobody has filled yet;
    `nobody_for`: those that nobody who is here can fill. `ratify_by`: until when one
    signature is enough in a critical case; null where all have signed.
    """

    waits = serializers.BooleanField()
    holds = serializers.BooleanField()
    written = ProposalWritten(allow_null=True)
    changes = ProposalChanged(many=True)
    facts = DecisionFacts()
    enough = serializers.BooleanField(help_text="Verified enough for what it costs.")
    lines = DecisionLine(many=True)
    signed = DecisionSignature(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    nobody_for = serializers.ListField(child=serializers.CharField())
    conditions = DecisionCondition(many=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    ratify_by = serializers.DateTimeField(allow_null=True)
    may_sign = serializers.BooleanField()
    may_ratify = serializers.BooleanField()
    lacking = MissingGuard(many=True)
    last_answer = LastAnswer(allow_null=True)


class _Receipted(serializers.Serializer[Any]):
    record = serializers.UUIDField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    amount = sum_field()
    receipt = serializers.ChoiceField(choices=Receipt.choices())
    reason = serializers.CharField(allow_blank=True)


class GivenHelp(_Receipted):
    """`reason`: why no receipt can be had safely; `why`: why it could not wait."""

    line = serializers.ChoiceField(choices=Line.choices())
    payee = serializers.CharField()
    funder = serializers.CharField(allow_blank=True)
    paid = serializers.ChoiceField(choices=Paid.choices())
    why = serializers.CharField()
    ratified = serializers.BooleanField()


class AskedHelp(serializers.Serializer[Any]):
    """Given once a second person agrees. `lapsed`: it has to be asked for anew."""

    record = serializers.UUIDField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    amount = sum_field()
    payee = serializers.CharField()
    why = serializers.CharField()
    may_agree = serializers.BooleanField()
    lapsed = serializers.BooleanField()


class HelpDetail(serializers.Serializer[Any]):
    """`most`: what one person may give at once; `ceiling`: in seven days; euro.

    `most_by_two`: with a second person's word before it is given (`asked`). `given`:
    what the caller's keys open. `late`: nothing is spent until it is ratified.
    """

    verified = serializers.ChoiceField(choices=Verified.choices())
    most = sum_field()
    most_by_two = sum_field()
    ceiling = sum_field()
    asked = AskedHelp(allow_null=True)
    given = GivenHelp(many=True)
    waits = serializers.BooleanField()
    late = serializers.BooleanField()
    may_give = serializers.BooleanField()
    may_ratify = serializers.BooleanField()


class CasePayment(_Receipted):
    """`reason`: why no receipt can be had safely. `taken_back`: why it counts no more;
    "" while it does.
    """

    taken_back = serializers.CharField(allow_blank=True)


class BudgetSpent(serializers.Serializer[Any]):
    """A line of the approved budget by its number: what we pay of it and paid; euro."""

    number = serializers.IntegerField()
    line = serializers.ChoiceField(choices=Line.choices())
    funder = serializers.CharField(allow_blank=True)
    payee = serializers.CharField(allow_blank=True)
    committed = sum_field()
    paid = sum_field()
    left = sum_field()
    payments = CasePayment(many=True)


class PaymentsDetail(serializers.Serializer[Any]):
    """Nothing where nothing is approved. `earlier`: payments of budgets before."""

    lines = BudgetSpent(many=True)
    earlier = CasePayment(many=True)
    may_pay = serializers.BooleanField()
