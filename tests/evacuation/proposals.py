"""Proposals and approvals made through the services, and rows written past them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from evacuation.access import OpenCase, open_case
from evacuation.models import Approval, Case, CaseKey, Proposal, Record
from evacuation.models.proposal import Action, Decision
from evacuation.services.changing import Change, changing
from evacuation.services.proposing import approve, holds, propose
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import Right
from evacuation.vault.proposals import Proposed, record_digest, sign_approval

T = TypeVar("T")
ONE, TWO, LEAD = "coordinator_one", "coordinator_two", "lead_one"
BOTH = frozenset({Right.COORDINATOR, Right.LEAD})
INSERT = (
    "INSERT INTO evacuation_approval"
    " (proposal_id, approver_id, decision, roster, signature, at)"
    " VALUES (%s, %s, 'yes', 1, %s, now())"
)
INSERT_NOW = INSERT.replace("'yes', 1,", "'yes', 2,")
UPDATE = "UPDATE evacuation_proposal SET {} WHERE id = %s"


def sql(statement: str, *values: int | str | bytes | UUID) -> None:
    """As somebody who writes into the database; guards speak at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def without_guards(statement: str, *values: int | str | bytes | UUID) -> None:
    """As the owner of the database, who can lift them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def changed(me: Unlocked, case: Case, change: Callable[[Change], T]) -> T:
    version = Case.objects.get(pk=case.pk).version
    with changing(
        actor=me, case_id=case.pk, version=version, verb="case.close_proposed"
    ) as frame:
        return change(frame)


def proposed(
    me: Unlocked, case: Case, tier: int = 1, vouchers: Iterable[int] = ()
) -> Proposal:
    def run(change: Change) -> Proposal:
        record = change.write("triage", "closure", reason="helped", text="")
        return propose(
            change, action=Action.DECIDE, record=record, tier=tier, vouchers=vouchers
        )

    return changed(me, case, run)


def said(
    me: Unlocked,
    proposal: Proposal,
    decision: Decision = Decision.YES,
    rights: frozenset[Right] = BOTH,
) -> Approval:
    return changed(
        me,
        proposal.case,
        lambda change: approve(
            change, proposal=proposal, decision=decision, rights=rights
        ),
    )


def fresh(me: Unlocked, proposal: Proposal) -> tuple[OpenCase, Proposal]:
    return open_case(me, proposal.case_id), Proposal.objects.get(pk=proposal.pk)


def believed(me: Unlocked, proposal: Proposal) -> bool:
    return holds(*fresh(me, proposal))


def signed_by(me: Unlocked, proposal: Proposal, roster: int = 1) -> bytes:
    """A yes as a member with their own key and the database makes it, past services."""
    row = Proposal.objects.get(pk=proposal.pk)
    record = Record.objects.get(pk=proposal.pk)
    key = CaseKey.objects.get(
        case=record.case_id, compartment=record.compartment, epoch=record.epoch
    )
    owner = () if row.owner_id is None else (row.owner_id,)
    proposed = Proposed(
        proposal=row.pk,
        case=row.case_id,
        action=row.action,
        record=record_digest(row.pk, bytes(record.sealed)),
        commit=bytes(key.commit),
        roster=roster,
        tier=row.tier,
        barred=tuple(sorted((*owner, *row.vouchers))),
    )
    return sign_approval(me.seeds.sign, proposed, Decision.YES)
