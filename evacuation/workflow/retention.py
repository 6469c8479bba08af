"""When what is kept of a case is forgotten (docs/workflow.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.reasons import Ending


class Keeping(Coded):
    """Why something is kept longer than it would be."""

    PROCEEDINGS = "proceedings", _("A court or an authority is dealing with it")
    ASYLUM = "asylum_evidence", _("The person needs it as evidence, and asked for it")


SPAM = timedelta(days=30)
CLOSED = timedelta(days=90)
ROUTE = timedelta(days=14)  # after arrival
WARNED_BEFORE = timedelta(days=14)
LONGEST_HOLD = timedelta(days=730)  # reviewed every quarter
HOLD_REVIEWED = timedelta(days=91)
BACKUPS = timedelta(days=30)
SHRED_BACKUPS = timedelta(days=7)


def forget_at(ending: str, closed_at: datetime) -> datetime:
    """When a closed case is shredded, unless a hold stands or the person writes."""
    return closed_at + (SPAM if ending == Ending.SPAM else CLOSED)


def held_until(closed_at: datetime, now: datetime) -> datetime | None:
    """How far a hold keeps it: a quarter, then somebody looks at it again.

    None where it was held as long as anything is.
    """
    longest = closed_at + LONGEST_HOLD
    return min(now + HOLD_REVIEWED, longest) if now < longest else None
