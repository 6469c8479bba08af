"""The database itself refuses what four eyes forbid, whoever writes into it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from evacuation.models import Approval, Case, Proposal
from evacuation.models.proposal import Decision
from evacuation.services.erasure import shred_case
from evacuation.services.proposing import withdraw
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import (
    INSERT,
    LEAD,
    ONE,
    TWO,
    UPDATE,
    changed,
    proposed,
    said,
    sql,
)


@pytest.fixture
def case(desk: Desk) -> Case:
    return invented_case()[0]


@pytest.mark.parametrize("part", [ONE, TWO, LEAD])
def test_the_database_refuses_maker_owner_and_who_vouched(
    desk: Desk, case: Case, part: str
) -> None:
    Case.objects.filter(pk=case.pk).update(owner=desk[TWO].user)
    proposal = proposed(desk[ONE], case, vouchers=[desk[LEAD].user.pk])
    with pytest.raises(IntegrityError, match="a second person approves"):
        sql(INSERT, proposal.pk, desk[part].user.pk, bytes(64))
    sql(INSERT, proposal.pk, desk["lead_two"].user.pk, bytes(64))


def test_the_database_refuses_a_second_word_by_one_person(
    desk: Desk, case: Case
) -> None:
    proposal = proposed(desk[ONE], case, tier=2)
    said(desk[TWO], proposal)
    with pytest.raises(IntegrityError, match="approval_once"):
        sql(INSERT, proposal.pk, desk[TWO].user.pk, bytes(64))


@pytest.mark.parametrize(
    "change",
    [
        "tier = 1",
        "vouchers = '{}'",
        "owner_id = NULL",
        "proposer_id = owner_id",
        "action = 'close'",
        "roster = 2",
        "signature = '\\x00'",
        "made_at = now()",
        "case_id = '00000000-0000-4000-8000-000000000001'",
        "id = '00000000-0000-4000-8000-000000000001'",
        "settled_at = now(), tier = 1",
    ],
)
def test_the_database_lets_a_proposal_stand_as_it_is(
    desk: Desk, case: Case, change: str
) -> None:
    Case.objects.filter(pk=case.pk).update(owner=desk[TWO].user)
    proposal = proposed(desk[ONE], case, tier=2, vouchers=[desk[LEAD].user.pk])
    with pytest.raises(IntegrityError, match="a proposal never changes"):
        sql(UPDATE.format(change), proposal.pk)


def test_the_database_lets_a_proposal_be_settled_once(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    sql(UPDATE.format("settled_at = now()"), proposal.pk)
    for later in ("NULL", "now() + interval '1 hour'"):
        with pytest.raises(IntegrityError, match="a proposal never changes"):
            sql(UPDATE.format(f"settled_at = {later}"), proposal.pk)


def test_the_database_refuses_words_on_what_is_settled(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    changed(desk[ONE], case, lambda change: withdraw(change, proposal))
    with pytest.raises(IntegrityError, match="the proposal is settled"):
        sql(INSERT, proposal.pk, desk[TWO].user.pk, bytes(64))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evacuation_approval SET decision = 'yes' WHERE proposal_id = %s",
        "UPDATE evacuation_approval SET at = now() WHERE proposal_id = %s",
        "DELETE FROM evacuation_approval WHERE proposal_id = %s",
    ],
)
def test_the_database_lets_an_approval_stand_as_it_is(
    desk: Desk, case: Case, statement: str
) -> None:
    proposal = proposed(desk[ONE], case)
    said(desk[TWO], proposal, Decision.NO)
    with pytest.raises(IntegrityError, match="an approval never changes"):
        sql(statement, proposal.pk)


def test_proposals_and_approvals_go_with_their_case(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    said(desk[TWO], proposal)
    shred_case(case_id=case.pk, actor="worker")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not Proposal.objects.exists()
    assert not Approval.objects.exists()
