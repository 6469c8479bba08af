"""Four eyes: proposing, approving, and whether an approval holds.

Rows say what is asked of whom; believed are the signatures alone. Whoever writes into
the database without a key can take a proposal away and make none.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.clock import this_minute
from evacuation.errors import (
    DeskError,
    KeyMissing,
    NotAllowed,
    NotTrusted,
    WrongState,
)
from evacuation.models import Approval, Proposal
from evacuation.models.proposal import Action, Decision
from evacuation.vault.cards import Right, member_name
from evacuation.vault.proposals import (
    Proposed,
    record_digest,
    sign_approval,
    sign_proposal,
    verify_approval,
    verify_proposal,
)
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.changing import Change

_ANY = frozenset(Right)


class ForgedWord(DeskError):
    """A row in the actor's name that they did not sign stands where theirs would.

    What was proposed anew takes its place: nobody has forged a word on that yet.
    """

    code = "forged_word"
    status = 409
    message = _(
        "A word in your name is there already, and you did not sign it: somebody "
        "wrote it into the database. It counts for nothing. Tell a lead; whoever "
        "proposed this takes it back and proposes it anew, then you can sign."
    )


def propose(
    change: Change,
    *,
    action: Action,
    record: Record,
    tier: int,
    vouchers: Iterable[int] = (),
) -> Proposal:
    """Propose what `record` (of `change.write`) says, to as many as `tier` (1 to 5).

    Neither the actor, nor the case's owner, nor `vouchers` (users) may approve it. What
    waited for the same action waits no more.
    """
    withdraw_all(change, action)
    me = change.opened.me
    proposal = Proposal(
        id=record.pk,
        case=change.case,
        action=action,
        proposer=me.user,
        owner_id=change.opened.owner_id,
        vouchers=sorted(set(vouchers)),
        tier=tier,
        roster=me.trust.roster.number,
        made_at=this_minute(),
    )
    proposed = _proposed(change.opened, proposal, record, proposal.roster)
    proposal.signature = sign_proposal(me.seeds.sign, proposed)
    proposal.save(force_insert=True)
    change.opened.forget("proposals")
    return proposal


def approve(
    change: Change,
    *,
    proposal: Proposal,
    decision: Decision,
    rights: frozenset[Right],
    enough: Callable[[OpenCase, Proposal], bool] | None = None,
) -> Approval:
    """The actor's word on it, once. As many yes as its tier asks for settle it.

    `rights`: any of these, of the roster's card. `enough`: where not the count alone
    settles it. Raises WrongState where it is settled, NotAllowed, SamePerson,
    ForgedWord, NotTrusted where its maker's signature does not verify.
    """
    opened, me = change.opened, change.opened.me
    _require_waiting(change, proposal)
    if not me.may(*rights):
        raise NotAllowed
    if me.user.pk in barred_from(opened, proposal):
        raise SamePerson
    record = _record(opened, proposal)
    if record is None or not is_genuine(opened, proposal):
        raise NotTrusted
    said = (row for row in opened.approvals(proposal) if row.approver_id == me.user.pk)
    spoken = next(said, None)
    if spoken is not None:
        mine = _approver(opened, proposal, spoken, _ANY) is not None
        raise SamePerson if mine else ForgedWord
    roster = me.trust.roster.number
    proposed = _proposed(opened, proposal, record, roster)
    approval = Approval.objects.create(
        proposal=proposal,
        approver=me.user,
        decision=decision,
        roster=roster,
        signature=sign_approval(me.seeds.sign, proposed, decision),
        at=this_minute(),
    )
    opened.forget("approvals")
    if (enough or partial(holds, rights=rights))(opened, proposal):
        _settle(change, proposal)
    return approval


def withdraw(change: Change, proposal: Proposal) -> None:
    """Nobody is asked any more. Raises WrongState where it is settled already."""
    _require_waiting(change, proposal)
    _settle(change, proposal)


def withdraw_all(change: Change, *actions: Action) -> int:
    """Whatever waits for these actions waits no more, genuine or not; how many."""
    rows = Proposal.objects.filter(case=change.case, settled_at__isnull=True)
    gone = rows.filter(action__in=actions).update(settled_at=this_minute())
    if gone:
        change.opened.forget("proposals")
    return gone


def pending(opened: OpenCase, action: Action) -> Proposal | None:
    """The newest that waits and that a member signed."""
    rows = (row for row in opened.waiting_proposals() if row.action == action)
    return next((row for row in rows if is_genuine(opened, row)), None)


def all_pending(opened: OpenCase) -> list[Proposal]:
    """Whatever waits and was signed by a member, newest first."""
    return [row for row in opened.waiting_proposals() if is_genuine(opened, row)]


def barred_from(opened: OpenCase, proposal: Proposal) -> frozenset[int]:
    """Users who may not approve it: maker, owner then and now, who vouched."""
    now = opened.owners
    return frozenset((proposal.proposer_id, *_barred(proposal), *now))


def is_genuine(opened: OpenCase, proposal: Proposal) -> bool:
    """Whether its proposer signed it as it stands, over the record that is there."""
    return _maker(opened, proposal) is not None


def holds(
    opened: OpenCase,
    proposal: Proposal,
    decision: Decision = Decision.YES,
    *,
    rights: frozenset[Right] = _ANY,
) -> bool:
    """Whether as many as its signed tier asks for, with these rights, said so."""
    said = approvers_of(opened, proposal, decision, rights=rights)
    return len(said) >= proposal.tier > 0


def approvers_of(
    opened: OpenCase,
    proposal: Proposal,
    decision: Decision = Decision.YES,
    *,
    rights: frozenset[Right] = _ANY,
) -> list[int]:
    """Users who signed this decision; none where the proposal itself is not signed.

    Counted is a signature under a card with one of `rights` in a roster not older than
    the proposal's; no key twice, nobody whom the signed proposal bars.
    """
    maker = _maker(opened, proposal)
    if maker is None:
        return []
    found = {maker: proposal.proposer_id}
    for row in opened.approvals(proposal):
        if row.decision != decision or row.roster < proposal.roster:
            continue
        key = _approver(opened, proposal, row, rights)
        if key is not None:
            found.setdefault(key, row.approver_id)
    return sorted({*found.values()} - {proposal.proposer_id, *_barred(proposal)})


def signed_rights(
    opened: OpenCase, proposal: Proposal, decision: Decision = Decision.YES
) -> dict[int, frozenset[str]]:
    """What the roster of their day let each do who signed this decision, by user."""
    users = approvers_of(opened, proposal, decision)
    return {
        row.approver_id: frozenset(map(str, _rights(opened, row)))
        for row in opened.approvals(proposal)
        if row.decision == decision and row.approver_id in users
    }


def _maker(opened: OpenCase, proposal: Proposal) -> bytes | None:
    """The key that signed it, where that is a key of its proposer."""

    def check(public: bytes, proposed: Proposed) -> None:
        verify_proposal(public, bytes(proposal.signature), proposed)

    return _signer(opened, proposal, proposal.proposer_id, proposal.roster, check)


def _approver(
    opened: OpenCase, proposal: Proposal, row: Approval, rights: frozenset[Right]
) -> bytes | None:
    def check(public: bytes, proposed: Proposed) -> None:
        verify_approval(public, bytes(row.signature), proposed, row.decision)

    if not _rights(opened, row) & rights:
        return None
    return _signer(opened, proposal, row.approver_id, row.roster, check)


def _rights(opened: OpenCase, row: Approval) -> frozenset[Right]:
    """Of the approver's card in the roster that the approval names."""
    rosters = (r for r in opened.me.trust.rosters if r.number == row.roster)
    cards = (roster.member(row.approver_id) for roster in rosters)
    return frozenset(right for card in cards if card for right in card.rights)


