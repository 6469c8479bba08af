"""Attempts to reach somebody outside the mailbox: a code, never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import spoken_with, stop_clocks
from evacuation.services.contacting import Unsafe, unsafe_now
from evacuation.services.hearing import go_on, raise_alarm
from evacuation.services.journeys.lost import looked_for
from evacuation.services.pinging import SAY_WHY, require_no_more_than_twice
from evacuation.steps import Step, ask_again_due
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Record
    from evacuation.unlocked import Unlocked


class Attempt(models.TextChoices):
    """What came of it."""

    REACHED = "reached", _("Reached the person")
    NO_ANSWER = "no_answer", _("No answer")
    NEUTRAL_MESSAGE = "neutral_message", _("Left a neutral message")
    PHRASE_RIGHT = "phrase_right", _("The agreed phrase was right")
    WRONG = "wrong", _("The phrase was wrong, or somebody else answered")
    DURESS = "duress", _("The duress phrase was said")


_UNANSWERED = frozenset({Attempt.NO_ANSWER, Attempt.NEUTRAL_MESSAGE})
# What was heard is recorded whatever the hour: nothing keeps an alarm back.
_ALARMS = frozenset({Attempt.DURESS, Attempt.WRONG})


class NotSafeNow(DeskError):
    """Outside safe hours, or no safe way is confirmed, and nobody said why."""

    code = "not_safe_now"
    status = 409

    def __init__(self, found: list[Unsafe]) -> None:
        why = _("Say why it could not wait.")
        words = [*(one.label for one in found), why]
        super().__init__("reason", " ".join(str(one) for one in words))


def log_attempt(
    *, actor: Unlocked, case_id: UUID, code: Attempt, version: int, reason: str = ""
) -> Record:
    """By phone, messenger or in person, outside the mailbox.

    `reason`: why it could not wait, where it was not safe (contacting.unsafe_now) or
    they were asked twice already. Raises NotVisible, NotAllowed, StaleVersion,
    WrongState, NotSafeNow, AskedTwice, KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="attempt.logged",
        states=OWNED,
    ) as change:
        if code not in _ALARMS and not reason.strip():
            _require_safe(change)
            if code in _UNANSWERED:
                require_no_more_than_twice(change.opened, "reason", str(SAY_WHY))
        record = change.write(
            Compartment.TRIAGE, RecordKind.ATTEMPT, code=code.value, text=reason
        )
        _follow(change, code)
    return record


def _require_safe(change: Change) -> None:
    """Raises NotSafeNow; also for who cannot read whether it is safe."""
    opened = change.opened
    readable = opened.holds(Compartment.INBOX)
    found = unsafe_now(opened, timezone.now()) if readable else [Unsafe.UNCONFIRMED]
    if found:
        raise NotSafeNow(found)


def _follow(change: Change, code: Attempt) -> None:
    if code in (Attempt.REACHED, Attempt.PHRASE_RIGHT):
        stop_clocks(change.case, [Clock.CONTACT])
        spoken_with(change.case)
        change.next(Step.WAIT, ask_again_due(change.case.level, timezone.now()))
    looked_for(change)
    if code == Attempt.DURESS:
        raise_alarm(change)
        go_on(change, Step.DECIDE)
