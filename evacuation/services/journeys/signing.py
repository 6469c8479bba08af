"""The list before going is signed: by the owner first, then by a verifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import State
from evacuation.models.proposal import Action
from evacuation.services import proposing
from evacuation.services.changing import changing
from evacuation.services.journeys.going import write_list
from evacuation.services.moving import EVERYBODY, require, write_move
from evacuation.steps import Step
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked

_ONE = BY_NAME["ready"]
_SECONDS = 1


def sign_list(*, actor: Unlocked, case_id: UUID, version: int, text: str = "") -> None:
    """The owner's word that they can go; it waits for a verifier's (confirm_step).

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, StepLacks, SetByHand,
    NobodySigned, KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.ready_proposed",
        states=(State.PLANNING,),
        rights=EVERYBODY,
    ) as change:
        require(change, _ONE)
        write_list(change)
        record = write_move(change, _ONE, {"text": text} if text else {})
        proposing.propose(change, action=Action.READY, record=record, tier=_SECONDS)
        change.next(Step.CONFIRM, change.case.next_due_at)
