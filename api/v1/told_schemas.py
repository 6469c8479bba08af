"""The shapes of what is told of a journey, of the host's door and of arrival."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.strict import Moment, Strict
from evacuation.journeys.reception import Company, Item, Said
from evacuation.journeys.told import Told, ToWhom
from evacuation.services.journeys.disclosing import LONGEST_TEXT
from evacuation.services.journeys.first_days import LONGEST_WHO
from evacuation.workflow.movement.check_ins import Heard, Through

_HEARD = [(str(one), one.label) for one in (Heard.PHRASE, Heard.WRONG)]


class ToldInput(Strict):
    """One thing, to one, for one window of 72 hours at most. `text`: for the person's
    mailbox alone; empty for what is said by word of mouth. `person`: the number of a
    fellow."""

    what = serializers.ChoiceField(choices=Told.choices())
    to = serializers.ChoiceField(choices=ToWhom.choices())
    opens = Moment()
    until = Moment()
    text = serializers.CharField(
        max_length=LONGEST_TEXT, allow_blank=True, default="", trim_whitespace=False
    )
    person = serializers.CharField(max_length=2, allow_blank=True, default="")


class ArrivalInput(Strict):
    """Somebody heard it: without the phrase nobody has arrived. `company`: who came."""

    through = serializers.ChoiceField(choices=Through.choices())
    heard = serializers.ChoiceField(choices=_HEARD)
    company = serializers.ChoiceField(choices=Company.choices())


class FirstDayInput(Strict):
    item = serializers.ChoiceField(choices=Item.choices())
    who = serializers.CharField(max_length=LONGEST_WHO, allow_blank=True, default="")
    done = serializers.BooleanField(default=False)


class FirstDaysInput(Strict):
    """The whole list anew; what is left out is open, and nobody sees to it."""

    seen_to = FirstDayInput(many=True)


class ShownDisclosure(serializers.Serializer[Any]):
    """`until`: it goes then. `taken_back`: before that."""

    what = serializers.ChoiceField(choices=Told.choices())
    to = serializers.ChoiceField(choices=ToWhom.choices())
    person = serializers.CharField()
    opens = serializers.DateTimeField()
    until = serializers.DateTimeField()
    at = serializers.DateTimeField()
    by = serializers.CharField()
    taken_back = serializers.BooleanField()


class ToldDetail(serializers.Serializer[Any]):
    """Newest first. `host_said_at`: that they receive; `host_door_until`: while their
    page is open. `not_told`: what is missing before you can tell anything."""

    told = ShownDisclosure(many=True)
    may_tell = serializers.BooleanField()
    not_told = serializers.ListField(child=serializers.CharField())
    host_said_at = serializers.DateTimeField(allow_null=True)
    host_door_until = serializers.DateTimeField(allow_null=True)


class ShownReception(serializers.Serializer[Any]):
    company = serializers.ChoiceField(choices=Company.choices())
    seen_to = serializers.ListField(
        child=serializers.ChoiceField(choices=Item.choices())
    )
    text = serializers.CharField()


class ShownAnswer(serializers.Serializer[Any]):
    """`by`: empty of a host on their own page. `over`: of the host before, or a yes of
    before they stopped: it counts no more. `heard`: of arrivals; anything but the
    phrase arrives nobody. `words`: what was typed then, for who holds the phrases."""

    said = serializers.ChoiceField(choices=Said.choices())
    at = serializers.DateTimeField()
    by = serializers.CharField()
    over = serializers.BooleanField()
    heard = serializers.ChoiceField(choices=Heard.choices(), allow_null=True)
    reception = ShownReception(allow_null=True)
    words = serializers.CharField()
    text = serializers.CharField()


class ShownFirstDay(serializers.Serializer[Any]):
    item = serializers.ChoiceField(choices=Item.choices())
    who = serializers.CharField()
    done = serializers.BooleanField()


class ArrivalDetail(serializers.Serializer[Any]):
    """`reception`: what the host said with the right phrase; `answers`: all that was
    said, newest first; `somebody_missing`: by the newest word. `route_until`: when the
    route is destroyed; `routes_destroyed`: when it was."""

    reception = ShownReception(allow_null=True)
    answers = ShownAnswer(many=True)
    somebody_missing = serializers.BooleanField()
    first_days = ShownFirstDay(many=True)
    route_until = serializers.DateTimeField(allow_null=True)
    routes_destroyed = serializers.ListField(child=serializers.DateTimeField())
    may_keep = serializers.BooleanField()
