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
# Only these end it: no stop that was lifted and no new assessment does, and where a new
# decision was asked for and not given what was approved goes on.
_ENDS = frozenset({main.State.FOLLOW_UP, main.State.CLOSED})
_LOST, _FOUND = "case.lose_contact", "case.find_again"
# Where each step led that says so by itself.
_LED: dict[str, main.State] = {
    "case.closed": main.State.CLOSED,
    "case.reopened": main.State.TRIAGE,
    **{
        f"case.{one.name}": one.target
        for one in TABLE
        if one.target is not None and one.back is None
    },
}
_INTO = {verb: state for verb, state in _LED.items() if state in _WAY | _ENDS}
_STOPS = main.PARKED | {main.State.SECURITY_HOLD}
_WORKED = {verb: state for verb, state in _LED.items() if state not in _STOPS}
# They set out, and nobody said since that they are there or stay where they are.
_SET_OUT = frozenset({"case.depart", "case.put_off"})
_ON_FOOT = _SET_OUT | {
    verb
    for verb, state in _LED.items()
    if verb == "case.turn_back" or state in _ENDS | {main.State.ARRIVED}
}
# Nobody is between two places there; elsewhere the audit says.
_AT_REST = (
    State.RECEIVED,
    State.TRIAGE,
    State.ARRIVED,
    State.FOLLOW_UP,
    State.CLOSED,
    State.PURGED,
)


def is_under_way(case: Case) -> bool:
    """By its state, or by the last thing done that began help or ended it."""
    return case.state in UNDER_WAY or last_on_the_way(case.pk) is not None


def last_on_the_way(case: UUID) -> State | None:
    """Where help stood last, by the audit; None where it never began or has ended."""
    row = newest(case, *_INTO)
    found = None if row is None else _INTO[row.verb]
    return State(found.value) if found in _WAY else None


def before_stop(case: UUID) -> State | None:
    """Where a case that was stopped goes on once that is lifted, by the audit; None
    where no help was under way: it is assessed anew.

    Who was looked for is looked for. The list before going is signed anew.
    """
    row = newest(case, _LOST, _FOUND, *_WORKED)
    if row is not None and row.verb == _LOST:
        return State.CONTACT_LOST
    row = newest(case, *_WORKED)
    state = None if row is None else _WORKED[row.verb]
    if state not in _WAY:
        return None
    return State.PLANNING if state == main.State.READY else State(state.value)


def is_looked_for(case: Case) -> bool:
    """Whether contact is lost, also where the case was stopped since."""
    if case.state == State.SECURITY_HOLD:
        return before_stop(case.pk) == State.CONTACT_LOST
    return case.state == State.CONTACT_LOST


def is_on_the_way(case: Case) -> bool:
    """Whether they are between two places: they set out, also where they wait half-way,
    where the case rests, was stopped, or asks for a new decision."""
    if case.state == State.IN_TRANSIT:
        return True
    if case.state in _AT_REST:
        return False
    row = newest(case.pk, *_ON_FOOT)
    return row is not None and row.verb in _SET_OUT


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
