"""Who looks after what of one case, each with the form that names somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.forms.journeys.focals import FocalForm
from evacuation.journeys.travellers import Going
from evacuation.looking_after import TRAVELLING
from evacuation.services.changing import OWNED
from evacuation.services.journeys.focals import Focal, focals, is_legal
from evacuation.services.journeys.going import asking
from evacuation.services.journeys.naming import may_name, nameable
from evacuation.services.journeys.plans import WRITTEN_IN, plan_of
from evacuation.services.journeys.travellers import travellers

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.forms.case import VersionForm


@dataclass(frozen=True, slots=True)
class ShownFocal:
    """`who`: a code name, "" where nobody is. `form`: None for who names nobody."""

    what: Focal
    who: str
    form: FocalForm | None


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the member looks after as one who was named.

    `obstacles`: how many wait for their word; `at_border`: whether one of them stands
    at one. `unsigned`: the crossings wait for their signature. `minors`: some go.
    """

    obstacles: int = 0
    at_border: bool = False
    unsigned: bool = False
    minors: bool = False


def own_part(opened: OpenCase, now: datetime) -> OwnPart:
    """Nothing for who was not named or cannot read it, and once they arrived."""
    if opened.case.state not in (*WRITTEN_IN, *TRAVELLING):
        return OwnPart()
    try:
        me = opened.me.user.pk
        named = {what for what, who in focals(opened).items() if who == me}
        part = _of_law(opened, now) if Focal.LEGAL in named else OwnPart()
        minors = Focal.SAFEGUARDING in named and _are_minors(opened)
    except (KeyMissing, NotTrusted):
        return OwnPart()
    return replace(part, minors=minors)


def _of_law(opened: OpenCase, now: datetime) -> OwnPart:
    if not is_legal(opened) or opened.case.state not in WRITTEN_IN:
        return OwnPart()
    plan = plan_of(opened)
    waiting = [leg for leg, one in asking(opened, now) if not one.passed]
    return OwnPart(
        obstacles=len(waiting),
        at_border=any(leg is not None for leg in waiting),
        unsigned=bool(plan.legs) and not plan.lawful_by,
    )


def _are_minors(opened: OpenCase) -> bool:
    moved = (one for one in travellers(opened) if one.going != Going.STAYS)
    return any(one.is_minor for one in moved)


def shown_focals(
    opened: OpenCase, wrong: VersionForm | None = None
) -> list[ShownFocal]:
    """`wrong`: a form that was refused; it keeps what was chosen.

    Raises KeyMissing, NotTrusted.
    """
    names = {card.user: card.code_name for card in opened.me.trust.roster.members}
    named = focals(opened)
    offers = may_name(opened) and opened.case.state in OWNED
    users = nameable(opened) if offers else {}
    return [
        ShownFocal(
            what=what,
            who=names.get(named.get(what, 0), ""),
            form=_form(
                what,
                named.get(what),
                wrong,
                [(user, names[user]) for user in users[what]],
            )
            if offers
            else None,
        )
        for what in Focal
    ]


def _form(
    what: Focal,
    user: int | None,
    wrong: VersionForm | None,
    offered: list[tuple[int, str]],
) -> FocalForm:
    asked = isinstance(wrong, FocalForm) and wrong.data.get("what") == what
    form = (
        wrong
        if asked and isinstance(wrong, FocalForm)
        else FocalForm(initial={"what": str(what), "user": user})
    )
    form.auto_id = f"{what}-%s"
    form.offer(offered)
    return form
