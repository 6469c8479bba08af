"""Something changed in a country: every plan is looked at again, without being read.

Nobody knows here which way a case goes. So each that is planned, ready or on the way
gets the clock, also where it was parked or stopped out of that: they are where they
were. Whoever opens it next drops it where it does not go there
(services/journeys/rechecking.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.clock import five_minutes, this_minute
from evacuation.errors import NotVisible, WrongState
from evacuation.models import CountryAlert
from evacuation.plain_text import plain
from evacuation.services.countries.keeping import keeping, require_fit
from evacuation.services.under_way import last_on_the_way
from evacuation.workflow.deadlines import Clock, look_within
from evacuation.workflow.movement.fitting import is_country
from evacuation.workflow.states import Level, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from uuid import UUID

    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.fitting import Fault

# As every change of a case begins.
_LOCK = """
SELECT id, level, state FROM evacuation_case
WHERE state = ANY(%s) ORDER BY id FOR KEY SHARE
"""
# The earlier time stays.
_START = """
INSERT INTO evacuation_deadline (case_id, clock, due_at)
SELECT touched.id, %s, touched.due_at
FROM unnest(%s::uuid[], %s::timestamptz[]) AS touched (id, due_at)
ORDER BY touched.id
ON CONFLICT (case_id, clock) DO UPDATE
SET due_at = LEAST(evacuation_deadline.due_at, EXCLUDED.due_at), rests_since = NULL
"""
LOOKED_AT = (State.PLANNING, State.READY, State.IN_TRANSIT)
STOPPED = (
    State.INFO_NEEDED,
    State.ON_HOLD,
    State.CONTACT_LOST,
    State.SECURITY_HOLD,
)


def raise_alert(
    *, actor: Unlocked, country: str, text: str, source: str
) -> CountryAlert:
    """Who owns a case that is planned, ready or on the way looks at its route again,
    also while it rests or was stopped.

    Raises NotAllowed, DoesNotFit.
    """
    with keeping(actor, "country.alert_raised"):
        text, source = plain(text), plain(source)
        require_fit(_faults(country, text, source))
        now = timezone.now()
        _start_clocks(now)
        # Not down to the minute: a look at a route in the minute before is no look.
        return CountryAlert.objects.create(
            country=country,
            text=text.strip(),
            source=source.strip(),
            raised_at=now,
            raised_by=actor.user,
        )


def end_alert(*, actor: Unlocked, alert_id: int) -> CountryAlert:
    """It holds no more. Plans that were not looked at again lose the clock when opened.

    Raises NotAllowed, NotVisible, WrongState where it was ended before.
    """
    with keeping(actor, "country.alert_ended"):
        rows = CountryAlert.objects.select_for_update().filter(pk=alert_id)
        row = rows.first()
        if row is None:
            raise NotVisible
        if row.ended_at is not None:
            raise WrongState(message=_("This alert was ended already."))
        row.ended_at, row.ended_by = this_minute(), actor.user
        row.save()
        return row


def _faults(country: str, text: str, source: str) -> Iterator[Fault]:
    if not is_country(country):
        yield "country", _("Say which country.")
    if not text.strip():
        yield "text", _("Say what changed.")
    if not source.strip():
        yield "source", _("Say where this is from.")


def _start_clocks(now: datetime) -> None:
    states = [state.value for state in (*LOOKED_AT, *STOPPED)]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [states])
        until = dict(_until(cursor.fetchall(), now))
        cursor.execute(_START, [str(Clock.ROUTE), list(until), list(until.values())])


def _until(
    rows: Iterable[tuple[UUID, str, str]], now: datetime
) -> Iterator[tuple[UUID, datetime]]:
    """By when each is looked at; `rows`: case, level, state."""
    for case, level, found in rows:
        state: str | None = found
        if found in STOPPED:
            state = last_on_the_way(case)
        if state in LOOKED_AT:
            soon = look_within(Level(level), State(state))
            yield case, five_minutes(now + soon)
