"""Asking for a decision: the owner writes and submits, approvers get the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action
from evacuation.services import proposing, submitted
from evacuation.services.changing import DESK, Change, changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.handing import (
    hand_all_over,
    living_members,
    receiving_cards,
)
from evacuation.services.moving import carry_out, require, write_move
from evacuation.services.place import person_of
from evacuation.vault.cards import Right
from evacuation.workflow import money
from evacuation.workflow.people import By
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.submissions import Submission
    from evacuation.unlocked import Unlocked

# What the owner may be writing on.
AGAIN_IN = (State.PLANNING, State.READY)
WRITTEN_IN = (State.ASSESSMENT, *AGAIN_IN)
ASKED_IN = (State.DECISION_PENDING, State.WAITLISTED, State.APPEAL)


class WhyAgain(DeskError):
    """A new decision is asked for, and nobody said why."""

    code = "why_again"

    def __init__(self) -> None:
        super().__init__("why", _("Say why a new decision is needed."))


def may_write(opened: OpenCase) -> bool:
    """Whether this member is the owner, or a lead, and reads the account."""
    may = person_of(opened).may_be(By.OWNER)
    return may and opened.holds(Compartment.TRIAGE)


def save_proposal(
    *, actor: Unlocked, case_id: UUID, version: int, content: Submission
) -> None:
    """Keep a draft of what is to be decided. The owner's, or a lead's for them.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted,
    TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="decision.drafted",
        states=WRITTEN_IN,
    ) as change:
        _require_owner(change)
        ensure_compartment(change, Compartment.DECISION)
        _write(change, submitted.DRAFT, content)


def submit(*, actor: Unlocked, case_id: UUID, version: int, why: str = "") -> None:
    """Ask approvers to decide on what was saved last; each gets the decision's key.

    `why`: while it is planned already (row 37). Raises as save_proposal, StepLacks,
    SetByHand, NobodySigned, WhyAgain.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.submit",
        states=WRITTEN_IN,
    ) as change:
        again = change.case.state in AGAIN_IN
        one = BY_NAME["revise" if again else "submit"]
        require(change, one)
        if again and not why.strip():
            raise WhyAgain
        record = _propose(change)
        said = {"proposal": str(record.pk), **({"text": why} if again else {})}
        write_move(change, one, said)
        change.verb = f"case.{one.name}"
        carry_out(change, one, said)


def renew_facts(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """What the submission rests on, as it is today: approvers cannot read it."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="decision.facts",
        states=ASKED_IN,
        rights=DESK,
    ) as change:
        change.write(
            Compartment.DECISION,
            RecordKind.PROPOSAL,
            what=submitted.FACTS,
            facts=submitted.facts_now(change.opened),
        )


def _propose(change: Change) -> Record:
    """The version that is asked about, signed, with its tier in clear."""
    opened = change.opened
    found = submitted.newest(opened)
    if found is None:  # the guards have looked
        raise NotAllowed
    facts = submitted.facts_now(opened)
    record = _write(change, submitted.SUBMITTED, found.submission, facts)
    tier = submitted.tier_of(found.submission, facts)
    barred = {*facts["vouchers"], *submitted.writers(opened)}
    proposing.propose(
        change, action=Action.DECIDE, record=record, tier=tier, vouchers=barred
    )
    _hand_to_approvers(change, tier, barred)
    return record


def _hand_to_approvers(change: Change, tier: int, barred: set[int]) -> None:
    """Everybody who could sign and may; never who owns it or vouched."""
    opened = change.opened
    wanted = frozenset[str]().union(*money.signers(tier))
    out = barred | {opened.case.owner_id, opened.me.user.pk}
    signers = [
        card.user
        for card in opened.me.trust.roster.members
        if card.user not in out and card.rights & {Right(one) for one in wanted}
    ]
    users = sorted(living_members(signers))
    part = Compartment.DECISION
    hand_all_over(opened, receiving_cards(opened.me, users, [part]))


def _write(
    change: Change,
    what: str,
    content: Submission,
    facts: dict[str, Any] | None = None,
) -> Record:
    return change.write(
        Compartment.DECISION,
        RecordKind.PROPOSAL,
        what=what,
        content=content.packed(),
        facts=facts or {},
    )


def _require_owner(change: Change) -> None:
    if not person_of(change.opened).may_be(By.OWNER):
        raise NotAllowed
