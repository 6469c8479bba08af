"""When what is kept of a case is forgotten (docs/workflow.md)."""

from __future__ import annotations

from datetime import datetime, timedelta

from evacuation.workflow.reasons import Ending

SPAM = timedelta(days=30)
CLOSED = timedelta(days=90)
WARNED_BEFORE = timedelta(days=14)
LONGEST_HOLD = timedelta(days=730)  # reviewed every quarter
HOLD_REVIEWED = timedelta(days=91)
BACKUPS = timedelta(days=30)
SHRED_BACKUPS = timedelta(days=7)


def forget_at(ending: str, closed_at: datetime) -> datetime:
    """When a closed case is shredded, unless a hold stands or the person writes."""
    return closed_at + (SPAM if ending == Ending.SPAM else CLOSED)


def warned_at(forgotten_at: datetime) -> datetime:
    """When whoever owned it hears that it goes."""
    return forgotten_at - WARNED_BEFORE
