"""Who looks after the law, the medicine and the minors of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, NotAllowed, NotTrusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.services.granting import (
    RECEIVES,
    hand_over,
    living_members,
    receiving_card,
)
from evacuation.services.journeys.rooms import (
    PLANNERS,
    ROUTE,
    open_journey_room,
)
from evacuation.services.place import person_of
from evacuation.vault.cards import Right
from evacuation.workflow.codes import Coded
from evacuation.workflow.people import BY_OWNER

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.unlocked import Unlocked


class Focal(Coded):
    LEGAL = "legal", _("Legal focal point")
    MEDICAL = "medical", _("Medical focal point")
    SAFEGUARDING = "safeguarding", _("Safeguarding lead")


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
        if user not in nameable(change.opened, what):
            raise NoSuchMember
        open_journey_room(change, ROUTE)
        change.write(ROUTE, RecordKind.FOCAL, what=str(what), user=user)
        part = _RECEIVES.get(what)
        if part:
            open_journey_room(change, part)
            _hand_to(change, part, user)


def nameable(opened: OpenCase, what: Focal) -> list[int]:
    """Users who can be named: living, of a right that fits, by their code names."""
    me, may = opened.me, _MAY_BE[what]
    barred = opened.owners if what in _NOT_THE_OWNER else frozenset()
    cards = [card for card in me.trust.roster.members if card.rights & may]
    living = living_members([card.user for card in cards]) - barred
    cards.sort(key=lambda card: card.code_name)
    return [card.user for card in cards if card.user in living]


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


def focals(opened: OpenCase) -> dict[Focal, int]:
    """The user of each that was named last. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.FOCAL)]
    named = sorted(said, key=lambda one: str(one["at"]))
    return {Focal(str(one["what"])): int(one["user"]) for one in named}


def is_safeguarded(opened: OpenCase) -> bool:
    """Whether somebody living looks after the minors. Raises KeyMissing, NotTrusted."""
    user = focals(opened).get(Focal.SAFEGUARDING)
    return user is not None and bool(living_members([user]))


def is_legal(opened: OpenCase) -> bool:
    """Whether the member is the legal focal, or a lead; never who owns the case."""
    me = opened.me
    if opened.owner_id == me.user.pk:
        return False
    if me.may(Right.LEAD):
        return True
    try:
        return focals(opened).get(Focal.LEGAL) == me.user.pk and me.may(*PLANNERS)
    except (KeyMissing, NotTrusted):
        return False


def require_legal(opened: OpenCase) -> None:
    """Raises NotAllowed."""
    if not is_legal(opened):
        raise NotAllowed
