"""Who looks after the law, the medicine and the minors of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, NotAllowed, NotTrusted
from evacuation.models.choices import RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.services.granting import living_members
from evacuation.services.journeys.rooms import (
    PLANNERS,
    ROUTE,
    open_journey_room,
)
from evacuation.services.journeys.travellers import require_planner
from evacuation.vault.cards import Right
from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


class Focal(Coded):
    LEGAL = "legal", _("Legal focal point")
    MEDICAL = "medical", _("Medical focal point")
    SAFEGUARDING = "safeguarding", _("Safeguarding lead")


# Whoever owns the case does not check their own plan.
_NOT_THE_OWNER = frozenset({Focal.LEGAL})


class NoSuchMember(DeskError):
    """Nobody of the roster, or the owner where another pair of eyes is asked for."""

    code = "no_such_member"

    def __init__(self) -> None:
        super().__init__("user", _("Choose somebody else of the desk for this."))


def name_focal(
    *, actor: Unlocked, case_id: UUID, version: int, what: Focal, user: int
) -> None:
    """Somebody of the roster looks after it from now on; by the owner or a lead.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoSuchMember, NoRight,
    KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=f"journey.focal_{what}",
        states=OWNED,
    ) as change:
        require_planner(change.opened)
        barred = what in _NOT_THE_OWNER and user == change.opened.owner_id
        if barred or not living_members([user]):
            raise NoSuchMember
        open_journey_room(change, ROUTE)
        change.write(ROUTE, RecordKind.FOCAL, what=str(what), user=user)


def focals(opened: OpenCase) -> dict[Focal, int]:
    """The user of each that was named last. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.FOCAL)]
    named = sorted(said, key=lambda one: str(one["at"]))
    return {Focal(str(one["what"])): int(one["user"]) for one in named}


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
