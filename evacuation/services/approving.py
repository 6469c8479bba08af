"""An approver's yes to what was submitted, and the second one that a budget asks for.

Asking back, declining and the waiting list are plain steps (services/moving.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.clock import this_hour
from evacuation.errors import DeskError, NotAllowed, WrongState
from evacuation.models.choices import Compartment, RecordKind
from evacuation.models.proposal import Action, Decision
from evacuation.services import authority, proposing, submitted
from evacuation.services.calling_approvers import call_approvers
from evacuation.services.changing import Change, changing
from evacuation.services.clocks import next_due, start_clocks, stop_clocks
from evacuation.services.deciding import ASKED_IN
from evacuation.services.given import unratified
from evacuation.services.measures import settle_ratifying
from evacuation.services.moving import carry_out, require, write_move
from evacuation.services.paid import given_so_far, paid_so_far
from evacuation.services.under_review import require_no_review
from evacuation.steps import Step
from evacuation.vault.cards import Right
from evacuation.workflow import money
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Proposal
    from evacuation.services.submitted import Written
    from evacuation.unlocked import Unlocked

_ONE = BY_NAME["approve"]
_NOBODY_ASKS = _("Nothing is submitted for decision.")
SIGNERS = frozenset({Right.APPROVER_PROGRAMME, Right.APPROVER_FINANCE, Right.LEAD})
SIGNED = "sign"  # a yes that is not the last


class TierMismatch(DeskError):
    """Signed for fewer people than the budget asks for, or the other way round.

    Counted is what the case costs as a whole, with what was spent before.
    """

    code = "tier_mismatch"
    status = 409
    message = _(
        "The budget asks for other signatures than the proposal says. "
        "Nobody approves it; the owner submits it anew."
    )


def approve(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    conditions: str = "",
    note: str = "",
) -> bool:
    """Sign it. True where it is approved: as many as its tier asks for have signed.

    In a critical case one approver is enough, and another ratifies it within 24 hours.
    Raises NotVisible, NotAllowed, StaleVersion, WrongState, StepLacks, NobodySigned,
    TierMismatch, SamePerson, KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="decision.signed",
        states=ASKED_IN,
        rights=SIGNERS,
    ) as change:
        _require_place(change)
        require(change, _ONE, second=True)
        proposal, written = _waiting(change)
        _require_tier_of_now(change, proposal, written)
        _sign(change, proposal, written)
        full = authority.quorum(change.opened, proposal)
        level = submitted.known_level(change.opened)
        alone = authority.may_alone(change.opened, proposal, level)
        said = _said(written, conditions, note)
        if not (full or alone):
            _write_signature(change, said)
            change.next(Step.APPROVE, change.case.next_due_at)
            call_approvers(change, anew=True)
            return False
        change.verb = "case.approve"
        write_move(change, _ONE, said)
        if not full:
            start_clocks(change.case, [Clock.RATIFY])
        carry_out(change, _ONE, said)
        if full:
            _settle_before(change)
    return True


def ratify_decision(
    *, actor: Unlocked, case_id: UUID, version: int, note: str = ""
) -> bool:
    """The signatures that a critical case went on without. True where none is missing.

    Raises as approve.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="decision.ratified",
        states=tuple(authority.DECIDED),
        rights=SIGNERS,
    ) as change:
        found = authority.approved(change.opened)
        if found is None or found.full:
            raise WrongState(message=_NOBODY_ASKS)
        require_no_review(change.opened, submitted.facts(change.opened))
        _sign(change, found.proposal, found.written)
        led_to = submitted.led_to(change.opened, found.written)
        change.sure = change.case.state == led_to
        _write_signature(change, _said(found.written, "", note))
        settle_ratifying(change)
        call_approvers(change, anew=True)
        return authority.quorum(change.opened, found.proposal)


def rights_for(tier: int) -> frozenset[Right]:
    """Whose signature a tier has a place for."""
    wanted = frozenset[str]().union(*money.signers(tier))
    return frozenset(Right(one) for one in wanted)


def _sign(change: Change, proposal: Proposal, written: Written) -> None:
    if written.tier != proposal.tier:
        raise TierMismatch
    if {*written.facts.get("vouchers", ())} - {*proposal.vouchers}:
        raise TierMismatch
    if change.opened.me.user.pk in submitted.facts(change.opened).get("vouchers", ()):
        # Vouched since; who vouched before is barred by the proposal itself.
        raise SamePerson
    proposing.approve(
        change,
        proposal=proposal,
        decision=Decision.YES,
        rights=rights_for(proposal.tier),
        enough=authority.quorum,
    )


def _settle_before(change: Change) -> None:
    """All have signed what the case costs: an earlier decision of one waits no more."""
    if not unratified(change.opened):
        stop_clocks(change.case, [Clock.RATIFY])
        change.case.next_due_at = next_due(change.case)


def _require_tier_of_now(change: Change, proposal: Proposal, written: Written) -> None:
    """With what was paid and given since it was submitted. Raises TierMismatch."""
    spent = paid_so_far(change.opened) + given_so_far(change.opened)
    if money.tier(written.submission.total + spent) > proposal.tier:
        raise TierMismatch


def _require_place(change: Change) -> None:
    """Whose signature counts is the tier's to say, which may want a lead's."""
    asked = proposing.pending(change.opened, Action.DECIDE)
    if asked is not None and not change.opened.me.may(*rights_for(asked.tier)):
        raise NotAllowed


def _waiting(change: Change) -> tuple[Proposal, Written]:
    """Raises WrongState, and NotAllowed for who owns the case."""
    if change.case.owner_id == change.opened.me.user.pk:
        raise NotAllowed
    found = submitted.waiting(change.opened)
    if found is None:
        raise WrongState(message=_NOBODY_ASKS)
    return found


def _said(written: Written, conditions: str, note: str) -> dict[str, str]:
    """`rates_of`: the budget's rates are fixed with the signature."""
    return {
        "proposal": str(written.record),
        "conditions": conditions,
        "text": note,
        "rates_of": this_hour().date().isoformat(),
    }


def _write_signature(change: Change, said: dict[str, str]) -> None:
    change.write(
        Compartment.DECISION,
        RecordKind.MOVE,
        step=SIGNED,
        origin=change.case.state,
        level=change.case.level,
        said=said,
    )
