"""The shapes of check-ins, of the protocol, and of the night card."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.strict import Moment, Strict
from evacuation.forms.journeys.check_ins import LONGEST_SAY, LONGEST_WHOM
from evacuation.journeys.night_card import LONGEST_WORDS, Came
from evacuation.services.journeys.protocols import MOST_STEPS
from evacuation.services.wished import Wish
from evacuation.workflow.movement.check_ins import Deed, Heard, Through

_MOST_TOLERANCE, _MOST_MINUTES = 12 * 60, 14 * 24 * 60


class CheckInInput(Strict):
    """When they should be heard. `tolerance`: minutes, then they are missed.
    `instead`: of everything that was planned before."""

    at = Moment()
    tolerance = serializers.IntegerField(
        min_value=0, max_value=_MOST_TOLERANCE, default=30
    )
    through = serializers.ChoiceField(choices=Through.choices())
    instead = serializers.BooleanField(default=False)


class HeardInput(Strict):
    """What was heard just now; the phrase alone puts the next one off."""

    heard = serializers.ChoiceField(choices=Heard.choices())
    through = serializers.ChoiceField(choices=Through.choices())


class WishInput(HeardInput):
    """What was heard of a wish that a receipt alone asked for."""

    wish = serializers.ChoiceField(choices=Wish.choices())


class StepInput(Strict):
    """`after`: minutes since they are missed."""

    deed = serializers.ChoiceField(choices=Deed.choices())
    after = serializers.IntegerField(min_value=0, max_value=_MOST_MINUTES)
    whom = serializers.CharField(max_length=LONGEST_WHOM, allow_blank=True, default="")
    say = serializers.CharField(max_length=LONGEST_SAY, allow_blank=True, default="")


class ProtocolInput(Strict):
    """The whole protocol anew, in the order of its steps."""

    steps = serializers.ListField(child=StepInput(), max_length=MOST_STEPS)
    public_agreed = serializers.BooleanField(default=False)


class NoteInput(Strict):
    """What came of a step of the protocol. `number`: of the step, from 0."""

    number = serializers.IntegerField(min_value=0)
    came = serializers.ChoiceField(choices=Came.choices())
    words = serializers.CharField(
        max_length=LONGEST_WORDS, allow_blank=True, default=""
    )


class ShownCheckIn(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    missed_at = serializers.DateTimeField()


class CheckInsDetail(serializers.Serializer[Any]):
    """`expected`: null where nobody waits. `wishes`: asked by the receipt alone."""

    expected = ShownCheckIn(allow_null=True)
    missed = serializers.BooleanField()
    coming = ShownCheckIn(many=True)
    wishes = serializers.ListField(child=serializers.ChoiceField(Wish.choices()))


class ShownStep(serializers.Serializer[Any]):
    deed = serializers.ChoiceField(choices=Deed.choices())
    after = serializers.IntegerField()
    whom = serializers.CharField()
    say = serializers.CharField()


class ProtocolDetail(serializers.Serializer[Any]):
    steps = ShownStep(many=True)
    public_agreed = serializers.BooleanField()


class ShownDone(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    came = serializers.ChoiceField(choices=Came.choices())
    words = serializers.CharField()


class NightCardDetail(serializers.Serializer[Any]):
    """`next_due`: when the next step is due, null after the last. `under_duress`: do
    nothing of the steps, decide with a lead. `stop_words`: they stop the journey."""

    expected = ShownCheckIn()
    missed = serializers.BooleanField()
    ways = serializers.ListField(child=serializers.CharField())
    ours = serializers.CharField()
    theirs = serializers.CharField()
    duress = serializers.CharField()
    stop_words = serializers.CharField()
    fallback = serializers.CharField()
    under_duress = serializers.BooleanField()
    on_duty = serializers.ListField(child=serializers.CharField())
    leads = serializers.ListField(child=serializers.CharField())
    steps = ShownStep(many=True)
    done = ShownDone(many=True)
    next_due = serializers.DateTimeField(allow_null=True)
    message_waits = serializers.BooleanField()
