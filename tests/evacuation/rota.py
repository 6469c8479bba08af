"""Shifts and addresses for the desk's members."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evacuation.models import Alert, Case, Member, Shift
from evacuation.services.alerting import start_alert
from tests.evacuation.desk import Desk

HOUR = timedelta(hours=1)


def give_addresses(desk: Desk, *parts: str) -> None:
    """An invented mail address and phone for each of these members."""
    for number, part in enumerate(parts):
        member = Member.objects.get(user=desk.users[part])
        member.notice_mail = f"{part}@example.org"
        member.notice_phone = f"+99559900000{number}"
        member.save()


def put_on_duty(
    desk: Desk,
    part: str,
    *,
    stand_in: str | None = None,
    start: timedelta = -HOUR,
    end: timedelta = HOUR,
) -> Shift:
    """A shift from `start` to `end`, counted from now."""
    now = timezone.now()
    return Shift.objects.create(
        user=desk.users[part],
        stand_in=desk.users[stand_in] if stand_in else None,
        starts_at=now + start,
        ends_at=now + end,
    )


def waiting_case(level: str, kind: str = Alert.Kind.REQUEST) -> Alert:
    """A request of that level of which nobody has heard."""
    case = Case.objects.create(level=level, created_at=timezone.now())
    start_alert(case=case, kind=kind)
    return Alert.objects.get(case=case)
