"""The shapes of cases, for members of the desk alone."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from evacuation.forms.case import LONGEST
from evacuation.models.choices import State, Urgency
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.reasons import Ending


class CaseLine(serializers.Serializer[Any]):
    """One line of the board. `verified`: whether the line is what a member wrote.

    `clock`: what is due at `due_at`, "" where it is the next step by us.
    """

    id = serializers.UUIDField()
    code = serializers.CharField()
    level = serializers.ChoiceField(choices=Urgency.choices)
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
    owner = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    clock = serializers.ChoiceField(choices=Clock.choices(), allow_blank=True)
    country = serializers.CharField()
    danger = serializers.CharField()
    next_step = serializers.CharField()
    marks = serializers.ListField(child=serializers.CharField())
    new_message = serializers.BooleanField()
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


class CaseDetail(serializers.Serializer[Any]):
    """What the member's keys open; null for a part that they do not."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    level = serializers.ChoiceField(choices=Urgency.choices)
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
    owner = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    account = serializers.DictField(allow_null=True)
    contact = serializers.DictField(allow_null=True)
    messages = CaseMessage(many=True)


class Version(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)


class ReplyInput(Version):
    text = serializers.CharField(max_length=LONGEST)
    name_shown = serializers.CharField(max_length=60, default="", allow_blank=True)


class Reply(serializers.Serializer[Any]):
    id = serializers.UUIDField()


class CloseInput(Version):
    reason = serializers.ChoiceField(choices=Ending.choices())
    text = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)


class CaseState(serializers.Serializer[Any]):
    """How it stands afterwards: proposing to close leaves it in triage."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=State.choices)
    version = serializers.IntegerField()
