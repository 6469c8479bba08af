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
from evacuation.journeys.night_card import (
    LONGEST_WORDS,
    MOST_DONE,
    MOST_SAID,
    Came,
    Done,
)
from evacuation.models import Alert
from evacuation.models.choices import State
from evacuation.plain_text import plain
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import OWNED, changing, may_act
from evacuation.services.clocks import set_clock
from evacuation.services.hearing import raise_alarm
from evacuation.services.journeys.stopping import wake_for_stop
from evacuation.services.lockdown import require_open
from evacuation.services.night_cards import (
    card_of,
    rings_at,
    said_missed,
    write_card,
)
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
    from evacuation.services.changing import Change
    from evacuation.unlocked import Unlocked

_TAKEN = _("Somebody has noted this step already. Look at the card again.")
_SAID = frozenset({Came.PHRASE, Came.DURESS, Came.STOP})
_NOT_MISSED = _("They are not missed. Nothing is done yet.")


class CardFull(DeskError):
    """No note more finds room: waiting on goes nowhere."""

    code = "card_full"
    status = 409
    message = _("The card is full. Wake who owns the case, or a lead.")


class WordsNeeded(DeskError):
    """A step was left out, and nobody said why."""

    code = "words_needed"

    def __init__(self) -> None:
        super().__init__("words", _("Say why it was left out."))


def read_card(*, actor: Unlocked, case_id: UUID) -> tuple[OpenCase, NightCard]:
    """The card, recorded; whoever reads it has heard that somebody is missed.

    Their clock stands up to five minutes before: whoever looks so early is woken again.
    Raises NotVisible, NotTrusted, LockedDown.
    """
    opened = open_case(actor, case_id)
    card = card_of(opened) if may_act(actor) else None
    if card is None:
        raise NotVisible
    require_open()
    with transaction.atomic():
        if card.is_missed(timezone.now()):
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
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="night_card.noted",
        states=OWNED,
    ) as change:
        card = card_of(change.opened)
        if card is None:
            raise NotVisible
        require_open()
        _require(card, number, came, words)
        text = " ".join(plain(words).split())[:LONGEST_WORDS]
        _keep(change, card, Done(number, timezone.now(), actor.user.pk, came, text))


def _require(card: NightCard, number: int, came: Came, words: str) -> None:
    """Raises WordsNeeded, StaleVersion, WrongState, CardFull."""
    if came == Came.LEFT and not words.strip():
        raise WordsNeeded
    if len(card.done) != number:
        raise StaleVersion(message=_TAKEN)
    if not card.is_missed(timezone.now()):
        raise WrongState(message=_NOT_MISSED)
    if number >= (MOST_SAID if came in _SAID else MOST_DONE):
        raise CardFull


def _keep(change: Change, card: NightCard, one: Done) -> None:
    """On the card, signed; the clock rings for what comes next."""
    case, card = change.case, card.with_done(one)
    write_card(change.opened, card)
    set_clock(case, Clock.CHECK_IN, _rings_next(card, one))
    change.rewrite_line(missed="" if one.came == Came.PHRASE else said_missed(card))
    heard_by = change.opened.me.user
    acknowledge_alerts(actor=heard_by, case=case, kinds=[Alert.Kind.CHECK_IN])
    if one.came == Came.STOP:
        wake_for_stop(change)
    if one.came == Came.DURESS:
        raise_alarm(change)
        change.next(Step.DECIDE, one.at + within(Step.DECIDE, case.level))


def _rings_next(card: NightCard, one: Done) -> datetime:
    """Heard: in four hours. After the last step: in the time of a critical case."""
    if one.came == Came.PHRASE:
        return one.at + IN_TRANSIT
    if card.next_step is None:
        return one.at + (by_clock(Clock.CHECK_IN, Level.CRITICAL) or IN_TRANSIT)
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
