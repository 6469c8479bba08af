"""Waking people: who is told at which step, and the worker that tells them.

A notice is claimed, sent and marked, each in a transaction of its own. A worker that
dies after the claim loses nothing: the claim runs out and the notice is tried again.
One that dies between sending and marking makes it come twice; no death makes it miss.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.models.sealed import mark
from evacuation.clock import this_minute
from evacuation.deadlines import CONTACT_WITHIN, MESSAGE_OPENED_WITHIN, OWNER_WITHIN
from evacuation.models import Alert, DeskDate, Member, Notice
from evacuation.models.choices import State, Urgency
from evacuation.sending import Message, Undelivered, send
from evacuation.services.duty import LOOK_AHEAD, gaps
from evacuation.services.missed import raise_missed
from evacuation.services.overdue import raise_overdue
from evacuation.services.waking import (
    EVERYBODY,
    LEADS,
    Crowd,
    address,
    present_leads,
    reachable,
)
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evacuation.models import Drill

logger = logging.getLogger("waymark.notices")

# A notice to be written: alert, step, user, channel.
Told = tuple[int, int, int, str]

# The deadline is when everybody has been told: three climbs until then.
CLIMBS = 3
MOST_STEPS = 30_000
# So many alerts are locked at once; and so many notices go into the same messages.
BATCH = 2000
MOST_CLAIMED = 50_000
MOST_TRIES = 5
RETRY = timedelta(seconds=30)
# Longer than a tick takes: what is claimed and not marked then is nobody's.
LEASE = timedelta(seconds=60)
LONGEST_WAIT = max(LEASE, RETRY * MOST_TRIES)
MOST_AT_ONCE = 32
KEY_LENGTH = 32
GAP_HOURS = range(9, 21)
# What leads are told of on a day: the step of its notice.
ROTA, HOLDERS, FORGETTING, WRONG_END = range(4)
GAP_SOON = timedelta(hours=12)
# Alerts with words of their own; they say no more than the others.
_OF_ALERTS: dict[str, str] = {
    Alert.Kind.DECISION: "decision",
    Alert.Kind.VOUCH: "vouch",
    Alert.Kind.HOST: "vouch",
    Alert.Kind.CHECK_IN: "check in",
}


# Thousands at once take a fraction of the time in arrays.
_WRITE = """
INSERT INTO evacuation_notice (next_at, tries, alert_id, step, user_id, channel)
SELECT %s, 0, told.*
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[]) AS told
ON CONFLICT DO NOTHING"""
_KEEP_STEPS = """
UPDATE evacuation_alert AS alert SET step = known.step, next_at = known.next_at
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS known (id, step, next_at)
WHERE alert.id = known.id
"""
_OF_DAYS = {HOLDERS: "holders", FORGETTING: "forgetting", WRONG_END: "wrong end"}


def keep_watch() -> None:
    """The worker's tick: raise what waits, tell of gaps, send, say that we did."""
    raise_missed()
    raise_overdue()
    raise_due()
    tell_of_gaps()
    deliver()
    DeskDate.objects.update_or_create(
        name=DeskDate.Name.WATCHED, defaults={"at": timezone.now()}
    )


def interval(alert: Alert) -> timedelta:
    """From one step to the next: a third of the deadline; critical: five minutes."""
    level = Urgency(alert.case.level)
    if alert.kind in {Alert.Kind.CHECK_IN, Alert.Kind.STOP}:
        # Whatever the level: on the way minutes count.
        return OWNER_WITHIN[Urgency.CRITICAL] / CLIMBS
    if alert.kind == Alert.Kind.MESSAGE:
        return MESSAGE_OPENED_WITHIN / CLIMBS
    if alert.kind in {Alert.Kind.VOUCH, Alert.Kind.HOST}:
        return CONTACT_WITHIN[level] / CLIMBS
    if alert.kind == Alert.Kind.DECISION:
        return _to_decide(alert.case.state, level) / CLIMBS
    return OWNER_WITHIN[level] / CLIMBS


def _to_decide(state: str, level: str) -> timedelta:
    """By when approvers answer: a decision, an appeal, or what went on without them."""
    clocks = {State.DECISION_PENDING: Clock.DECIDE, State.APPEAL: Clock.APPEAL}
    return within(clocks.get(State(state), Clock.RATIFY), Level(level)) or timedelta()


