"""Destroying one part of a case: who asks for it and a lead, who signs it.

Its rows go, and the case gets a new shred key: whoever kept an older dump of the main
database lacks the outer key of every slip in it from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from evacuation.errors import NotAllowed, WrongState
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action, Decision
from evacuation.person_parts import PERSON_PARTS
from evacuation.services import proposing
from evacuation.services.changing import OWNED, changing
from evacuation.services.destroyed import LEADS, said_of
from evacuation.services.place import person_of
from evacuation.services.removing import renew_shred_keys
from evacuation.workflow import people

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

# Without the others nobody knows what the case is, or the person's mailbox is gone.
PARTS: tuple[str, ...] = (
    Compartment.IDENTITY.value,
    Compartment.LOGISTICS.value,
    Compartment.HEALTH.value,
    Compartment.VERIFICATION.value,
    Compartment.DECISION.value,
    *PERSON_PARTS,
)
_SECONDS = 1
_STATES = (*OWNED, State.CLOSED)
Waiting = tuple["Proposal", "Content"]


def propose_shredding(
    *, actor: Unlocked, case_id: UUID, version: int, part: str, text: str
) -> None:
    """The owner or a lead asks for it. Raises WrongState for a part that must stay.

    Raises NotVisible, NotAllowed, StaleVersion, KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="part.shred_proposed",
        states=_STATES,
    ) as change:
        if not person_of(change.opened).may_be_any(people.BY_OWNER):
            raise NotAllowed
        if part not in PARTS or not change.case.keys.filter(compartment=part):
            raise WrongState
        record = change.write(
            Compartment.TRIAGE, RecordKind.REMARK, text=text, shreds=str(part)
        )
        proposing.propose(
            change, action=Action.SHRED_PART, record=record, tier=_SECONDS
        )


def confirm_shredding(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """A lead's word, another one than who asked and who owns it: then it is gone.

    Raises SamePerson, NotAllowed, WrongState where nothing waits, NotTrusted.
    """
    with transaction.atomic():
        with changing(
            actor=actor,
            case_id=case_id,
            version=version,
            verb="part.shredded",
            states=_STATES,
        ) as change:
            proposal, said = _require_waiting(change.opened)
            proposing.approve(
                change, proposal=proposal, decision=Decision.YES, rights=LEADS
            )
            part = said["shreds"]
            # The part is no secret: which there are is the same for every case.
            change.verb = f"part.shredded.{part}"
            change.case.records.filter(compartment=part).delete()
            change.case.keys.filter(compartment=part).delete()
            change.opened.forget()
        # After the last row of this change was sealed under the old key.
        renew_shred_keys(actor=actor.name, cases=[case_id])


def refuse_shredding(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It stays. Raises WrongState where nothing waits."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="part.shred_refused",
        states=_STATES,
    ) as change:
        proposing.withdraw(change, _require_waiting(change.opened)[0])


def waiting_shredding(opened: OpenCase) -> Waiting | None:
    """What waits for a lead: the proposal and what it says."""
    proposal = proposing.pending(opened, Action.SHRED_PART)
    if proposal is None:
        return None
    said = said_of(opened, proposal)
    return (proposal, said) if said.get("shreds") else None


def _require_waiting(opened: OpenCase) -> Waiting:
    found = waiting_shredding(opened)
    if found is None:
        raise WrongState
    return found
