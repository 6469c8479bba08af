"""Times as they stand in clear: rounded, so that they tell less."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


def this_hour() -> datetime:
    """Now, down to the hour."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


def five_minutes(at: datetime) -> datetime:
    """Down to five minutes: a due time is never later than what it stands for."""
    late = timedelta(
        minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond
    )
    return at - late
