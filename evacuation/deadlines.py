"""How soon somebody must own a request and speak with the person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.models.choices import Urgency
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from datetime import datetime


def _by_level(clock: Clock) -> dict[Urgency, timedelta]:
    found = {level: within(clock, Level(level.value)) for level in Urgency}
    return {level: allowed for level, allowed in found.items() if allowed is not None}


OWNER_WITHIN = _by_level(Clock.OWN)
CONTACT_WITHIN = _by_level(Clock.CONTACT)
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
