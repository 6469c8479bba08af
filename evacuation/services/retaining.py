"""How long a closed case is kept: its day, what puts it off, and a hold with reason."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.clock import this_hour
from evacuation.errors import DeskError, NotAllowed
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.changing import changing
from evacuation.services.place import person_of
from evacuation.workflow import people, retention

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.retention import Keeping


class HeldLongEnough(DeskError):
    """It was held as long as anything is."""

    code = "held_long_enough"
    status = 409
    message = _("It has been kept as long as anything may be.")


def hold_case(
    *, actor: Unlocked, case_id: UUID, version: int, reason: Keeping, text: str
) -> datetime:
    """Keep a closed case for another quarter; until when. By the owner or a lead.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, HeldLongEnough,
    KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.held",
        states=(State.CLOSED,),
    ) as change:
        case = change.case
        if not may_hold(change.opened):
            raise NotAllowed
        closed_at = case.closed_at or this_hour()
        until = retention.held_until(closed_at, timezone.now())
        if until is None:
            raise HeldLongEnough
        change.write(
            Compartment.TRIAGE,
            RecordKind.HOLD,
            reason=str(reason),
            text=text,
            until=until.isoformat(timespec="minutes"),
        )
        put_off(change.opened, until)
        return case.forget_at or until


def put_off(opened: OpenCase, until: datetime) -> None:
    """Not before this hour; a later day stays."""
    hour = until.replace(minute=0, second=0, microsecond=0)
    opened.case.forget_at = max(opened.case.forget_at or hour, hour)


def may_hold(opened: OpenCase) -> bool:
    """Whether this member is the owner, or a lead."""
    return person_of(opened).may_be_any(people.BY_OWNER)


def holds(opened: OpenCase) -> list[Content]:
    """Why it is kept, newest first, as far as this member's keys open it."""
    found = opened.readable(Compartment.TRIAGE, RecordKind.HOLD).values()
    return sorted(found, key=lambda said: str(said["at"]), reverse=True)
