"""At night: the card is read and the protocol run by who is on duty, without keys.

What they do stands on the card, signed; the next session of who holds the case's keys
takes it into the records (services/journeys/from_the_card.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import StaleVersion
from evacuation.access import open_case, record_reading, visible_cases
from evacuation.errors import DeskError, NotVisible, WrongState
from evacuation.journeys.night_card import LONGEST_WORDS, Came, Done
from evacuation.models import Alert
from evacuation.models.choices import State
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import OWNED, changing, may_act, require_desk
from evacuation.services.clocks import set_clock
from evacuation.services.hearing import raise_alarm
from evacuation.services.lockdown import require_open
from evacuation.services.night_cards import card_of, rings_at, write_card
from evacuation.steps import Step, within
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.deadlines import within as by_clock
from evacuation.workflow.movement.check_ins import IN_TRANSIT
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from evacuation.access import OpenCase
    from evacuation.journeys.night_card import NightCard
    from evacuation.models import Case
    from evacuation.unlocked import Unlocked

_TAKEN = _("Somebody has noted this step already. Look at the card again.")
_NOT_MISSED = _("They are not missed. Nothing is done yet.")


class WordsNeeded(DeskError):
    """A step was left out, and nobody said why."""

    code = "words_needed"

    def __init__(self) -> None:
        super().__init__("words", _("Say why it was left out."))


def may_read_card(opened: OpenCase) -> bool:
    """Coordinators and leads, with or without keys; where there is a card."""
    return may_act(opened.me) and card_of(opened) is not None


def read_card(*, actor: Unlocked, case_id: UUID) -> tuple[OpenCase, NightCard]:
    """The card, recorded; whoever reads it has heard that somebody is missed.

    Raises NotVisible, NotAllowed, NotTrusted, LockedDown.
    """
    require_desk(actor)
    opened = open_case(actor, case_id)
    card = card_of(opened)
    if card is None:
        raise NotVisible
    require_open()
    with transaction.atomic():
        acknowledge_alerts(
            actor=actor.user, case=opened.case, kinds=[Alert.Kind.CHECK_IN]
        )
        record_reading(opened, "night_card.read")
    return opened, card


def note_step(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    number: int,
    came: Came,
    words: str = "",
) -> None:
    """A step of the protocol was done, and what came of it; no key is needed.

    `number`: of the step, from 0, as the card was shown. Who said the phrase is waited
    for anew in four hours; duress makes the case critical. Raises NotVisible,
    NotAllowed, StaleVersion, WrongState, WordsNeeded, NotTrusted, LockedDown.
    """
    require_open()
    if came == Came.LEFT and not words.strip():
        raise WordsNeeded
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="night_card.noted",
        states=OWNED,
    ) as change:
        opened, now = change.opened, timezone.now()
        card = card_of(opened)
        if card is None:
            raise NotVisible
        if len(card.done) != number:
            raise StaleVersion(message=_TAKEN)
        if not card.is_missed(now) or card.heard:
            raise WrongState(message=_NOT_MISSED)
        text = " ".join(words.split())[:LONGEST_WORDS]
        one = Done(number, now, actor.user.pk, came, text)
        card = card.with_done(one)
        write_card(opened, card)
        set_clock(change.case, Clock.CHECK_IN, _rings_next(card, now))
        kinds = [Alert.Kind.CHECK_IN]
        acknowledge_alerts(actor=actor.user, case=change.case, kinds=kinds)
        if came == Came.DURESS:
            raise_alarm(change)
            due = now + within(Step.DECIDE, change.case.level)
            change.next(Step.DECIDE, due)


def _rings_next(card: NightCard, now: datetime) -> datetime:
    """Heard: in four hours. After the last step: in the time of a critical case."""
    if card.heard:
        return now + IN_TRANSIT
    if card.next_step is None:
        return now + (by_clock(Clock.CHECK_IN, Level.CRITICAL) or IN_TRANSIT)
    return rings_at(card)


def missed_cases(me: Unlocked) -> QuerySet[Case]:
    """Those that this member may see and of which somebody should have been heard."""
    missed = Q(
        deadlines__clock=str(Clock.CHECK_IN),
        deadlines__due_at__lte=timezone.now(),
        deadlines__rests_since__isnull=True,
    )
    rows = visible_cases(me).filter(missed).exclude(state=State.CLOSED)
    return rows.order_by("deadlines__due_at", "pk")


def wrote_meanwhile(opened: OpenCase) -> bool:
    """Whether a letter has come that nobody with a key has looked at."""
    return Alert.objects.filter(
        case=opened.case, kind=Alert.Kind.MESSAGE, acknowledged_at__isnull=True
    ).exists()
