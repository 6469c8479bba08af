"""The route of who arrived is destroyed 14 days later, by the worker, without keys.

It goes by the day that stands in clear, and never by that alone: the audit, signed by
the house, says that they arrived long enough ago and did not set out since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services import proven_ends
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.removing import renew_shred_keys
from evacuation.workflow.retention import BACKUPS, SHRED_BACKUPS

if TYPE_CHECKING:
    from uuid import UUID

GONE = "route.destroyed"
# Somebody travels, or is looked for: then it waits.
_NEEDED_IN = (
    State.APPROVED,
    State.PLANNING,
    State.READY,
    State.IN_TRANSIT,
    State.CONTACT_LOST,
    State.SECURITY_HOLD,
)


@dataclass(frozen=True, slots=True)
class RouteGone:
    """`readable_until`: by who keeps a backup of the shred keys; `rows_until`: until
    its sealed rows leave the last backup.
    """

    at: datetime
    readable_until: datetime
    rows_until: datetime


def destroy_due_routes() -> int:
    """The worker's tick; how many were destroyed."""
    due = Case.objects.filter(route_until__lte=timezone.now())
    cases = list(due.exclude(state__in=_NEEDED_IN).values_list("pk", flat=True))
    return sum(_destroy(case) for case in cases)


def destroyed_routes(case: UUID) -> list[RouteGone]:
    """When the worker destroyed it, by the audit; oldest first."""
    return [
        RouteGone(at, at + SHRED_BACKUPS, at + BACKUPS)
        for at in proven_ends.times_of(case, GONE)
    ]


def _destroy(case_id: UUID) -> bool:
    """Its rows and keys go, and the case gets a new shred key: whoever kept an older
    dump of the main database lacks the outer key of every slip in it."""
    with transaction.atomic():
        rows = Case.objects.select_for_update().exclude(state__in=_NEEDED_IN)
        case = rows.filter(pk=case_id, route_until__lte=timezone.now()).first()
        if case is None or not proven_ends.arrived_long_enough(case_id):
            return False
        case.records.filter(compartment=ROUTE).delete()
        case.keys.filter(compartment=ROUTE).delete()
        case.route_until = None
        case.version += 1
        case.save(update_fields=["route_until", "version"])
        renew_shred_keys(actor="worker", cases=[case_id])
        proven_ends.note(case_id, GONE)
    return True
