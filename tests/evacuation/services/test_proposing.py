"""Four eyes: as many as the tier asks for, and only what they signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.errors import NotAllowed, NotTrusted, WrongState
from evacuation.models import Case, Proposal, Record
from evacuation.models.proposal import Action, Decision
from evacuation.services.changing import Change
from evacuation.services.proposing import (
    ForgedWord,
    approve,
    approvers_of,
    holds,
    pending,
    propose,
    withdraw,
    withdraw_all,
)
from evacuation.vault.cards import Card, Right
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import (
    BOTH,
    INSERT,
    INSERT_NOW,
    LEAD,
    ONE,
    TWO,
    UPDATE,
    believed,
    changed,
    fresh,
    proposed,
    said,
    signed_by,
    sql,
    without_guards,
)


@pytest.fixture
def case(desk: Desk) -> Case:
    return invented_case()[0]


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_it_holds_once_as_many_others_as_its_tier_asks_for_said_yes(
    desk: Desk, case: Case, tier: int
) -> None:
    me, others = desk[ONE], [desk[TWO], desk[LEAD], desk["lead_two"]][:tier]
    proposal = proposed(me, case, tier)
    for number, other in enumerate(others):
        assert len(approvers_of(*fresh(me, proposal))) == number
        assert not believed(me, proposal)
        assert pending(open_case(me, case.pk), Action.DECIDE) == proposal
        said(other, proposal)
    assert believed(me, proposal)
    users = sorted(other.user.pk for other in others)
    assert approvers_of(*fresh(desk[LEAD], proposal)) == users
    assert pending(open_case(me, case.pk), Action.DECIDE) is None


def test_a_change_sees_at_once_what_it_proposed_and_took_back(
    desk: Desk, case: Case
) -> None:
    """Though what is read under the lock is kept until then."""

    def run(change: Change) -> list[list[Proposal]]:
        opened = change.opened
        seen = [opened.waiting_proposals()]
        for _again in range(2):
            record = change.write("triage", "closure", reason="helped", text="")
            made = propose(change, action=Action.DECIDE, record=record, tier=1)
            assert opened.waiting_proposals() == [made]
        # As another reading of it, so that nothing but the row has changed.
        withdraw(change, Proposal.objects.get(pk=made.pk))
        seen.append(opened.waiting_proposals())
        record = change.write("triage", "closure", reason="helped", text="")
        made = propose(change, action=Action.DECIDE, record=record, tier=1)
        assert opened.waiting_proposals() == [made]
        withdraw_all(change, Action.DECIDE)
        return [*seen, opened.waiting_proposals()]

    assert changed(desk[ONE], case, run) == [[], [], []]


def test_a_no_and_a_question_are_no_yes(desk: Desk, case: Case) -> None:
    me = desk[ONE]
    proposal = proposed(me, case)
    said(desk[TWO], proposal, Decision.NO)
    said(desk[LEAD], proposal, Decision.ASK)
    assert not believed(me, proposal)
    opened, row = fresh(me, proposal)
    assert holds(opened, row, Decision.NO)
    assert approvers_of(opened, row, Decision.ASK) == [desk[LEAD].user.pk]
    assert pending(opened, Action.DECIDE) == proposal


def test_maker_owner_and_who_vouched_do_not_approve(desk: Desk, case: Case) -> None:
    me, owner, voucher = desk[ONE], desk[TWO], desk[LEAD]
    Case.objects.filter(pk=case.pk).update(owner=owner.user)
    proposal = proposed(me, case, vouchers=[voucher.user.pk])
    for barred in (me, owner, voucher):
        with pytest.raises(SamePerson):
            said(barred, proposal)
    said(desk["lead_two"], proposal)
    assert believed(me, proposal)


def test_who_owns_the_case_by_now_does_not_approve_either(
    desk: Desk, case: Case
) -> None:
    proposal = proposed(desk[ONE], case)
    Case.objects.filter(pk=case.pk).update(owner=desk[TWO].user)
    with pytest.raises(SamePerson):
        said(desk[TWO], proposal)


def test_nobody_speaks_twice(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case, tier=2)
    said(desk[TWO], proposal, Decision.ASK)
    with pytest.raises(SamePerson):
        said(desk[TWO], proposal)


def test_an_approver_needs_the_right_in_the_roster(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    with pytest.raises(NotAllowed):
        said(desk[TWO], proposal, rights=frozenset({Right.LEAD}))
    said(desk[TWO], proposal)
    opened, row = fresh(desk[ONE], proposal)
    assert holds(opened, row, rights=BOTH)
    assert not holds(opened, row, rights=frozenset({Right.LEAD}))


def test_what_is_settled_takes_no_more_words(desk: Desk, case: Case) -> None:
    me = desk[ONE]
    proposal = proposed(me, case)
    changed(me, case, lambda change: withdraw(change, proposal))
    with pytest.raises(WrongState):
        said(desk[TWO], proposal)
    with pytest.raises(WrongState):
        changed(me, case, lambda change: withdraw(change, proposal))
    assert pending(open_case(me, case.pk), Action.DECIDE) is None


def test_a_new_proposal_takes_the_place_of_the_one_that_waits(
    desk: Desk, case: Case
) -> None:
    me = desk[ONE]
    first, second = proposed(me, case), proposed(me, case)
    assert pending(open_case(me, case.pk), Action.DECIDE) == second
    with pytest.raises(WrongState):
        said(desk[TWO], first)


def test_a_proposal_of_another_case_is_not_approved_here(
    desk: Desk, case: Case
) -> None:
    proposal = proposed(desk[ONE], case)
    other, _receipt = invented_case()
    with pytest.raises(WrongState):
        changed(
            desk[TWO],
            other,
            lambda change: approve(
                change, proposal=proposal, decision=Decision.YES, rights=BOTH
            ),
        )


def test_an_approval_without_a_signature_is_not_counted(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    sql(INSERT, proposal.pk, desk[TWO].user.pk, bytes(64))
    assert not believed(desk[ONE], proposal)


def test_a_word_forged_in_ones_name_is_said_and_passed_by_proposing_anew(
    desk: Desk, case: Case
) -> None:
    me = desk[ONE]
    blocked = proposed(me, case)
    sql(INSERT, blocked.pk, desk[TWO].user.pk, bytes(64))
    with pytest.raises(ForgedWord):
        said(desk[TWO], blocked)
    again = proposed(me, case)
    said(desk[TWO], again)
    assert believed(me, again)
    with pytest.raises(WrongState):
        said(desk[TWO], blocked)


def test_a_signature_does_not_count_for_somebody_else_or_another_word(
    desk: Desk, case: Case
) -> None:
    me = desk[ONE]
    proposal = proposed(me, case, tier=2)
    given = said(desk[TWO], proposal)
    sql(INSERT, proposal.pk, desk[LEAD].user.pk, bytes(given.signature))
    assert approvers_of(*fresh(me, proposal)) == [desk[TWO].user.pk]
    said(desk["lead_two"], proposal, Decision.NO)
    without_guards(
        "UPDATE evacuation_approval SET decision = 'yes' WHERE decision = 'no'"
    )
    assert approvers_of(*fresh(me, proposal)) == [desk[TWO].user.pk]


def test_a_signature_for_one_proposal_is_none_for_another(
    desk: Desk, case: Case
) -> None:
    me = desk[ONE]
    given = said(desk[TWO], proposed(me, case))
    proposal = proposed(me, case)
    sql(INSERT, proposal.pk, desk[TWO].user.pk, bytes(given.signature))
    assert not believed(me, proposal)


@pytest.mark.parametrize(
    "change",
    [
        "tier = 1",
        "vouchers = '{}'",
        "owner_id = NULL",
        "action = 'close'",
        "roster = 2",
        "proposer_id = owner_id",
    ],
)
def test_a_proposal_changed_by_hand_bears_no_approval(
    desk: Desk, case: Case, change: str
) -> None:
    me = desk[ONE]
    Case.objects.filter(pk=case.pk).update(owner=desk["lead_two"].user)
    proposal = proposed(me, case, tier=2, vouchers=[desk["lead_three"].user.pk])
    said(desk[TWO], proposal)
    assert approvers_of(*fresh(me, proposal)) == [desk[TWO].user.pk]
    without_guards(UPDATE.format(change), proposal.pk)
    assert approvers_of(*fresh(me, proposal)) == []
    assert not believed(me, proposal)
    row = Proposal.objects.get(pk=proposal.pk)
    assert pending(open_case(me, case.pk), Action(row.action)) is None
    with pytest.raises(NotTrusted):
        said(desk[LEAD], row)


def test_an_exchanged_record_bears_no_approval(desk: Desk, case: Case) -> None:
    me = desk[ONE]
    proposal = proposed(me, case)
    said(desk[TWO], proposal)
    assert believed(me, proposal)
    other = Record.objects.exclude(pk=proposal.pk).first()
    assert other is not None
    rows = Record.objects.filter(pk=proposal.pk)
    for columns in ({"epoch": 7}, {"epoch": 1, "sealed": bytes(other.sealed)}):
        rows.update(**columns)
        assert not believed(me, proposal)
    rows.delete()
    assert not believed(me, proposal)


def test_who_is_barred_is_not_counted_even_with_a_true_signature(
    desk: Desk, case: Case
) -> None:
    me, owner, voucher = desk[ONE], desk[TWO], desk[LEAD]
    Case.objects.filter(pk=case.pk).update(owner=owner.user)
    proposal = proposed(me, case, vouchers=[voucher.user.pk])
    for barred in (me, owner, voucher):
        given = signed_by(barred, proposal)
        without_guards(INSERT, proposal.pk, barred.user.pk, given)
    assert not believed(me, proposal)
    other = desk["lead_two"]
    sql(INSERT, proposal.pk, other.user.pk, signed_by(other, proposal))
    assert believed(me, proposal)


def test_who_is_not_in_the_roster_is_not_counted(desk: Desk, case: Case) -> None:
    me, stranger = desk[ONE], desk["auditor"]
    proposal = proposed(me, case)
    sql(INSERT, proposal.pk, stranger.user.pk, signed_by(stranger, proposal))
    assert not believed(me, proposal)


def next_roster(desk: Desk, *, without: str, **changed: Card) -> None:
    """The second roster: `without` one member, with other cards for some."""
    trust = desk[LEAD].trust
    gone = {desk.users[part].pk for part in (without, *changed)}
    kept = [card for card in trust.roster.members if card.user not in gone]
    desk.sign_roster(
        "lead_one",
        "lead_two",
        members=[*kept, *changed.values()],
        teams=trust.roster.teams,
    )


def test_who_has_left_the_roster_does_not_approve_what_was_proposed_since(
    desk: Desk, case: Case
) -> None:
    leaver = desk[TWO]
    next_roster(desk, without=TWO)
    proposal = proposed(desk[ONE], case)
    given = signed_by(leaver, proposal)
    sql(INSERT, proposal.pk, leaver.user.pk, given)
    assert not believed(desk[ONE], proposal)


def test_a_word_given_before_somebody_left_still_counts(desk: Desk, case: Case) -> None:
    proposal = proposed(desk[ONE], case)
    said(desk[TWO], proposal)
    next_roster(desk, without=TWO)
    assert believed(desk[ONE], proposal)


def test_the_makers_key_approves_under_no_other_account(desk: Desk, case: Case) -> None:
    maker = desk[ONE]
    proposal = proposed(maker, case)
    other = replace(maker.card, user=desk.users[TWO].pk, code_name=TWO)
    next_roster(desk, without=ONE, **{TWO: other})
    given = signed_by(maker, proposal, roster=2)
    sql(INSERT_NOW, proposal.pk, other.user, given)
    assert desk[LEAD].trust.roster.number == 2
    assert not believed(desk[LEAD], proposal)


def test_what_nobody_signed_is_not_pending_and_is_put_away_by_the_next(
    desk: Desk, case: Case
) -> None:
    me = desk[ONE]
    sql(
        "INSERT INTO evacuation_proposal (id, case_id, action, proposer_id, vouchers,"
        " tier, roster, signature, made_at)"
        " VALUES (gen_random_uuid(), %s, 'decide', %s, '{}', 1, 1, %s, now())",
        case.pk,
        me.user.pk,
        bytes(64),
    )
    assert pending(open_case(me, case.pk), Action.DECIDE) is None
    proposal = proposed(me, case)
    assert pending(open_case(me, case.pk), Action.DECIDE) == proposal
