"""The shapes of a journey: who goes, the plan, the list before going."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rest_framework import serializers

from api.v1.country_schemas import Pathway
from api.v1.form_shapes import form_shape
from api.v1.strict import Moment, Strict
from evacuation.answers import ContactVia
from evacuation.forms.case import LONGEST
from evacuation.forms.journeys.medicine import MOST, MOST_DAYS
from evacuation.forms.journeys.person import PersonForm
from evacuation.forms.journeys.plan import LegForm, PassForm, PlanForm, RouteForm
from evacuation.journeys.plan import MOST_LEGS
from evacuation.journeys.travellers import Going
from evacuation.services.journeys.focals import Focal
from evacuation.workflow.movement.bounds import look_fault
from evacuation.workflow.movement.findings import Obstacle, Weight
from evacuation.workflow.movement.going import Item, Readiness
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.legs import Means

if TYPE_CHECKING:
    from datetime import date

_ALPHA_2 = "ISO 3166-1 alpha-2"


def _country() -> serializers.CharField:
    return serializers.CharField(min_length=2, max_length=2, help_text=_ALPHA_2)


def _number() -> serializers.RegexField:
    return serializers.RegexField("^[1-9]$", help_text='Who asked for help is "1".')


_PERSON: dict[str, Any] = {
    "number": _number(),
    "home": _country(),
    "going": serializers.ChoiceField(
        choices=Going.choices(), default=str(Going.TOGETHER)
    ),
    "visas": serializers.ListField(child=_country(), default=list),
}
_PersonDetail = form_shape(
    "PersonDetail",
    "One person as a whole, with their papers.",
    PersonForm(number="2").fields,
    **_PERSON,
)
PersonInput = form_shape(
    "PersonInput",
    "One person as a whole, with their papers: what is left out is empty afterwards.",
    PersonForm(number="2").fields,
    **_PERSON,
    same_as_before=serializers.BooleanField(
        default=False,
        help_text="They are whom an earlier journey called by this number. Without it "
        "a number of which something is kept is refused (same_unsaid).",
    ),
)
_LegInput = form_shape(
    "LegInput",
    "Where to and when; what others found at the border stays.",
    LegForm().fields,
    origin=_country(),
    target=_country(),
    means=serializers.ChoiceField(choices=Means.choices()),
    begins=Moment(),
    ends=Moment(),
)
PlanInput = form_shape(
    "PlanInput",
    "The whole plan: what is left out is empty afterwards. Signatures fall with it "
    "where a crossing is another one.",
    PlanForm.base_fields,
    legs=_LegInput(many=True, default=list, max_length=MOST_LEGS),  # type: ignore[call-arg]
)
PassInput = form_shape(
    "PassInput",
    "An obstacle that may be passed, and why.",
    PassForm.base_fields,
    what=serializers.ChoiceField(choices=Obstacle.choices()),
    person=serializers.RegexField("^[1-9]?$", default="", allow_blank=True),
    leg=serializers.IntegerField(min_value=0, allow_null=True, default=None),
)
RouteInput = form_shape(
    "RouteInput",
    "What was seen of the way after an alert, in a line.",
    RouteForm.base_fields,
)


class WayInput(Strict):
    """`via`: by which way you heard it just now."""

    via = serializers.ChoiceField(choices=ContactVia.choices)


class BorderInput(Strict):
    """What a look at the border of a leg found, now. `leg`: from 0."""

    leg = serializers.IntegerField(min_value=0)
    passes = serializers.BooleanField()


class FocalInput(Strict):
    """`member`: a code-name."""

    what = serializers.ChoiceField(choices=Focal.choices())
    member = serializers.CharField()


class InterviewInput(Strict):
    person = _number()
    text = serializers.CharField(max_length=LONGEST)


class MedicineRow(Strict):
    """A class and days, never a diagnosis."""

    kind = serializers.ChoiceField(choices=MedicineKind.choices())
    days = serializers.IntegerField(min_value=0, max_value=MOST_DAYS)
    counted_on = serializers.DateField()
    supplier = serializers.BooleanField(default=False)
    letter_needed = serializers.BooleanField(default=False)
    letter = serializers.BooleanField(default=False)

    def validate_counted_on(self, said: date) -> date:
        if why := look_fault(said, timezone.now()):
            raise serializers.ValidationError(why)
        return said


class MedicinesInput(Strict):
    """All that this person takes along. `none`: they were asked, and need none; without
    it an empty list says that nobody asked them."""

    person = _number()
    medicines = MedicineRow(many=True, max_length=MOST)  # type: ignore[call-arg]
    none = serializers.BooleanField(default=False)


class _Finding(serializers.Serializer[Any]):
    """`person`: a number, "" for all. `passed`: why it may go on all the same."""

    what = serializers.ChoiceField(choices=Obstacle.choices())
    words = serializers.CharField()
    weight = serializers.ChoiceField(choices=Weight.choices())
    person = serializers.CharField(allow_blank=True)
    cleared_by = serializers.CharField()
    passed = serializers.CharField(allow_blank=True)
    source: Any = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField(allow_null=True)


class _Line(serializers.Serializer[Any]):
    item = serializers.ChoiceField(choices=Item.choices())
    words = serializers.CharField()
    readiness = serializers.ChoiceField(choices=Readiness.choices())
    cleared_by = serializers.ListField(child=serializers.CharField())


class _Border(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    passes = serializers.BooleanField()
    by = serializers.CharField()


class _Leg(serializers.Serializer[Any]):
    """`number`: as `borders/` names it. `border`: the last look at it."""

    number = serializers.IntegerField(min_value=0)
    crosses = serializers.BooleanField()
    border = _Border(allow_null=True)
    findings = _Finding(many=True)


class _Person(serializers.Serializer[Any]):
    """`medicines`: null where nobody asked, or you hold no key. `heard`: alone."""

    person: Any = _PersonDetail()
    findings = _Finding(many=True)
    medicines = MedicineRow(many=True, allow_null=True)
    heard = serializers.BooleanField()


class _Passed(serializers.Serializer[Any]):
    """Of one `person`, at one `crossing`: countries, means, places; empty for papers.
    Where neither stands nothing passes."""

    what = serializers.CharField()
    why = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    person = serializers.CharField(allow_blank=True)
    crossing = serializers.ListField(child=serializers.CharField(allow_blank=True))


class _Alert(serializers.Serializer[Any]):
    country = serializers.CharField()
    text = serializers.CharField()
    source: Any = serializers.CharField()
    raised_at = serializers.DateTimeField()


class _Named(serializers.Serializer[Any]):
    what = serializers.ChoiceField(choices=Focal.choices())
    member = serializers.CharField(allow_blank=True)


class _May(serializers.Serializer[Any]):
    """`plan`: write it; `look`: at borders and the rest; `sign`: the list, first;
    `legally`: sign crossings, let pass; `name`: who looks after what."""

    plan = serializers.BooleanField()
    look = serializers.BooleanField()
    sign = serializers.BooleanField()
    legally = serializers.BooleanField()
    name = serializers.BooleanField()


class JourneyDetail(serializers.Serializer[Any]):
    """`as_seen`: you lack a key for some of the list: these stand as first signed.

    `plan`: as it is sent; null before the first one. `way_in`: what stands now on
    record of the lawful way in that the plan names; null where it names none.
    """

    list = _Line(many=True)
    as_seen = serializers.BooleanField()
    plan: Any = PlanInput(allow_null=True)
    way_in = Pathway(allow_null=True)
    legs = _Leg(many=True)
    people = _Person(many=True)
    passed = _Passed(many=True)
    alerts = _Alert(many=True)
    focals = _Named(many=True)
    lawful_by = serializers.CharField(allow_blank=True)
    host_said_at = serializers.DateTimeField(allow_null=True)
    last_yes = serializers.DateTimeField(allow_null=True)
    may = _May()


class _Told(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    text = serializers.CharField()


class _Interview(serializers.Serializer[Any]):
    """`told`: null where you do not hold its key. `may_hear`: read it or write it."""

    person = serializers.CharField()
    heard = serializers.BooleanField()
    may_hear = serializers.BooleanField()
    told = _Told(many=True, allow_null=True)


class InterviewsDetail(serializers.Serializer[Any]):
    interviews = _Interview(many=True)


class _RunsOut(serializers.Serializer[Any]):
    what = serializers.ChoiceField(choices=Obstacle.choices())
    words = serializers.CharField()
    weight = serializers.ChoiceField(choices=Weight.choices())
    cleared_by = serializers.CharField()


class _Taken(serializers.Serializer[Any]):
    """`against`: what runs out before it may, or lacks its letter."""

    person = serializers.CharField()
    medicines = MedicineRow(many=True)
    against = _RunsOut(many=True)


class MedicinesDetail(serializers.Serializer[Any]):
    """Of each person who was asked. `going`: numbers of those who go; `ends`: the day
    on which they arrive; `lasts_to`: 30 days later, until when each should last."""

    people = _Taken(many=True)
    going = serializers.ListField(child=serializers.CharField())
    ends = serializers.DateField(allow_null=True)
    lasts_to = serializers.DateField(allow_null=True)
