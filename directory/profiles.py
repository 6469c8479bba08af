"""The keeper of the directory's own roles: monitors, editors, administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.models.monitor import Monitor
from directory.roles import Access, Grant, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.contrib.auth.models import User


def roles() -> tuple[Role, ...]:
    return tuple(
        Role(role.value, role.label, role != Monitor.Role.ADMINISTRATOR)
        for role in Monitor.Role
    )


def grant(given: Grant) -> None:
    Monitor.objects.create(
        user=given.user,
        role=given.role,
        countries=list(given.countries),
        sponsor=given.sponsor,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
    )


def renew(*, user: User, by: User, until: datetime) -> bool:
    running = Monitor.objects.filter(user=user, ended_at__isnull=True)
    return bool(running.update(ends_at=until, renewed_by=by))


def end(*, user: User, by: User, at: datetime) -> bool:
    running = Monitor.objects.filter(user=user, ended_at__isnull=True)
    return bool(running.update(ended_at=at, ended_by=by))


def accesses() -> Iterator[Access]:
    for monitor in Monitor.objects.select_related("user", "sponsor", "renewed_by"):
        yield Access(
            user_id=monitor.user_id,
            code_name=monitor.user.username,
            role=Monitor.Role(monitor.role).label,
            countries=tuple(monitor.countries),
            sponsor=monitor.sponsor.username if monitor.sponsor else "",
            renewed_by=monitor.renewed_by.username if monitor.renewed_by else "",
            ends_at=monitor.ends_at,
            ended_at=monitor.ended_at,
        )
