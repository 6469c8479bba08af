"""Which cases wait for this member's signature: for the board of who signs decisions,
and of who checks the list before somebody goes.

By the rows, as whoever is woken (services/calling_approvers.py): they say where to look
and decide nobody's rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models import Proposal
from evacuation.models.choices import State
from evacuation.models.proposal import Action
from evacuation.vault.cards import Right
from evacuation.workflow import money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.models import Case
    from evacuation.unlocked import Unlocked

APPROVERS = frozenset({Right.APPROVER_PROGRAMME, Right.APPROVER_FINANCE})
# A second person confirms it before it happens; the other one has places to fill.
_SECONDED = (Action.DECLINE, Action.FINISH, Action.HELP)
# A verifier signs it after the owner.
_LISTS = (Action.READY,)
_ASKED = (*_SECONDED, Action.DECIDE)


def to_sign(me: Unlocked, cases: Iterable[Case]) -> frozenset[UUID]:
    """One query for who signs decisions or lists, one for words; none for others."""
    asked = _asked(me)
    if not asked:
        return frozenset()
    rows = Proposal.objects.filter(case__in=list(cases), action__in=asked)
    # Nobody signs what is stopped: it waits until that is lifted.
    rows = rows.exclude(case__state=State.SECURITY_HOLD)
    found: dict[UUID, list[Proposal]] = {}
    for row in rows.select_related("case").prefetch_related("approvals"):
        found.setdefault(row.case_id, []).append(row)
    return frozenset(case for case, said in found.items() if _is_mine(me, said))


def _asked(me: Unlocked) -> list[Action]:
    decisions = _ASKED if me.may(*APPROVERS) else ()
    return [*decisions, *(_LISTS if me.may(Right.VERIFIER) else ())]


def _is_mine(me: Unlocked, said: list[Proposal]) -> bool:
    waiting = [row for row in said if row.settled_at is None]
    return any(_can_sign(me, row, said) for row in waiting)


def _can_sign(me: Unlocked, row: Proposal, said: list[Proposal]) -> bool:
    user, spoken = me.user.pk, {one.approver_id for one in row.approvals.all()}
    owners = {row.owner_id, row.case.owner_id}
    if user in {row.proposer_id, *owners, *row.vouchers, *spoken}:
        return False
    # Who decided before does not decide on the appeal.
    if row.case.state == State.APPEAL and _has_decided(user, row, said):
        return False
    if row.action in (*_SECONDED, *_LISTS):
        return True
    cards = {one: me.trust.member(one) for one in spoken}
    signed = {
        one: frozenset(map(str, card.rights)) for one, card in cards.items() if card
    }
    places = money.missing_signers(row.tier, signed)
    return any(place & {*map(str, me.card.rights)} for place in places)


def _has_decided(user: int, now: Proposal, said: list[Proposal]) -> bool:
    before = [row for row in said if row.pk != now.pk and row.action != Action.HELP]
    return any(
        user == row.proposer_id
        or user in {one.approver_id for one in row.approvals.all()}
        for row in before
    )
