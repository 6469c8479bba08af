"""Closed cases are forgotten on their day, and never without a warning before.

The worker holds no keys: it goes by the day that stands in clear (services/moving.py,
services/retaining.py) and destroys by the key that everything lies under.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from evacuation.models import AuditRow, Case, DeskDate
from evacuation.models.choices import State
from evacuation.services.notices import FORGETTING, tell_leads
from evacuation.workflow.retention import BACKUPS, SHRED_BACKUPS, WARNED_BEFORE

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DAY = timedelta(days=1)
_ERASED = "case.erased"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A case that is gone, as the audit knows it. `sign`: hex, of no use elsewhere.

    `readable_until`: by who keeps a backup of the shred keys, and one of the rows.
    """

    number: int
    sign: str
    actor: str
    at: datetime
    readable_until: datetime
    rows_until: datetime


def forget_due_cases() -> int:
    """The worker's tick: erasure of what is due begins; how many cases.

    From here on they take no letter. services/expiry.py erases them.
    """
    now = timezone.now()
    _give_time(now)
    if _soon(now).exists():
        tell_leads(FORGETTING, soon=False)
    due = _closed().filter(forget_at__lte=now, erase_at__isnull=True)
    # Whoever opens a case again or writes to it locks its row: then it is not due.
    return due.update(erase_at=now, version=F("version") + 1)


def forgotten(*, most: int) -> list[Forgotten]:
    """The newest cases that are gone, by the audit."""
    rows = AuditRow.objects.filter(verb=_ERASED).order_by("-number")[:most]
    return [_forgotten(row) for row in rows]


def _give_time(now: datetime) -> None:
    """Nothing goes while nobody was warned: the worker slept, or a clock jumped."""
    seen = DeskDate.objects.filter(name=DeskDate.Name.FORGOT)
    if not seen.filter(at__gt=now - _DAY, at__lte=now).exists():
        warned = (now + WARNED_BEFORE).replace(minute=0, second=0, microsecond=0)
        _closed().filter(forget_at__lt=warned).update(forget_at=warned)
    DeskDate.objects.update_or_create(name=DeskDate.Name.FORGOT, defaults={"at": now})


def _soon(now: datetime) -> QuerySet[Case]:
    """Of which leads hear on this day that they go."""
    first = now + WARNED_BEFORE - _DAY
    return _closed().filter(forget_at__gt=first, forget_at__lte=first + _DAY)


def _closed() -> QuerySet[Case]:
    return Case.objects.filter(state=State.CLOSED, forget_at__isnull=False)


def _forgotten(row: AuditRow) -> Forgotten:
    at = datetime.fromtimestamp(row.minute * 60, tz=UTC)
    return Forgotten(
        number=row.number,
        sign=bytes(row.pseudonym).hex()[:16],
        actor=row.actor,
        at=at,
        readable_until=at + SHRED_BACKUPS,
        rows_until=at + BACKUPS,
    )
