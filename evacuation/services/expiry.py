"""What goes by itself, found by the worker: read replies, erasures due, idle visits."""

from __future__ import annotations

from django.utils import timezone

from evacuation.models import Case, Record
from evacuation.services.absences import forget_past_absences
from evacuation.services.doors import forget_closed_doors
from evacuation.services.erasure import shred_case
from evacuation.services.journeys.route_ends import destroy_due_routes
from evacuation.services.proven_ends import is_a_wish, may_be_erased
from evacuation.services.visits import forget_idle_visits


def forget_what_is_due() -> None:
    """For the worker's tick. What one step leaves undone, the next tick does."""
    forget_gone_records()
    forget_idle_visits()
    forget_closed_doors()
    forget_past_absences()
    destroy_due_routes()
    erase_due_cases()


def forget_gone_records() -> None:
    """Records whose time is over: a reply, 72 hours after it was read."""
    Record.objects.filter(gone_at__lte=timezone.now()).delete()


def erase_due_cases() -> None:
    """Cases whose erasure was asked for and not taken back in time."""
    due = Case.objects.filter(erase_at__lte=timezone.now())
    for row in list(due):
        if is_a_wish(row):
            Case.objects.filter(pk=row.pk, state=row.state).update(erase_at=None)
            continue
        case = row.pk
        # A column alone destroys nothing: leads hear of it (services/forgetting.py).
        if not may_be_erased(case):
            continue
        shred_case(case_id=case, actor="worker")
