"""Waking approvers: a decision, or a step that only they confirm, waits for them.

The worker holds no keys: whom it wakes follows from the rows of what was proposed. They
decide nobody's rights; believed are signatures alone (services/proposing.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from evacuation.clock import this_minute
from evacuation.models import Alert, CaseKey, CaseWrap, Member, Proposal
from evacuation.models.choices import Compartment, State
from evacuation.models.proposal import Action
from evacuation.services.alerting import start_alert, stop_alerts
from evacuation.services.answering import decided_before
from evacuation.vault.cards import member_name
from evacuation.workflow import money
from evacuation.workflow.people import APPROVERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from evacuation.models import Case
    from evacuation.services.changing import Change

# A decision is asked for, or went on without all of its signatures.
_DECIDED_IN = (
    State.DECISION_PENDING,
    State.APPEAL,
    State.APPROVED,
    State.PLANNING,
    State.READY,
    State.IN_TRANSIT,
    State.ARRIVED,
    State.FOLLOW_UP,
)
# What a second person confirms before it happens.
_SECONDED = (Action.DECLINE, Action.FINISH, Action.HELP)
# Who agrees to interim help above what one gives alone.
_HELPING = APPROVERS | {Member.Role.COORDINATOR.value, Member.Role.LEAD.value}


def call_approvers(change: Change, *, anew: bool = False) -> None:
    """Wake who can sign what waits; let them sleep where nothing does.

    `anew`: something was done about it, so that what waits now waits from now on.
    """
    case = change.case
    running = Alert.objects.filter(
        case=case, kind=Alert.Kind.DECISION, acknowledged_at__isnull=True
    )
    waits = _waiting(case).exists()
    if anew or not waits:
        stop_alerts(running, at=this_minute(), by=change.opened.me.user)
    if waits:
        appeal = case.state == State.APPEAL
        barred = decided_before(change.opened) if appeal else set()
        start_alert(case=case, kind=Alert.Kind.DECISION, barred=sorted(barred))


def asked_of(alert: Alert) -> set[int]:
    """Users whose word is missing, by the rows: who holds the key and is not barred."""
    case, rows = alert.case, list(_waiting(alert.case))
    roles = _roles(rows) if rows else frozenset()
    names = _holders(case)
    members = Member.objects.filter(roles__overlap=list(roles))
    found = {m.user_id for m in members if member_name(m.user_id) in names}
    return found - barred_from(alert)


def barred_from(alert: Alert) -> set[int]:
    """Users who are not asked: owner, maker, vouchers, who spoke on it or decided."""
    found = {alert.case.owner_id or 0, *alert.barred}
    for row in _seconded(list(_waiting(alert.case))):
        spoken = row.approvals.values_list("approver", flat=True)
        found |= {row.proposer_id, row.owner_id or 0, *row.vouchers, *spoken}
    return found


def _roles(rows: list[Proposal]) -> frozenset[str]:
    """Of whoever can fill a place that is empty still."""
    seconded = {row.action for row in rows} & {*_SECONDED}
    if seconded:
        return _HELPING if Action.HELP in seconded else APPROVERS
    places = [
        place for row in rows for place in money.missing_signers(row.tier, _signed(row))
    ]
    return frozenset[str]().union(*places)


def _seconded(rows: list[Proposal]) -> list[Proposal]:
    """What they are asked first: to confirm a step, where one waits."""
    return [row for row in rows if row.action in _SECONDED] or rows


def _holders(case: Case) -> set[str]:
    """Who holds the newest key of the decision, by name."""
    keys = CaseKey.objects.filter(case=case, compartment=Compartment.DECISION)
    newest = keys.order_by("-epoch").first()
    wraps = CaseWrap.objects.filter(key=newest)
    return set(wraps.values_list("recipient", flat=True))


def _waiting(case: Case) -> QuerySet[Proposal]:
    asked = Q(action__in=_SECONDED)
    if case.state in _DECIDED_IN:
        asked |= Q(action=Action.DECIDE)
    return Proposal.objects.filter(asked, case=case, settled_at__isnull=True)


def _signed(row: Proposal) -> dict[int, frozenset[str]]:
    """Roles by user of whoever spoke on it."""
    users = list(row.approvals.values_list("approver", flat=True))
    found = Member.objects.filter(user__in=users)
    return {member.user_id: frozenset(member.roles) for member in found}
