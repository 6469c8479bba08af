"""The compartment of checks and vouches: who receives its key when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment
from evacuation.services.compartments import ensure_compartment
from evacuation.services.granting import (
    RECEIVES,
    hand_over,
    living_members,
    receiving_card,
)
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from evacuation.services.changing import Change

ROOM = Compartment.VERIFICATION
# Who verifies at all; what exactly says the service.
VERIFYING = RECEIVES[ROOM]


def open_room(change: Change) -> None:
    """Made at the first word: the owner, a lead and every verifier hold it.

    Raises NoRight, KeyMissing, NotTrusted.
    """
    opened = change.opened
    if opened.case.keys.filter(compartment=ROOM).exists():
        return
    ensure_compartment(change, ROOM)
    me, cards = opened.me, opened.me.trust.roster.members
    verifiers = [card.user for card in cards if Right.VERIFIER in card.rights]
    users = living_members([*verifiers, opened.case.owner_id or me.user.pk])
    for user in sorted(users - {me.user.pk}):
        hand_over(opened, ROOM, receiving_card(me, user, ROOM))
