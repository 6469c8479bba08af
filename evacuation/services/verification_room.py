"""The compartment of checks and vouches: who receives its key when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing
from evacuation.models.choices import Compartment
from evacuation.services.compartments import ensure_compartment
from evacuation.services.handing import (
    RECEIVES,
    hand_all_over,
    living_members,
    receiving_cards,
)
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.changing import Change

ROOM = Compartment.VERIFICATION
# Who verifies at all; what exactly says the service.
VERIFYING = RECEIVES[ROOM]


def open_room(change: Change) -> None:
    """Made at the first word: the owner, a lead and every verifier hold it.

    By who works on the case. Raises NoRight, KeyMissing, NotTrusted.
    """
    opened = change.opened
    if is_made(opened):
        return
    if not may_make(opened):
        raise KeyMissing
    ensure_compartment(change, ROOM)
    me, cards = opened.me, opened.me.trust.roster.members
    verifiers = [card.user for card in cards if Right.VERIFIER in card.rights]
    users = living_members([*verifiers, opened.case.owner_id or me.user.pk])
    hand_all_over(opened, receiving_cards(me, sorted(users - {me.user.pk}), [ROOM]))


def is_made(opened: OpenCase) -> bool:
    return opened.case.keys.filter(compartment=ROOM).exists()


def may_make(opened: OpenCase) -> bool:
    """Who holds the account or the identity; a place on the board is not enough."""
    parts = (Compartment.TRIAGE, Compartment.IDENTITY)
    return opened.me.may(*VERIFYING) and any(map(opened.holds, parts))


def may_enter(opened: OpenCase) -> bool:
    """Whether the member reads what was verified, or may write the first word."""
    return opened.holds(ROOM) if is_made(opened) else may_make(opened)
