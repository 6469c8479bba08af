"""Who looks after what of one case, each with the form that names somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.forms.journeys.focals import FocalForm
from evacuation.services.changing import OWNED
from evacuation.services.journeys.focals import Focal, focals
from evacuation.services.journeys.naming import may_name, nameable

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.forms.case import VersionForm


@dataclass(frozen=True, slots=True)
class ShownFocal:
    """`who`: a code name, "" where nobody is. `form`: None for who names nobody."""

    what: Focal
    who: str
    form: FocalForm | None


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
