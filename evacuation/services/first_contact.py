"""By when a person is to be reached first: within the level's time, in their hours."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.deadlines import contact_due
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.clocks import set_clock
from evacuation.services.ways import next_window
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.services.changing import Change

# Contact inside the next safe window meets the target, if its first hour is used.
_FIRST_HOUR = timedelta(hours=1)


def start_first_contact(change: Change, since: datetime) -> datetime:
    """The clock runs from `since`; while their hours are closed, until they open.

    That it was moved is written down. Returns until when.
    """
    due = contact_due(change.case.level, since)
    opens = next_window(change.opened, timezone.now())
    if opens is not None and opens + _FIRST_HOUR > due:
        due = opens + _FIRST_HOUR
        change.write(
            Compartment.INBOX,
            RecordKind.SAFE_CONTACT,
            what="window",
            opens=opens.isoformat(timespec="seconds"),
        )
    set_clock(change.case, Clock.CONTACT, due)
    return due