def raise_due() -> int:
    """Take every due alert one step up; how many. Idempotent within a step."""
    now = timezone.now()
    crowd, raised, found = Crowd(now), 0, BATCH
    while found == BATCH:
        found = _raise_some(crowd, now)
        raised += found
    return raised


def _raise_some(crowd: Crowd, now: datetime) -> int:
    """At most BATCH; how many. None of them is due again at the same time."""
    with transaction.atomic():
        found = (
            Alert.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("case")
            .filter(_is_due(now), acknowledged_at__isnull=True)
            .order_by("next_at")[:BATCH]
        )
        alerts = list(found)
        told = [row for alert in alerts for row in _climb(alert, crowd, now)]
        steps = [(alert.pk, alert.step, alert.next_at) for alert in alerts]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [now, *_columns(told, 4)])
            cursor.execute(_KEEP_STEPS, _columns(steps, 3))
    return len(alerts)


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as one list for each of their columns."""
    return [[row[at] for row in rows] for at in range(width)]


def tell_of_gaps() -> int:
    """Tell each lead once a day that the rota has a gap; how many notices.

    By day in their own zone, except that a gap within twelve hours waits for nobody.
    """
    now = timezone.now()
    found = gaps(now + LOOK_AHEAD)
    if not found:
        return 0
    return tell_leads(ROTA, soon=found[0].starts_at <= now + GAP_SOON)


def tell_leads(about: int, *, soon: bool) -> int:
    """Tell each lead once a day that something lacks; how many notices.

    `about`: ROTA, HOLDERS, FORGETTING or WRONG_END. `soon`: also at night; else by day
    in their own zone.
    """
    now = timezone.now()
    rows = []
    for lead in present_leads(now):
        local = now.astimezone(ZoneInfo(lead.time_zone))
        if soon or local.hour in GAP_HOURS:
            rows += [
                Notice(
                    day=local.date(),
                    step=about,
                    user_id=lead.user_id,
                    channel=c,
                    next_at=now,
                )
                for c in reachable(lead)
            ]
    recent = now.date() - timedelta(days=1)
    told = Notice.objects.filter(day__gte=recent, step=about)
    known = set(told.values_list("day", "user_id", "channel"))
    new = [row for row in rows if (row.day, row.user_id, row.channel) not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def notices_for_drill(drill: Drill) -> int:
    """Rows for a test alert, over every channel that reaches the person."""
    now = timezone.now()
    member = Member.objects.get(user=drill.user_id)
    rows = [
        Notice(drill=drill, user_id=drill.user_id, channel=c, next_at=now)
        for c in reachable(member)
    ]
    return len(Notice.objects.bulk_create(rows))


def deliver() -> int:
    """Send what is due, all at once, so that a slow channel holds up no other.

    How many messages went out. Several notices for one person over one channel are
    one message: what waits is on the board.
    """
    parcels = _claim()
    if not parcels:
        return 0
    sent = 0
    with ThreadPoolExecutor(min(MOST_AT_ONCE, len(parcels))) as pool:
        going = {pool.submit(send, p.channel, p.message()): p for p in parcels}
        for future in as_completed(going):
            sent += _mark(going[future], future.exception())
    return sent


@dataclass
class Parcel:
    """One message for one person over one channel, and the rows that it serves."""

    member: Member
    channel: str
    occasion: str
    rows: list[Notice] = field(default_factory=list)

    def message(self) -> Message:
        language = self.member.notice_language or settings.LANGUAGE_CODE
        # After the newest row: a gateway that drops what it has seen drops a message
        # only if one went out after every row here was written. It counts nothing.
        key = mark("notice", str(max(row.pk for row in self.rows)))[:KEY_LENGTH]
        with translation.override(language):
            text = _words(self.occasion)
        return Message(to=address(self.member, self.channel), text=text, key=key)


def _words(occasion: str) -> str:
    """All that a notice ever says: no code, no level, no country."""
    if occasion == "alert":
        return _("Somebody is waiting. Sign in.")
    if occasion == "decision":
        return _("Something waits for your word. Sign in.")
    if occasion == "vouch":
        return _("An answer has come. Sign in.")
    if occasion == "check in":
        return _("Somebody should have been heard. Sign in.")
    if occasion == "drill":
        return _("This is a test. Sign in and say that it came.")
    if occasion == "holders":
        return _("A key has too few holders. Sign in.")
    if occasion == "forgetting":
        return _("Something closed is forgotten in two weeks. Sign in.")
    if occasion == "wrong end":
        return _("A case would be erased, and nothing says why. Sign in.")
    return _("The rota has a gap. Sign in.")


def _is_due(now: datetime) -> Q:
    """Due, or further away than any step is: then the clock was set back."""
    due = Q(next_at__lte=now)
    message = Q(kind=Alert.Kind.MESSAGE)
    due |= message & Q(next_at__gt=now + MESSAGE_OPENED_WITHIN / CLIMBS)
    for level in Urgency:
        for kinds, longest in _longest(level):
            known = Q(kind__in=kinds, case__level=level)
            due |= known & Q(next_at__gt=now + longest / CLIMBS)
    return due


def _longest(level: Urgency) -> list[tuple[tuple[str, ...], timedelta]]:
    """The time of the other kinds at this level, at most."""
    decided = [_to_decide(state, level) for state in State]
    return [
        ((Alert.Kind.REQUEST, Alert.Kind.DEADLINE), OWNER_WITHIN[level]),
        ((Alert.Kind.VOUCH, Alert.Kind.HOST), CONTACT_WITHIN[level]),
        ((Alert.Kind.CHECK_IN, Alert.Kind.STOP), OWNER_WITHIN[Urgency.CRITICAL]),
        ((Alert.Kind.DECISION,), max(decided)),
    ]


def _climb(alert: Alert, crowd: Crowd, now: datetime) -> list[Told]:
    """Who is told at the next step at which anybody can be reached."""
    if alert.kind == Alert.Kind.DEADLINE and alert.case.level == Urgency.LOW:
        return _tell_leads_once(alert, crowd)
    step = alert.step
    while step < EVERYBODY and not crowd.told(alert, step):
        step += 1
    planned = alert.next_at if alert.next_at and alert.next_at <= now else now
    following = planned + interval(alert)
    alert.next_at = following if following > now else now + interval(alert)
    alert.step = min(step + 1, MOST_STEPS)
    return [(alert.pk, step, *one) for one in crowd.told(alert, step)]


def _tell_leads_once(alert: Alert, crowd: Crowd) -> list[Told]:
    """What is overdue and not urgent wakes nobody else, and climbs no further."""
    alert.step, alert.next_at = LEADS + 1, None
    return [(alert.pk, LEADS, *one) for one in crowd.leads()]


def _claim() -> list[Parcel]:
    """Take what is due for LEASE; grouped by person, channel and kind of occasion."""
    now = timezone.now()
    with transaction.atomic():
        due = (
            Notice.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("alert")
            .only("user", "channel", "step", "tries", "drill", "alert__kind")
            .filter(Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_WAIT))
            .order_by("next_at", "pk")[:MOST_CLAIMED]
        )
        rows = list(due)
        claimed = Notice.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(tries=F("tries") + 1, next_at=now + LEASE)
        for row in rows:
            row.tries += 1
    return _parcels(rows)


def _parcels(rows: list[Notice]) -> list[Parcel]:
    users = {row.user_id for row in rows}
    members = {m.user_id: m for m in Member.objects.filter(user__in=users)}
    found: dict[tuple[int, str, str], Parcel] = {}
    for row in rows:
        occasion = _occasion(row)
        key = (row.user_id, row.channel, occasion)
        parcel = Parcel(members[row.user_id], row.channel, occasion)
        found.setdefault(key, parcel).rows.append(row)
    return list(found.values())


def _occasion(row: Notice) -> str:
    if row.alert is not None:
        return _OF_ALERTS.get(row.alert.kind, "alert")
    if row.drill_id:
        return "drill"
    return _OF_DAYS.get(row.step, "gap")


def _mark(parcel: Parcel, error: BaseException | None) -> bool:
    """Write down what came of it; whether it went out."""
    rows = Notice.objects.filter(pk__in=[row.pk for row in parcel.rows])
    if error is None:
        rows.update(sent_at=this_minute(), next_at=None)
        return True
    if not isinstance(error, Undelivered):
        logger.error("notice: %s", type(error).__name__)
    now = timezone.now()
    for tries in {row.tries for row in parcel.rows}:
        over = tries >= MOST_TRIES
        # Not where the alert was acknowledged meanwhile.
        rows.filter(tries=tries, next_at__isnull=False).update(
            next_at=None if over else now + RETRY * tries,
            failed_at=now if over else None,
        )
    logger.warning("a notice did not go out by %s", parcel.channel)
    return False
