"""What time alone changes: run by the worker's tick.

Reads already leave out whatever has run out, to the day. This takes its rows and
words out of the read model and numbers the change, so that nothing of it stays.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from directory.models import Listing, Provider
from directory.services.journal import record
from directory.services.listing import refresh_listings

_BATCH = 100


def drop_expired_listings() -> int:
    """Take out entries whose check ran out; how many comes back.

    Idempotent; several workers share the work (SKIP LOCKED).
    """
    dropped = 0
    while True:
        found = _drop_batch()
        dropped += found
        if found < _BATCH:
            return dropped


@transaction.atomic
def _drop_batch() -> int:
    expired = Listing.objects.filter(listed_until__lte=timezone.localdate())
    due = (
        Provider.objects.select_for_update(skip_locked=True)
        .filter(pk__in=expired.values("provider_id"))
        .order_by("pk")[:_BATCH]
    )
    providers = list(due)
    refresh_listings([provider.pk for provider in providers])
    for provider in providers:
        record("provider.expired", actor=None, provider=provider)
    return len(providers)
