"""The list before going is signed: by the owner first, then by a verifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.errors import KeyMissing
from evacuation.models.choices import State
from evacuation.models.proposal import Action
from evacuation.services import proposing
from evacuation.services.changing import changing
from evacuation.services.journeys.going import unread
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.signed import write_list
from evacuation.services.moving import EVERYBODY, require, write_move
from evacuation.steps import Step
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

_ONE = BY_NAME["ready"]
_SECONDS = 1
_SIGNED_BY_YOU = _(
    "You signed the crossings or let something pass: somebody else signs the list."
)


def sign_list(*, actor: Unlocked, case_id: UUID, version: int, text: str = "") -> None:
    """The owner's word that they can go; it waits for a verifier's (confirm_step).

    Not by who signed the crossings as lawful or let something pass: a lead may stand in
    for the owner, and is not both. Raises NotVisible, NotAllowed, StaleVersion,
    WrongState, StepLacks, SamePerson, SetByHand, NobodySigned, KeyMissing, NotTrusted,
    TooLongText.
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
        if unread(change.opened):
            # For what the first cannot read nobody's signature counts.
            raise KeyMissing
        if is_legal_word(change.opened):
            raise SamePerson(message=_SIGNED_BY_YOU)
        write_list(change)
        record = write_move(change, _ONE, {"text": text} if text else {})
        proposing.propose(change, action=Action.READY, record=record, tier=_SECONDS)
        change.next(Step.CONFIRM, change.case.next_due_at)


def is_legal_word(opened: OpenCase) -> bool:
    """Whether the member signed the crossings of the plan or let something pass.

    Raises KeyMissing, NotTrusted.
    """
    plan, me = plan_of(opened), opened.me.name
    return plan.lawful_by == me or any(one.by == me for one in plan.passed)
