"""Of which cases this member looks after the medicine: for the board.

By the rows, as to_sign.py: they say where to look and decide nobody's rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models import CaseWrap
from evacuation.models.choices import Compartment, State
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.models import Case
    from evacuation.unlocked import Unlocked

# Somebody is about to go or on the way.
TRAVELLING = (State.PLANNING, State.READY, State.IN_TRANSIT)


def medicine_of(me: Unlocked, cases: Iterable[Case]) -> frozenset[UUID]:
    """Where they hold the medicine's key and nothing of the way.

    One query for who looks after medicine alone; none for others.
    """
    if not me.may(Right.MEDICAL) or me.may(Right.COORDINATOR, Right.LEAD):
        return frozenset()
    asked = [case.pk for case in cases if case.state in TRAVELLING]
    if not asked:
        return frozenset()
    rows = CaseWrap.objects.filter(
        key__case__in=asked,
        key__compartment=Compartment.HEALTH,
        recipient=me.name,
    )
    return frozenset(rows.values_list("key__case", flat=True))