def _signer(
    opened: OpenCase,
    proposal: Proposal,
    user: int,
    roster: int,
    check: Callable[[bytes, Proposed], None],
) -> bytes | None:
    record = _record(opened, proposal)
    if record is None:
        return None
    # An epoch would count for the house alone.
    for public in opened.me.trust.signers(member_name(user), roster, 0):
        with suppress(CannotOpen, KeyMissing):
            check(public, _proposed(opened, proposal, record, roster))
            return public
    return None


def _record(opened: OpenCase, proposal: Proposal) -> Record | None:
    """What is proposed, where it stands in this very case."""
    return opened.record(proposal.pk)


def _proposed(
    opened: OpenCase, proposal: Proposal, record: Record, roster: int
) -> Proposed:
    """`roster`: of whoever signs. Raises KeyMissing."""
    key = opened.key_row(record.compartment, record.epoch)
    return Proposed(
        proposal=record.pk,
        case=record.case_id,
        action=proposal.action,
        record=record_digest(record.pk, bytes(record.sealed)),
        commit=bytes(key.commit),
        roster=roster,
        tier=proposal.tier,
        barred=_barred(proposal),
    )


def _barred(proposal: Proposal) -> tuple[int, ...]:
    """As it is signed: the owner of then and who vouched."""
    owner = () if proposal.owner_id is None else (proposal.owner_id,)
    return tuple(sorted({*proposal.vouchers, *owner}))


def _require_waiting(change: Change, proposal: Proposal) -> None:
    waiting = change.opened.waiting_proposals()
    if (proposal.pk, proposal.action) not in [(row.pk, row.action) for row in waiting]:
        raise WrongState


def _settle(change: Change, proposal: Proposal) -> None:
    proposal.settled_at = this_minute()
    proposal.save(update_fields=["settled_at"])
    change.opened.forget("proposals")
