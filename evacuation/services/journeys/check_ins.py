"""Check-ins: when somebody should be heard, and what was heard.

The clock and the night card follow from the records (services/night_cards.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.models import Alert
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.attempts import Attempt
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import spoken_with
from evacuation.services.hearing import go_on, raise_alarm
from evacuation.services.journeys.expected import (
    HEARD,
    PLANNED,
    STOPPED,
    running,
    times,
)
from evacuation.services.journeys.stopping import wake_for_stop
from evacuation.services.place import person_of
from evacuation.services.under_way import is_on_the_way
from evacuation.steps import Step
from evacuation.workflow.movement.check_ins import (
    LONGEST_TOLERANCE,
    CheckIn,
    Heard,
    Through,
)
from evacuation.workflow.people import BY_OWNER

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

_LONGEST_AHEAD = timedelta(days=90)
_NEVER = timedelta(0)


class NoSuchTime(DeskError):
    """A time that is over, or further away than anybody plans."""

    code = "no_such_time"

    def __init__(self) -> None:
        super().__init__("at", _("Choose a time from now on, within 90 days."))


class TooTolerant(DeskError):
    """Whoever is missed half a day later is found too late."""

    code = "too_tolerant"

    def __init__(self) -> None:
        super().__init__("tolerance", _("At most twelve hours."))


class OnTheWay(DeskError):
    """Whoever is on the way is waited for, whoever finds it in the way."""

    code = "on_the_way"
    status = 409
    message = _(
        "They are on the way: their check-ins stay. Plan another one beside them."
    )


class NothingExpected(DeskError):
    """No check-in runs."""

    code = "nothing_expected"
    status = 409
    message = _("No check-in is planned: plan one first.")


def plan_check_in(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    at: datetime,
    tolerance: timedelta,
    through: Through,
    instead: bool = False,
) -> None:
    """Somebody should be heard then. `instead`: of all that was planned before, by the
    owner or a lead.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoSuchTime, TooTolerant,
    OnTheWay, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="check_in.planned",
        states=OWNED,
    ) as change:
        now = timezone.now()
        if not now < at <= now + _LONGEST_AHEAD:
            raise NoSuchTime
        if not _NEVER <= tolerance <= LONGEST_TOLERANCE:
            raise TooTolerant
        if instead:
            _require_may_end(change)
        write_planned(change, [CheckIn(at, tolerance)], through, anew=instead)


def stop_check_ins(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """Nobody is waited for any more: by the owner or a lead, and never on the way.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, OnTheWay, KeyMissing,
    NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="check_in.stopped",
        states=OWNED,
    ) as change:
        _require_may_end(change)
        _write(change, what=STOPPED)


def hear(
    *, actor: Unlocked, case_id: UUID, version: int, heard: Heard, through: Through
) -> None:
    """What was heard just now. The phrase alone puts the next one off.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NothingExpected,
    KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="check_in.heard",
        states=OWNED,
    ) as change:
        if running(change.opened).since is None:
            raise NothingExpected
        write_heard(change, heard, through)
        # Whoever presses it has heard that they were missed.
        acknowledge_alerts(
            actor=actor.user, case=change.case, kinds=[Alert.Kind.CHECK_IN]
        )


def write_planned(
    change: Change,
    planned: list[CheckIn],
    through: Through,
    *,
    anew: bool,
    legs: bool = False,
    since: datetime | None = None,
) -> None:
    """In the caller's change. `legs`: they count on the way alone. `since`: from when
    on somebody is waited for, if not now."""
    _write(
        change,
        what=PLANNED,
        times=times(planned),
        through=str(through),
        anew=anew,
        legs=legs,
        since=since.isoformat() if since else "",
    )


def write_heard(change: Change, heard: Heard, through: Through, **more: Any) -> None:
    """In the caller's change. `said_at` in `more`: when they said it, if not now.

    A sign of duress makes the case critical in silence: nothing is told to the person.
    """
    _write(change, what=HEARD, heard=str(heard), through=str(through), **more)
    if heard == Heard.PHRASE:
        spoken_with(change.case)
    if heard == Heard.STOP:
        wake_for_stop(change)
    if heard == Heard.DURESS:
        change.write(
            Compartment.TRIAGE,
            RecordKind.ATTEMPT,
            code=Attempt.DURESS.value,
            text="",
        )
        raise_alarm(change)
        go_on(change, Step.DECIDE)


def may_end(opened: OpenCase) -> bool:
    """Whether the member may end what others planned. Not whoever gave the case away:
    they hold its keys still."""
    return person_of(opened).may_be_any(BY_OWNER)


def _require_may_end(change: Change) -> None:
    """Raises NotAllowed, OnTheWay."""
    if not may_end(change.opened):
        raise NotAllowed
    if is_on_the_way(change.case):
        raise OnTheWay


def _write(change: Change, **said: Any) -> None:
    change.write(Compartment.TRIAGE, RecordKind.CHECK_IN, **said)
