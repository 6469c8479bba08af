"""Attempts to reach somebody outside the mailbox: a code, never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.hearing import go_on, raise_alarm
from evacuation.steps import Step, ask_again_due

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


def log_attempt(
    *, actor: Unlocked, case_id: UUID, code: Attempt, version: int
) -> Record:
    """Raises NotVisible, NotAllowed, StaleVersion, WrongState."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="attempt.logged",
        states=OWNED,
    ) as change:
        record = change.write(Compartment.TRIAGE, RecordKind.ATTEMPT, code=code.value)
        _follow(change, code)
    return record


def _follow(change: Change, code: Attempt) -> None:
    if code in (Attempt.REACHED, Attempt.PHRASE_RIGHT):
        change.next(Step.WAIT, ask_again_due(change.case.level, timezone.now()))
    if code == Attempt.DURESS:
        raise_alarm(change)
        go_on(change, Step.DECIDE)
