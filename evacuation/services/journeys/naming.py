"""Naming who looks after the law, the medicine and the minors of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.services.handing import (
    RECEIVES,
    hand_over,
    living_members,
    receiving_card,
)
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.needed import write_needed
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import ROUTE, open_journey_room
from evacuation.services.journeys.travellers import going
from evacuation.services.place import person_of
from evacuation.workflow.people import BY_OWNER

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.unlocked import Unlocked

# Whoever owns the case does not check their own plan.
_NOT_THE_OWNER = frozenset({Focal.LEGAL})
# Which key somebody needs for it; who looks after minors needs none.
_RECEIVES = {
    Focal.LEGAL: ROUTE,
    Focal.MEDICAL: Compartment.HEALTH,
}
_MAY_BE = {
    Focal.LEGAL: RECEIVES[ROUTE],
    Focal.MEDICAL: RECEIVES[Compartment.HEALTH],
    Focal.SAFEGUARDING: RECEIVES[ROUTE] | RECEIVES[Compartment.HEALTH],
}


class NoSuchMember(DeskError):
    """Nobody of the roster, or the owner where another pair of eyes is asked for."""

    code = "no_such_member"

    def __init__(self) -> None:
        super().__init__("user", _("Choose somebody else of the desk for this."))


def name_focal(
    *, actor: Unlocked, case_id: UUID, version: int, what: Focal, user: int
) -> None:
    """Somebody of the roster looks after it from now on; by the owner or a lead.

    The medical focal point receives the medicine's key with it, the legal one the key
    of the way. Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoSuchMember,
    KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=f"journey.focal_{what}",
        states=OWNED,
    ) as change:
        require_naming(change.opened)
        if user not in nameable(change.opened)[what]:
            raise NoSuchMember
        open_journey_room(change, ROUTE)
        change.write(ROUTE, RecordKind.FOCAL, what=str(what), user=user)
        part = _RECEIVES.get(what)
        if part:
            open_journey_room(change, part)
            _hand_to(change, part, user)
        if what == Focal.MEDICAL:
            write_needed(change, going(change.opened), plan_of(change.opened))


def nameable(opened: OpenCase) -> dict[Focal, list[int]]:
    """Users who can be named: living, of a right that fits, by their code names."""
    cards = opened.me.trust.roster.members
    living = living_members([card.user for card in cards])
    there = sorted(
        (card for card in cards if card.user in living), key=lambda card: card.code_name
    )
    found = {}
    for what in Focal:
        barred = opened.owners if what in _NOT_THE_OWNER else frozenset()
        fit = (card.user for card in there if card.rights & _MAY_BE[what])
        found[what] = [user for user in fit if user not in barred]
    return found


def may_name(opened: OpenCase) -> bool:
    """Whether the member owns the case or leads."""
    return person_of(opened).may_be_any(BY_OWNER)


def require_naming(opened: OpenCase) -> None:
    """Raises NotAllowed."""
    if not may_name(opened):
        raise NotAllowed


def _hand_to(change: Change, part: Compartment, user: int) -> None:
    opened = change.opened
    if user != opened.me.user.pk:
        hand_over(opened, part, receiving_card(opened.me, user, part))
