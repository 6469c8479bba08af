"""When somebody thinks of going back: what was looked at again, by API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from api.desk_authentication import member_of
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    hear_account,
)
from api.v1.form_shapes import form_shape
from evacuation.forms.journeys.returning import ReturnForm
from evacuation.journeys.packing import packed
from evacuation.services.returning import assess_return, may_assess_return
from evacuation.showing.journeys.returning import shown_returns
from evacuation.workflow.movement.returning import (
    Against,
    Home,
    Lists,
    Outcome,
    Papers,
)

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.showing.journeys.returning import ShownReturn

ReturnInput = form_shape(
    "ReturnInput",
    "What was looked at again. `review`: when somebody looks once more, within a year.",
    ReturnForm.base_fields,
)
_EXAMPLE = {
    "wish": "Invented: to be with my mother.",
    "home": "same",
    "lists": "unknown",
    "papers": "good",
    "outcome": "not_now",
    "review": "2031-03-01",
}


class ShownAgainst(serializers.Serializer[Any]):
    what = serializers.ChoiceField(choices=Against.choices())
    words = serializers.CharField()


class ReturnTold(serializers.Serializer[Any]):
    """`against`: what spoke against it on the day on which it was written."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    wish = serializers.CharField()
    home = serializers.ChoiceField(choices=Home.choices())
    changed = serializers.CharField(allow_blank=True)
    lists = serializers.ChoiceField(choices=Lists.choices())
    looked_on = serializers.DateField(allow_null=True)
    papers = serializers.ChoiceField(choices=Papers.choices())
    adviser = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices())
    conditions = serializers.CharField(allow_blank=True)
    leaves = serializers.DateField(allow_null=True)
    review = serializers.DateField()
    against = ShownAgainst(many=True)


class ReturnsDetail(serializers.Serializer[Any]):
    """Newest first."""

    returns = ReturnTold(many=True)
    may_write = serializers.BooleanField()


class Returns(ChangeView):
    @reads("returns", "What was said of going back", ReturnsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Also when the route is destroyed."""
        page = hear_account(member_of(request), case_id)
        found = shown_returns(page.opened, page.name_of)
        answer = {
            "returns": [_shown(one) for one in found],
            "may_write": may_assess_return(page.opened),
        }
        return case_document(page.case, answer)

    @changes("return_assess", "They think of going back", ReturnInput, _EXAMPLE)
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By the owner or a lead, after arrival and while they are followed up."""
        form = self.filled(ReturnInput, ReturnForm)
        assess_return(actor=member_of(request), case_id=case_id, **form.said)
        return changed_case(case_id)


def _shown(one: ShownReturn) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "by": one.by,
        **packed(one.said),
        "against": [
            {"what": str(what), "words": str(what.label)} for what in one.against
        ],
    }
