"""An alert for a country sets a clock on every case that is planned or on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from evacuation.clock import five_minutes
from evacuation.models import Case, Deadline
from evacuation.services.countries.alerts import LOOKED_AT, raise_alert
from evacuation.workflow.deadlines import Clock, due
from evacuation.workflow.states import Level
from tests.benchmarks.movement_parts.measuring import counted, peak, timed
from tests.benchmarks.vault_speed.run import _beside
from tests.evacuation.decisions import ONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.evacuation.desk import Desk

_PART: Final = 20


def alert_row(desk: Desk) -> list[str]:
    """A row of the tick's table."""
    me = desk[ONE]

    def ours() -> None:
        raise_alert(actor=me, country="AM", text="Invented.", source="Invented.")

    cases = Case.objects.filter(state__in=LOOKED_AT).count()
    name = f"an alert for a country, {cases:,} cases"
    found = _beside(name, lambda: _undone(ours), rolled_back=True)
    stock = timed(lambda: _undone(lambda: _row_by_row(cases // _PART))) * _PART
    sent = counted(lambda: _undone(ours))
    kept = peak(lambda: _undone(ours))
    return [*found, f"{stock:,.0f}", str(sent), f"{kept:.1f}"]


def _row_by_row(most: int) -> None:
    """The stock way."""
    for case in Case.objects.filter(state__in=LOOKED_AT)[:most]:
        at = due(Clock.ROUTE, Level(case.level), timezone.now())
        assert at is not None
        Deadline.objects.update_or_create(
            case=case, clock=str(Clock.ROUTE), defaults={"due_at": five_minutes(at)}
        )


def _undone(run: Callable[[], None]) -> None:
    """So that it can be done again."""
    with transaction.atomic():
        run()
        transaction.set_rollback(True)
