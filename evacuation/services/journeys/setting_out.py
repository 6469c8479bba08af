"""They set out: from here on somebody waits to hear from them, leg by leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import State
from evacuation.services.changing import changing
from evacuation.services.journeys.check_ins import write_planned
from evacuation.services.journeys.plans import plan_of
from evacuation.services.moving import EVERYBODY, carry_out, require, write_move
from evacuation.workflow.movement.check_ins import Through, from_legs
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked

_DEPART = BY_NAME["depart"]


def depart(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    text: str = "",
    through: Through = Through.MAILBOX,
) -> None:
    """They go now; check-ins at each end of each leg, and every four hours between.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, StepLacks, SetByHand,
    KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.depart",
        states=(State.READY,),
        rights=EVERYBODY,
    ) as change:
        require(change, _DEPART)
        said = {"text": text} if text else {}
        write_move(change, _DEPART, said)
        legs = [one.leg for one in plan_of(change.opened).legs]
        write_planned(change, from_legs(legs), through, anew=True, legs=True)
        carry_out(change, _DEPART, said)
