"""Where a case stands, as the person reads it in their mailbox: five words, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind
from evacuation.steps import Status
from evacuation.workflow.states import State, told

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.changing import Change


def tell(change: Change) -> None:
    """By whoever can write to the person; else by the next who can, when they open the
    case (services/by_itself.py)."""
    if change.opened.holds(Compartment.REPLIES):
        change.tell_status(_status(change.case))


def is_told(opened: OpenCase) -> bool:
    """Whether the newest that the person can read says where the case stands."""
    said = opened.readable(Compartment.REPLIES, RecordKind.STATUS).values()
    newest = max(said, key=lambda one: str(one["at"]), default={})
    return str(newest.get("code", Status.RECEIVED)) == _status(opened.case)


def _status(case: Case) -> Status:
    return Status(told(State(case.state)).value)
