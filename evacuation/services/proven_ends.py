"""Whether a case may be destroyed: by the audit, since columns can be set by hand.

The worker holds no keys. It knows the case's name in the audit by its shred row, and
believes of a time what the house signed: a row that was added later has a later head.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation import audit
from evacuation.errors import NotVisible
from evacuation.models import AuditRow, Notice
from evacuation.services.auditing import signed_since
from evacuation.services.notices import FORGETTING
from evacuation.services.under_way import is_under_way, named, newest
from evacuation.shredding import case_scope, shred_keys
from evacuation.workflow.retention import ROUTE, SPAM, WARNED_BEFORE
from evacuation.workflow.states import State
from evacuation.workflow.table import TABLE

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Case

_DAY = timedelta(days=1)
# A head follows within a day, and a notice by day.
_SLACK = 2 * _DAY
WARNED, DUE = "case.forget_warned", "case.forget_due"
ASKED, WAITING, KEPT = "case.erasure_asked", "case.erasure_waits", "case.erasure_kept"
_WAITS_FOR = timedelta(hours=24)
_REOPENED = "case.reopened"
_ARRIVED, _SET_OUT = "case.arrive", "case.depart"
_CLOSING = frozenset(
    {"case.closed", "case.held"}
    | {f"case.{one.name}" for one in TABLE if one.target == State.CLOSED}
)


def closed_long_enough(case: Case) -> bool:
    """Whether a member closed it, nobody opened it since, and that is old."""
    row = newest(case.pk, *_CLOSING, _REOPENED)
    if row is None or row.verb == _REOPENED:
        return False
    return _is_old(row, SPAM - _SLACK)


def was_warned(case: Case) -> bool:
    """Whether leads were told of this day, by a notice that went out, long before."""
    row = _warning(case)
    return row is not None and _is_old(row, WARNED_BEFORE - _SLACK - _DAY)


def note_warning(case: Case) -> bool:
    """Write down that a notice went out after the case came close to its day.

    In the caller's transaction, last. False where none did, or it stands already.
    """
    now = timezone.now()
    close = (case.forget_at or now) - WARNED_BEFORE
    sent = Notice.objects.filter(
        step=FORGETTING, day__isnull=False, sent_at__gte=max(close, now - _DAY)
    )
    if _warning(case) is not None or not sent.exists():
        return False
    note(case.pk, WARNED)
    return True


def may_be_erased(case: UUID) -> bool:
    """Whether the person or the worker asked for it, and nobody took that back.

    A case without its shred row is unreadable already: what is left of it may go.
    """
    if named(case) is None:
        return True
    row = newest(case, ASKED, WAITING, KEPT, DUE)
    if row is None or row.verb == KEPT:
        return False
    return row.verb != WAITING or _at(row) <= timezone.now() - _WAITS_FOR


def is_a_wish(case: Case) -> bool:
    """Whether the receipt alone asked, and help is under way meanwhile."""
    row = newest(case.pk, ASKED, WAITING, KEPT, DUE)
    return row is not None and row.verb == WAITING and is_under_way(case)


def arrived_long_enough(case: UUID) -> bool:
    """Whether a member said that they arrived, they did not set out since, and that is
    old."""
    row = newest(case, _ARRIVED, _SET_OUT)
    return row is not None and row.verb == _ARRIVED and _is_old(row, ROUTE - _SLACK)


def times_of(case: UUID, verb: str) -> list[datetime]:
    """When this was done with the case, oldest first."""
    name = named(case)
    if name is None:
        return []
    rows = AuditRow.objects.filter(pseudonym=name, verb=verb)
    return [_at(row) for row in rows.order_by("number")]


def note(case: UUID, verb: str, actor: str = "worker") -> None:
    """A row about this case, in the caller's transaction, last."""
    try:
        key = shred_keys(case_scope(case)).audit
    except NotVisible:
        key = None
    audit.write(actor=actor, verb=verb, case=case, audit_key=key)


def is_warned(case: Case) -> bool:
    """Whether it stands in the audit that leads were told of this day."""
    return _warning(case) is not None


def _warning(case: Case) -> AuditRow | None:
    """Of this day: who wrote meanwhile put it off, and leads are told anew."""
    row = newest(case.pk, WARNED)
    if row is None or case.forget_at is None:
        return None
    return row if _at(row) >= case.forget_at - WARNED_BEFORE - _DAY else None


def _is_old(row: AuditRow, age: timedelta) -> bool:
    since = signed_since(row)
    return since is not None and since <= timezone.now() - age


def _at(row: AuditRow) -> datetime:
    return datetime.fromtimestamp(row.minute * 60, tz=UTC)
