"""Whether help is under way in a case, also while it rests, is lost or was stopped.

Who parks a case changes its column, and not where the person is. The worker and the
mailbox hold no keys: what was done before stands in the audit, which columns that were
set by hand do not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import NotVisible
from evacuation.models import AuditRow
from evacuation.models.choices import State
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault import chain
from evacuation.workflow import states as main
from evacuation.workflow.table import TABLE

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Case

UNDER_WAY = (
    State.APPROVED,
    State.PLANNING,
    State.READY,
    State.IN_TRANSIT,
    State.ARRIVED,
)
_WAY = frozenset(main.State(state.value) for state in UNDER_WAY)
# Only these end it: neither a stop that was lifted nor a new assessment does.
_ENDS = frozenset(
    {
        main.State.FOLLOW_UP,
        main.State.DECLINED,
        main.State.WAITLISTED,
        main.State.CLOSED,
    }
)
_INTO: dict[str, main.State] = {
    "case.closed": main.State.CLOSED,
    **{f"case.{one.name}": one.target for one in TABLE if one.target in _WAY | _ENDS},
}


def is_under_way(case: Case) -> bool:
    """By its state, or by the last thing done that began help or ended it."""
    return case.state in UNDER_WAY or last_on_the_way(case.pk) is not None


def last_on_the_way(case: UUID) -> State | None:
    """Where help stood last, by the audit; None where it never began or has ended."""
    row = newest(case, *_INTO)
    found = None if row is None else _INTO[row.verb]
    return State(found.value) if found in _WAY else None


def newest(case: UUID, *verbs: str) -> AuditRow | None:
    """The newest of these rows about the case; None without its shred row."""
    name = named(case)
    if name is None:
        return None
    rows = AuditRow.objects.filter(pseudonym=name, verb__in=verbs)
    return rows.order_by("-number").first()


def named(case: UUID) -> bytes | None:
    """How the audit names it; None without its shred row."""
    try:
        return chain.pseudonym(shred_keys(case_scope(case)).audit, case)
    except NotVisible:
        return None
