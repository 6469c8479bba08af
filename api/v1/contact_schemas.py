"""The shapes of safe contact, of notes and attempts, and of handing a case over."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from api.v1.case_schemas import CaseState
from api.v1.form_shapes import form_shape
from api.v1.proposal_schemas import SaidWords
from evacuation.forms.case import AttemptForm, RemarkForm
from evacuation.forms.contacting import ContactForm, PhrasesForm
from evacuation.person_parts import part_choices
from evacuation.services.attempts import Attempt
from evacuation.services.contacting import Unsafe

_CODE_NAME = 150

ContactInput = form_shape(
    "SafeContactInput",
    "How a safe way was confirmed. `text`: needed where there is none.",
    ContactForm.base_fields,
)
PhrasesInput = form_shape(
    "PhrasesInput", "The phrases agreed with the person.", PhrasesForm.base_fields
)
RemarkInput = form_shape("RemarkInput", "A note for the desk.", RemarkForm.base_fields)
AttemptInput = form_shape(
    "AttemptInput",
    "An attempt to reach them outside the mailbox. `reason`: where it was not safe.",
    AttemptForm.base_fields,
)
RecallInput = form_shape(
    "RecallInput",
    "A reply of yours that they cannot read yet.",
    {},
    reply=serializers.UUIDField(help_text="The id that sending it answered with."),
)
KeyInput = form_shape(
    "KeyInput",
    "Whom the key of a part is handed to.",
    {},
    compartment=serializers.ChoiceField(choices=part_choices()),
    member=serializers.CharField(
        max_length=_CODE_NAME, help_text="The code-name of a member."
    ),
)
RemovalInput = form_shape(
    "RemovalInput",
    "Whose keys are taken away.",
    {},
    member=serializers.CharField(
        max_length=_CODE_NAME, help_text="The code-name of a member."
    ),
)
HandOverInput = form_shape(
    "HandOverInput",
    "`give`: the case becomes theirs; otherwise they can open it, too.",
    {},
    to=serializers.CharField(
        max_length=_CODE_NAME, help_text="The code-name of a coordinator or lead."
    ),
    give=serializers.BooleanField(),
)


class UnsafeNow(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=Unsafe.choices())
    detail = serializers.CharField()


class SafeContactDetail(serializers.Serializer[Any]):
    """`how`, `at`, `by`: the last word, "" and null before the first.

    `holds` until `until`. `unsafe`: why nobody is reached directly now; `opens`: when
    their safe hours begin. `phrases`: whether some are agreed, never which.
    """

    how = serializers.CharField(allow_blank=True, help_text="As it was sent.")
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    holds = serializers.BooleanField()
    until = serializers.DateTimeField(allow_null=True)
    unsafe = UnsafeNow(many=True)
    opens = serializers.DateTimeField(allow_null=True)
    phrases = serializers.BooleanField()


class PhrasesShown(serializers.Serializer[Any]):
    """ "" where none are agreed."""

    ours = serializers.CharField(allow_blank=True)
    theirs = serializers.CharField(allow_blank=True)
    duress = serializers.CharField(allow_blank=True)


class CaseNote(serializers.Serializer[Any]):
    """`kind`: a remark, an attempt or a closing. `words`: its code, said in words.

    `verified` is false where it is not what was written.
    """

    id = serializers.UUIDField()
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    verified = serializers.BooleanField()


class NotesDetail(serializers.Serializer[Any]):
    """Newest first. `attempts`: the codes there are."""

    notes = CaseNote(many=True)
    attempts = serializers.ListField(
        child=serializers.CharField(), help_text=", ".join(Attempt.values)
    )


class RecalledReply(serializers.Serializer[Any]):
    """`text`: what it said, to be written anew."""

    text = serializers.CharField()


class KeyGiven(CaseState):
    """`done`: false where a lead without the key ordered it from who holds it."""

    done = serializers.BooleanField()


_Done: Any = type("_Done", (serializers.Serializer,), {"from": serializers.CharField()})


class TimelineStep(_Done):  # type: ignore[misc]
    """`waits`: for a second person, who was there at `confirmed_at`. `dropped`: nobody
    said it. `from`: the state before, in words.
    """

    at = serializers.DateTimeField()
    by = serializers.CharField()
    label: Any = serializers.CharField()
    said = SaidWords(many=True)
    waits = serializers.BooleanField()
    dropped = serializers.BooleanField()
    confirmed_at = serializers.DateTimeField(allow_null=True)


class TimelineClock(serializers.Serializer[Any]):
    """`rests`: it waits for somebody else, and goes on with what was left."""

    label: Any = serializers.CharField()
    due_at = serializers.DateTimeField()
    late = serializers.BooleanField()
    rests = serializers.BooleanField()


class TimelineDetail(serializers.Serializer[Any]):
    steps = TimelineStep(many=True)
    clocks = TimelineClock(many=True)


class CaseReceipt(CaseState):
    """`receipt`: shown once and kept nowhere; the person's alone."""

    receipt = serializers.CharField()
