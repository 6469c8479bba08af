"""Every part of a case keeps two living holders, one a lead: the worker looks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evacuation.errors import NotTrusted
from evacuation.holding import Holders
from evacuation.models import DeskDate
from evacuation.services.notices import HOLDERS, tell_leads
from evacuation.trusting import trust_now

# Each look may find leads awake who slept at the one before.
EVERY = timedelta(hours=1)


def tell_of_missing_holders() -> int:
    """The worker's tick: tell each lead once a day, by day; how many notices.

    No key is needed: the signed roster and the recipients of wraps say who opens what.
    Where charter or roster do not hold, that is said elsewhere, and first.
    """
    now = timezone.now()
    seen = DeskDate.objects.filter(name=DeskDate.Name.HOLDERS_SEEN)
    if seen.filter(at__gt=now - EVERY, at__lte=now).exists():
        return 0
    DeskDate.objects.update_or_create(
        name=DeskDate.Name.HOLDERS_SEEN, defaults={"at": now}
    )
    try:
        trust = trust_now()
    except NotTrusted:
        return 0
    return tell_leads(HOLDERS, soon=False) if Holders(trust).any_short() else 0
