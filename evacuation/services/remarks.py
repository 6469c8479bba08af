"""Internal notes on a case; the person never reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.changing import changing
from evacuation.services.journeys.lost import looked_for

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Record
    from evacuation.unlocked import Unlocked


def write_remark(*, actor: Unlocked, case_id: UUID, text: str, version: int) -> Record:
    """In any state. Raises NotVisible, NotAllowed, StaleVersion, TooLongText."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="remark.written",
        states=tuple(State),
    ) as change:
        looked_for(change)
        return change.write(Compartment.TRIAGE, RecordKind.REMARK, text=text)
