"""The words that stop a journey, as the plan says them, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.journeys.packing import kept_shape
from evacuation.models import Alert
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.alerting import start_alert

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.changing import Change

_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Stopping:
    """`words`: they sound harmless; `fallback`: where they go, and whom they call."""

    words: str = ""
    fallback: str = ""


def stopping(opened: OpenCase) -> Stopping:
    """Of the newest plan; nothing without one. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.LOGISTICS, RecordKind.PLAN)
    said = [one for row in rows if (one := opened.content(row))["what"] == _PLAN]
    if not said:
        return Stopping()
    with kept_shape():
        plan = max(said, key=lambda one: str(one["at"]))["plan"]
        return Stopping(str(plan["abort_words"]), str(plan["fallback"]))


def wake_for_stop(change: Change) -> None:
    """They said the words: the owner and the leads are woken (services/waking.py)."""
    start_alert(case=change.case, kind=Alert.Kind.STOP)
