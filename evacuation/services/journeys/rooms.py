"""The compartments of a journey: who receives their keys when they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment
from evacuation.services.compartments import ensure_compartment
from evacuation.services.handing import hand_all_over, living_members, receiving_cards
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.changing import Change

ROUTE = Compartment.LOGISTICS
_ALSO = {
    # They sign the list before somebody goes.
    Compartment.LOGISTICS: Right.VERIFIER,
    Compartment.HEALTH: Right.MEDICAL,
}


PLANNERS = frozenset({Right.COORDINATOR, Right.LEAD, Right.VERIFIER})


def may_open_journey(opened: OpenCase) -> bool:
    """Who plans a journey or checks its plan, and holds its key once there is one."""
    made = any(row.compartment == ROUTE for row in opened.all_keys())
    part = ROUTE if made else Compartment.TRIAGE
    return opened.me.may(*PLANNERS) and opened.holds(part)


def open_journey_room(change: Change, compartment: Compartment) -> None:
    """Made at the first word: the writer, the owner, a lead and whom it is for hold it.

    In the caller's change. Raises NoRight, KeyMissing, NotTrusted.
    """
    opened = change.opened
    if opened.case.keys.filter(compartment=compartment).exists():
        return
    ensure_compartment(change, compartment)
    me, cards = opened.me, opened.me.trust.roster.members
    also = [card.user for card in cards if _ALSO[compartment] in card.rights]
    users = living_members([*also, opened.owner_id or me.user.pk])
    hand_all_over(
        opened, receiving_cards(me, sorted(users - {me.user.pk}), [compartment])
    )
