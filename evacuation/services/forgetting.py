"""Closed cases are forgotten on their day, and never without a warning before.

The worker holds no keys: it goes by the day that stands in clear (services/moving.py,
services/retaining.py) and destroys by the key that everything lies under.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evacuation.models import AuditRow, Case, DeskDate
from evacuation.models.choices import State
from evacuation.services import proven_ends
from evacuation.services.notices import FORGETTING, WRONG_END, tell_leads
from evacuation.workflow.retention import BACKUPS, SHRED_BACKUPS, WARNED_BEFORE

if TYPE_CHECKING:
    from django.db.models import QuerySet

_DAY = timedelta(days=1)
_ERASED = "case.erased"
_PART, _PART_ASKED = "part.shredded.", "part.shred_proposed"


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


@dataclass(frozen=True, slots=True)
class ForgottenPart:
    """A part of a case that is gone; `gone.actor` confirmed what `asker` asked for."""

    gone: Forgotten
    part: str
    asker: str


def forget_due_cases() -> int:
    """The worker's tick: erasure of what is due begins; how many cases.

    From here on they take no letter. services/expiry.py erases them.
    """
    now = timezone.now()
    _give_time(now)
    _warn(now)
    due = list(_closed().filter(forget_at__lte=now, erase_at__isnull=True))
    gone = sum(_forget(case, now) for case in due)
    if wrong_ends():
        tell_leads(WRONG_END, soon=True)
    return gone


def wrong_ends() -> list[Case]:
    """Cases whose day has come by a column, and nothing in the audit says why."""
    now = timezone.now()
    closed = _closed().filter(forget_at__lte=now, erase_at__isnull=True)
    asked = Case.objects.filter(erase_at__lte=now)
    return [
        *(case for case in closed if not proven_ends.closed_long_enough(case)),
        *(case for case in asked if not proven_ends.may_be_erased(case.pk)),
    ]


def forgotten(*, most: int) -> list[Forgotten]:
    """The newest cases that are gone, by the audit."""
    rows = AuditRow.objects.filter(verb=_ERASED).order_by("-number")[:most]
    return [_forgotten(row) for row in rows]


def forgotten_parts(*, most: int) -> list[ForgottenPart]:
    """The newest parts of cases that are gone, by the audit."""
    rows = AuditRow.objects.filter(verb__startswith=_PART).order_by("-number")[:most]
    return [
        ForgottenPart(_forgotten(row), row.verb.removeprefix(_PART), _asker(row))
        for row in rows
    ]


def _asker(row: AuditRow) -> str:
    asked = AuditRow.objects.filter(
        pseudonym=row.pseudonym, verb=_PART_ASKED, number__lt=row.number
    )
    found = asked.order_by("-number").first()
    return found.actor if found else ""


def _give_time(now: datetime) -> None:
    """Nothing goes while nobody was warned: the worker slept, or a clock jumped."""
    seen = DeskDate.objects.filter(name=DeskDate.Name.FORGOT)
    if not seen.filter(at__gt=now - _DAY, at__lte=now).exists():
        warned = (now + WARNED_BEFORE).replace(minute=0, second=0, microsecond=0)
        _closed().filter(forget_at__lt=warned).update(forget_at=warned)
    DeskDate.objects.update_or_create(name=DeskDate.Name.FORGOT, defaults={"at": now})


def _warn(now: datetime) -> None:
    """Leads hear two weeks before, and until it went out; that stands in the audit."""
    soon = _closed().filter(forget_at__lte=now + WARNED_BEFORE, erase_at__isnull=True)
    unheard = [case for case in soon if not proven_ends.is_warned(case)]
    if not unheard:
        return
    tell_leads(FORGETTING, soon=False)
    for case in unheard:
        with transaction.atomic():
            proven_ends.note_warning(case)


def _forget(case: Case, now: datetime) -> bool:
    """Only who was closed and warned of long enough ago, as the audit says."""
    if not proven_ends.closed_long_enough(case) or not proven_ends.was_warned(case):
        return False
    with transaction.atomic():
        # Whoever opens it again or writes to it locks its row: then it is not due.
        due = _closed().filter(pk=case.pk, forget_at__lte=now, erase_at__isnull=True)
        if not due.update(erase_at=now, version=F("version") + 1):
            return False
        proven_ends.note(case.pk, proven_ends.DUE)
    return True


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
