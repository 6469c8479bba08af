"""Shred rows that protect nothing go after a day; unless the main database looks lost.

A row is written before its case. Where the case never came, its row is an orphan.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evacuation import ledger
from evacuation.models import AuditRow, Case
from evacuation.services.removing import renew_shred_keys
from evacuation.shred.models import ShredRow
from evacuation.shredding import drop_shred_row

logger = logging.getLogger("waymark.desk")

_WAIT = timedelta(days=1)
_CASE = "case:"
# So many orphans a tick are crashes; more is a main database that was exchanged.
MOST_ORPHANS = 50


def sweep_shred_rows() -> int:
    """Finish what was cut off, drop orphans; how many of those went. A tick.

    It destroys nothing while in doubt: where the main database was set back or is
    another one it says so in the log, and every row stays, since without its row a
    case cannot be read ever again.
    """
    finish_cut_off_keys()
    orphans = _orphans()
    if not orphans:
        return 0
    if len(orphans) > MOST_ORPHANS or main_is_behind():
        logger.error("shred rows without their cases are kept: is this the database?")
        return 0
    for scope in orphans:
        drop_shred_row(scope)
    return len(orphans)


def finish_cut_off_keys() -> None:
    """New shred keys whose maker died before saying that main had committed.

    Nobody can tell whether it had: so everything is sealed under the new key that is
    not yet, and only then the old one is forgotten. A renewal that is still under way
    holds the case, and is waited for.
    """
    begun = ShredRow.objects.filter(next_key__isnull=False, scope__startswith=_CASE)
    cases = [_case_of(scope) for scope in begun.values_list("scope", flat=True)]
    if cases:
        with transaction.atomic():
            renew_shred_keys(actor="worker", cases=cases)


def main_is_behind() -> bool:
    """Whether the ledger knows a signed head that the main database does not."""
    heads = ledger.read().heads
    last = max((head.number for head in heads), default=0)
    return last > 0 and not AuditRow.objects.filter(number__gte=last).exists()


def _orphans() -> list[str]:
    rows = ShredRow.objects.filter(
        scope__startswith=_CASE, made_at__lt=timezone.now() - _WAIT
    )
    by_case = {_case_of(scope): scope for scope in rows.values_list("scope", flat=True)}
    known = set(Case.objects.filter(pk__in=by_case).values_list("pk", flat=True))
    return [scope for case, scope in by_case.items() if case not in known]


def _case_of(scope: str) -> UUID:
    return UUID(scope.removeprefix(_CASE))
