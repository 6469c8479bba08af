"""Who looks after the law, the medicine and the minors of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing, NotAllowed, NotTrusted
from evacuation.models.choices import RecordKind
from evacuation.services.handing import living_members
from evacuation.services.journeys.rooms import PLANNERS, ROUTE
from evacuation.vault.cards import Right
from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from evacuation.access import OpenCase


class Focal(Coded):
    LEGAL = "legal", _("Legal focal point")
    MEDICAL = "medical", _("Medical focal point")
    SAFEGUARDING = "safeguarding", _("Safeguarding lead")


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
