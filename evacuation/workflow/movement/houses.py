"""Whether a place takes who comes: its house rules against what they need.

A place that forbids what somebody needs excludes exactly who is sent there. The place
itself stands nowhere: neither an address nor a name that could be looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_DAYS = 730


class Need(Coded):
    """What a house allows, and what somebody needs: the same words for both."""

    OAT = "oat", _("Opioid agonist therapy is taken there")
    USES = "uses", _("Nobody is put out for using drugs or alcohol")
    CHILD = "child", _("Children")
    COUPLE = "couple", _("Two in one room")
    ALONE = "alone", _("A room alone")
    STEP_FREE = "step_free", _("No steps")
    PET = "pet", _("A pet")
    NIGHT = "night", _("Coming and going at any hour")


@dataclass(frozen=True, slots=True)
class House:
    """`takes`: what its rules allow. `days`: the longest stay, None while unknown."""

    takes: frozenset[Need] = frozenset()
    days: int | None = None


def misfits(
    needs: frozenset[Need], stay: int | None, house: House
) -> tuple[_StrPromise, ...] | None:
    """What does not fit, with what to do; None where nothing is needed of a house.

    `stay`: for how many days they need it.
    """
    if not needs and stay is None:
        return None
    lacking = [one for one in Need if one in needs - house.takes]
    found = [_TO_DO[one] for one in lacking]
    if stay is not None and house.days is None:
        found.append(_("Ask the host for how long they can stay."))
    elif stay is not None and house.days is not None and house.days < stay:
        found.append(_("They can stay for less long than they need: find the next."))
    return tuple(found)


_TO_DO: dict[Need, _StrPromise] = {
    Need.OAT: _("Ask whether therapy is taken there, or find another house."),
    Need.USES: _("Ask whether anybody is put out for using, or find another house."),
    Need.CHILD: _("Ask whether children can come, or find another house."),
    Need.COUPLE: _("Ask for one room for two, or find another house."),
    Need.ALONE: _("Ask for a room alone, or find another house."),
    Need.STEP_FREE: _("Ask for a way in without steps, or find another house."),
    Need.PET: _("Ask whether the pet can come, or find somebody who keeps it."),
    Need.NIGHT: _("Ask whether the door is open at night, or find another house."),
}
