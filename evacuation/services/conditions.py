"""Which guards of a step hold in a case, as far as this member's keys say.

What cannot be read does not hold: a guard is never taken for granted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.services import (
    answering,
    assessing,
    contacting,
    paid,
    submitted,
    wished,
)
from evacuation.services.journeys import arrivals, first_days, signed
from evacuation.services.verifying import vouches_stand
from evacuation.workflow.guards import Guard
from evacuation.workflow.movement.going import Readiness

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.workflow.movement.going import Item
    from evacuation.workflow.transition import Transition


def lacking(opened: OpenCase, one: Transition) -> list[Guard]:
    """The guards of the step that do not hold, in the table's order."""
    return [guard for guard in one.guards if not _holds(opened, guard)]


def open_lines(opened: OpenCase, missing: list[Guard]) -> list[Item]:
    """Lines of the list before going that stop these, as far as they can be read."""
    if not {Guard.LIST_DONE, Guard.GO_STANDS} & set(missing):
        return []
    try:
        lines = signed.lines_seen(opened, timezone.now())
    except (KeyMissing, NotTrusted):
        return []
    return [one.item for one in lines if one.readiness == Readiness.BLOCKED]


def _holds(opened: OpenCase, guard: Guard) -> bool:
    try:
        return HOLDS[guard](opened)
    except KeyMissing:
        return _stands(opened, guard)
    except NotTrusted:
        return False


def _stands(opened: OpenCase, guard: Guard) -> bool:
    """For approvers, who hold the decision's key alone."""
    try:
        return submitted.stands(opened, guard)
    except (KeyMissing, NotTrusted):
        return False


def _owned(opened: OpenCase) -> bool:
    return opened.case.owner_id is not None


def _to_be_forgotten(opened: OpenCase) -> bool:
    """A hold and a message of the person put the day off."""
    forget_at = opened.case.forget_at
    return forget_at is not None and forget_at <= timezone.now()


HOLDS: dict[Guard, Callable[[OpenCase], bool]] = {
    Guard.OWNED: _owned,
    Guard.ASSESSED: lambda opened: assessing.newest(opened) is not None,
    Guard.FRESH: lambda opened: assessing.is_fresh(opened, timezone.now()),
    Guard.FRESH_72H: lambda opened: assessing.is_recent(opened, timezone.now()),
    Guard.LEVEL_LOW: assessing.is_low,
    Guard.RECONCILED: paid.is_reconciled,
    Guard.CONTACT: lambda opened: contacting.is_settled(opened, timezone.now()),
    Guard.TOLD: answering.was_told,
    Guard.APPEAL_OPEN: lambda opened: answering.may_appeal(opened, timezone.now()),
    Guard.APPEAL_OVER: lambda opened: answering.appeal_is_over(opened, timezone.now()),
    Guard.NO_APPEAL_YET: answering.nobody_appealed,
    Guard.OTHER_APPROVER: answering.decides_first,
    Guard.PROPOSED: submitted.is_proposed,
    Guard.DECONFLICTED: submitted.is_deconflicted,
    Guard.NO_REVOKED_VOUCH: lambda opened: vouches_stand(opened, timezone.now()),
    Guard.VERIFIED: submitted.is_verified_enough,
    Guard.KNOWN: submitted.is_known,
    Guard.LIST_DONE: signed.is_done,
    Guard.GO_STANDS: signed.stands,
    Guard.RECEIVED: arrivals.is_confirmed,
    Guard.ALL_THERE: arrivals.are_all_there,
    Guard.FIRST_DAYS: first_days.is_begun,
    Guard.THEIR_WORD: wished.may_withdraw,
    Guard.RETENTION_DUE: _to_be_forgotten,
}
