"""Cases of which something is due: rows in clear, since the worker reads no others."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from evacuation.clock import five_minutes
from evacuation.models import Alert, Case, Deadline, Notice
from evacuation.models.choices import State, Urgency
from tests.evacuation.rota import give_addresses, put_on_duty

if TYPE_CHECKING:
    from tests.evacuation.desk import Desk

ON_DUTY = ("coordinator_one", "coordinator_two")
_TOLD = "evacuation_alert, evacuation_notice, evacuation_deskdate"
_HOUR = timedelta(hours=1)
# What a tick leaves behind, as a set that says whether two ways did the same.
Left = tuple[Counter[tuple[Any, ...]], Counter[tuple[Any, ...]]]


def staff(desk: Desk) -> None:
    """Two people on duty, a way to reach each, and leads who are reached, too."""
    give_addresses(desk, *ON_DUTY, "lead_one", "lead_two", "lead_three")
    for part in ON_DUTY:
        put_on_duty(desk, part, end=1000 * _HOUR)
    settings.WAYMARK_MAIL_HOST = settings.WAYMARK_GATEWAY_URL = ""
    settings.WAYMARK_GATEWAY_COMMAND = ["true"]


def make_items(wanted: int) -> None:
    """Half of them missed check-ins, half clocks that ran out; as many not due yet."""
    now = timezone.now()
    past, later = five_minutes(now - _HOUR), five_minutes(now + 50 * _HOUR)
    _cases(wanted // 2, State.IN_TRANSIT, "check_in", past)
    _cases(wanted - wanted // 2, State.ASSESSMENT, "verify", past)
    _cases(wanted, State.IN_TRANSIT, "check_in", later)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE evacuation_case, evacuation_deadline")


def nothing_told() -> None:
    """As before the first tick."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE evacuation_alert, evacuation_notice, evacuation_deskdate"
        )


def left() -> Left:
    """Alerts and notices without their ids; times of a way against each other."""
    alerts: Counter[tuple[Any, ...]] = Counter()
    for case, kind, step, raised, following, over in Alert.objects.values_list(
        "case", "kind", "step", "raised_at", "next_at", "acknowledged_at"
    ):
        waits = following - raised if following else None
        alerts[case, kind, step, waits, over is None] += 1
    notices: Counter[tuple[Any, ...]] = Counter(
        (*row[:-1], row[-1] is None)
        for row in Notice.objects.values_list(
            "alert__case", "step", "user", "channel", "tries", "sent_at"
        )
    )
    return alerts, notices


def _cases(wanted: int, state: State, clock: str, due: Any) -> None:
    made = timezone.now() - 900 * _HOUR
    levels = cycle(Urgency)
    cases = [
        Case(id=uuid.uuid4(), state=state, level=next(levels), created_at=made)
        for _ in range(wanted)
    ]
    Case.objects.bulk_create(cases, batch_size=1000)
    rows = [Deadline(case=case, clock=clock, due_at=due) for case in cases]
    Deadline.objects.bulk_create(rows, batch_size=1000)
