"""What the legal focal lets pass: one obstacle of one person at one border, with a
reason; or, said as such, each of its kind that stands now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.plan import Passed, crossing_of
from evacuation.services.journeys.going import asking
from evacuation.services.journeys.plans import legally, plan_of, write_plan

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked


class WordsMissing(DeskError):
    """An obstacle is let pass with a reason, or not at all."""

    code = "words_missing"

    def __init__(self) -> None:
        super().__init__("why", _("Say why it may go on in spite of this."))


class NothingToPass(DeskError):
    """No such obstacle stands in the way of this person there, as far as keys open."""

    code = "nothing_to_pass"

    def __init__(self) -> None:
        super().__init__("what", _("This does not stand in their way now."))


def let_pass(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    what: str,
    why: str,
    person: str = "",
    leg: int | None = None,
    everywhere: bool = False,
) -> None:
    """An obstacle may be passed, for this reason: by the legal focal or a lead.

    `what`: findings.Obstacle; `person`: a number; `leg`: from 0, None for papers and
    medicine. `everywhere`: every one of this kind that stands now, of anybody at any
    border; who is written down later is looked at anew. Raises as save_plan,
    WordsMissing, NothingToPass.
    """
    if not why.strip():
        raise WordsMissing
    with legally(actor, case_id, version, "journey.passed") as change:
        plan, now = plan_of(change.opened), timezone.now()
        meant = [
            (crossing_of(plan.legs[number]) if number is not None else (), one)
            for number, one in asking(change.opened, now)
            if one.what == what
            and (everywhere or (number, one.person) == (leg, person))
        ]
        if not meant:
            raise NothingToPass
        kept = [
            one
            for one in plan.passed
            if one.names_one and not any(one.is_of(f, where) for where, f in meant)
        ]
        new = [
            Passed(what, why, actor.name, now, one.person, where)
            for where, one in meant
        ]
        write_plan(change, replace(plan, passed=(*kept, *new)))
