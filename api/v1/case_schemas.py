"""The shapes of cases, for members of the desk alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from api.problems import CONTENT_TYPE
from api.v1 import schemas
from api.v1.strict import Strict
from evacuation.forms.case import LONGEST
from evacuation.models.choices import State, Urgency
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.guards import Guard
from evacuation.workflow.needs import Kind
from evacuation.workflow.table import BY_NAME

LONGEST_AGO = 36_500  # days


def unknown_person() -> str:
    return _("Nobody in the roster has this code-name.")


class _Standing(serializers.Serializer[Any]):
    """What stands beside the sealed part of a case; null where nobody owns it."""

    level = serializers.ChoiceField(choices=Urgency.choices)
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
    owner = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class CaseStanding(_Standing):
    """As it stands now."""


class CaseState(_Standing):
    """How it stands afterwards: what is proposed to a second person changes nothing."""

    id = serializers.UUIDField()


class CaseStep(CaseState):
    """`done`: false where it waits for another person's word."""

    done = serializers.BooleanField()


class RubricSays(serializers.Serializer[Any]):
    score = serializers.IntegerField()
    level = serializers.ChoiceField(choices=Urgency.choices)


class CaseAssessed(CaseState):
    """`rubric`: what it says of these facts."""

    rubric = RubricSays()


class CaseLine(_Standing):
    """One line of the board. `verified`: whether the line is what a member wrote.

    `clock`: what is due at `due_at`, "" where it is the next step by us. `missed`:
    they should have been heard, or are on the way and nobody waits for them.
    """

    id = serializers.UUIDField()
    code = serializers.CharField()
    clock = serializers.ChoiceField(choices=Clock.choices(), allow_blank=True)
    country = serializers.CharField()
    danger = serializers.CharField()
    next_step = serializers.CharField()
    marks = serializers.ListField(child=serializers.CharField())
    new_message = serializers.BooleanField()
    missed = serializers.BooleanField()
    verified = serializers.BooleanField()


class CaseList(serializers.Serializer[Any]):
    cases = CaseLine(many=True)


class CaseMessage(serializers.Serializer[Any]):
    """`by`: the desk or the person. `verified` is false where it was tampered with."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.ChoiceField(choices=["desk", "person"])
    kind = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    verified = serializers.BooleanField()


class NeedChoice(serializers.Serializer[Any]):
    code = serializers.CharField()
    label: Any = serializers.CharField()


class StepNeed(serializers.Serializer[Any]):
    """`name`: of the body's member. `max`: characters of a text, days of `days`."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.name.lower() for kind in Kind])
    label: Any = serializers.CharField()
    required: Any = serializers.BooleanField()
    max = serializers.IntegerField(allow_null=True)
    choices = NeedChoice(many=True)


class MissingGuard(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[str(guard) for guard in Guard])
    detail = serializers.CharField()


class OfferedStep(serializers.Serializer[Any]):
    """A step that you may take now. `lacking`: what must be there before."""

    name = serializers.ChoiceField(choices=list(BY_NAME))
    label: Any = serializers.CharField()
    needs = StepNeed(many=True)
    lacking = MissingGuard(many=True)
    takes_two = serializers.BooleanField()


class WaitingStep(serializers.Serializer[Any]):
    """What waits for a second person. `yours`: whether you can be that one."""

    name = serializers.ChoiceField(choices=list(BY_NAME))
    label: Any = serializers.CharField()
    by = serializers.CharField()
    yours = serializers.BooleanField()


class CaseDetail(_Standing):
    """What the member's keys open; null for a part that they do not."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    account = serializers.DictField(allow_null=True)
    contact = serializers.DictField(allow_null=True)
    messages = CaseMessage(many=True)
    steps = OfferedStep(many=True)
    waiting = WaitingStep(allow_null=True)


class ReplyInput(Strict):
    text = serializers.CharField(max_length=LONGEST)
    name_shown = serializers.CharField(max_length=60, default="", allow_blank=True)
    tells = serializers.BooleanField(
        default=False, help_text="It tells them what was decided."
    )
    informs = serializers.BooleanField(
        default=False,
        help_text="While an answer is waited for: it does not ask for it again.",
    )


class OwnerInput(Strict):
    owner = serializers.CharField(
        max_length=150, help_text="The code-name of a coordinator or lead."
    )


class Reply(serializers.Serializer[Any]):
    id = serializers.UUIDField()


class SecondInput(Strict):
    """`no`: it is not done; who proposed it takes it back so, too."""

    decision = serializers.ChoiceField(choices=["yes", "no"])


def _codes(codes: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=codes.choices()), default=list
    )


class HappenedInput(Strict):
    """`days`: how long ago; `ongoing`: it goes on. One of them is said."""

    event = serializers.ChoiceField(choices=Event.choices())
    days = serializers.IntegerField(min_value=0, max_value=LONGEST_AGO, required=False)
    ongoing = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "days" not in attrs and not attrs["ongoing"]:
            said = _("Say how many days ago, or that it goes on.")
            raise serializers.ValidationError({"days": [said]})
        return attrs


class AssessmentInput(Strict):
    """Facts by their codes. `text`: why, where `level` is not what they come to."""

    sources = _codes(Source)
    events = HappenedInput(many=True, default=list)
    near = serializers.ChoiceField(choices=Near.choices(), default=str(Near.NONE))
    weaknesses = _codes(Weakness)
    strengths = _codes(Strength)
    flags = _codes(Flag)
    level = serializers.ChoiceField(choices=Urgency.choices)
    text = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)


class CaseAssessment(serializers.Serializer[Any]):
    """`proposed`: the level by this `version` of the rubric. `text`: why another."""

    at = serializers.DateTimeField()
    by = serializers.CharField()
    score = serializers.IntegerField()
    level = serializers.ChoiceField(choices=Urgency.choices)
    proposed = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    facts = serializers.DictField()


class AssessmentList(serializers.Serializer[Any]):
    assessments = CaseAssessment(many=True)


class LackingProblem(schemas.Problem):
    """`guards`: what the step still lacks; nothing for other codes."""

    guards = MissingGuard(many=True, required=False)


class TakenStep(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=list(BY_NAME))
    label: Any = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField()


class StaleProblem(schemas.Problem):
    """How it stands now, and the steps since the version that you named."""

    current = CaseStanding()
    steps = TakenStep(many=True)


CHANGES_REFUSED: dict[Any, Any] = {
    **schemas.refusals(400, 401, 403, 404, 406, 413, 415, 429, 503),
    (409, CONTENT_TYPE): OpenApiResponse(
        LackingProblem, "Not in this state, not by you alone, or something is missing."
    ),
    (412, CONTENT_TYPE): OpenApiResponse(
        StaleProblem, "Somebody changed the case since the version in If-Match."
    ),
    (428, CONTENT_TYPE): OpenApiResponse(schemas.Problem, "If-Match is missing."),
}
