"""How soon somebody must own a request and speak with the person (domain.md 3.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.models.choices import Urgency

if TYPE_CHECKING:
    from datetime import datetime

OWNER_WITHIN = {
    Urgency.CRITICAL: timedelta(minutes=15),
    Urgency.HIGH: timedelta(hours=2),
    Urgency.MEDIUM: timedelta(days=1),
    Urgency.LOW: timedelta(days=3),
}
CONTACT_WITHIN = {
    Urgency.CRITICAL: timedelta(hours=1),
    Urgency.HIGH: timedelta(hours=4),
    Urgency.MEDIUM: timedelta(hours=24),
    Urgency.LOW: timedelta(hours=72),
}
# Every message, at any level: so that a duress message does not stand out.
MESSAGE_OPENED_WITHIN = timedelta(hours=1)


def owner_due(level: str, since: datetime) -> datetime:
    return since + OWNER_WITHIN[Urgency(level)]


def contact_due(level: str, since: datetime) -> datetime:
    return since + CONTACT_WITHIN[Urgency(level)]


def provisional_level(*, danger: str, safe_now: str) -> Urgency:
    """The level from what the person says, until somebody assesses it.

    Danger within 24 hours is critical, whatever else is said (domain.md 2.2, 3.2).
    """
    if danger == "24h":
        return Urgency.CRITICAL
    if danger == "72h" or safe_now == "no":
        return Urgency.HIGH
    return Urgency.MEDIUM
