"""A case that was somebody's is never nobody's."""

from __future__ import annotations

import pytest
from django.utils import timezone

from directory.errors import StaleVersion
from evacuation.errors import NotAllowed, WrongState
from evacuation.models import Alert, Case, CaseWrap, Member
from evacuation.models.choices import State
from evacuation.services.granting import assign_case, grant_key
from evacuation.services.handing import NoRight
from evacuation.services.offboarding import suspend_member
from evacuation.services.overdue import raise_overdue
from evacuation.services.ownership import NobodyToOwn, assign, remove_member
from evacuation.services.roster_changes import draft_mark, propose_roster, sign_draft
from evacuation.services.triage import claim_case, hear_case
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.test_triage import claimed, second_of

ONE, TWO = "coordinator_one", "coordinator_two"
PARTS = ("triage", "inbox", "replies")


def handed(desk: Desk, case: Case, to: str) -> None:
    for part in PARTS:
        grant_key(
            actor=desk[ONE],
            case_id=case.pk,
            compartment=part,
            user_id=desk.users[to].pk,
        )


def test_who_removes_the_owner_owns_the_case(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    lead = second_of(desk, case)
    remove_member(actor=lead, case_id=case.pk, user_id=desk.users[ONE].pk)
    case.refresh_from_db()
    assert (case.owner, case.state) == (lead.user, State.TRIAGE)
    assert not case.deadlines.filter(clock="own").exists()


def test_a_lead_without_keys_gives_it_to_a_holder_whose_clock_runs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _receipt = claimed(desk)
    handed(desk, case, TWO)
    keyless = next(
        desk[p]
        for p in ("lead_one", "lead_two")
        if desk[p].name != second_of(desk, case).name
    )
    remove_member(actor=keyless, case_id=case.pk, user_id=desk.users[ONE].pk)
    case.refresh_from_db()
    assert case.owner == desk.users[TWO]
    clock = case.deadlines.get(clock="own")
    Alert.objects.filter(case=case).delete()
    monkeypatch.setattr(timezone, "now", lambda: clock.due_at)
    assert raise_overdue() == 1
    monkeypatch.undo()
    hear_case(actor=desk[TWO], case_id=case.pk)
    assert not case.deadlines.filter(clock="own").exists()


def test_the_owner_is_not_removed_where_nobody_else_could_own(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    lead = second_of(desk, case)
    Member.objects.filter(user=lead.user).update(suspended_at=timezone.now())
    with pytest.raises(NobodyToOwn):
        remove_member(actor=desk[ONE], case_id=case.pk, user_id=desk.users[ONE].pk)
    case.refresh_from_db()
    assert case.owner == desk.users[ONE]
    assert CaseWrap.objects.filter(key__case=case, recipient=desk[ONE].name).exists()


def test_whose_owner_is_suspended_a_holder_takes_over(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    handed(desk, case, TWO)
    case.refresh_from_db()
    with pytest.raises(WrongState):
        claim_case(actor=desk[TWO], case_id=case.pk, version=case.version)
    suspend_member(actor=desk["lead_three"], user_id=desk.users[ONE].pk)
    taken = claim_case(actor=desk[TWO], case_id=case.pk, version=case.version)
    assert (taken.owner, taken.state) == (desk.users[TWO], State.TRIAGE)


def test_an_open_case_that_lost_its_owner_is_taken_over(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    Case.objects.filter(pk=case.pk).update(owner=None)
    lead = second_of(desk, case)
    assert claim_case(actor=lead, case_id=case.pk, version=2).owner == lead.user


def test_the_owner_or_a_lead_assigns_and_nobody_else(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    two, verifier = desk.users[TWO].pk, desk.users["verifier"].pk
    with pytest.raises(NoRight):
        assign(actor=desk[ONE], case_id=case.pk, version=2, to=verifier)
    with pytest.raises(NotAllowed):
        assign(actor=desk[TWO], case_id=case.pk, version=2, to=two)
    with pytest.raises(StaleVersion):
        assign(actor=desk[ONE], case_id=case.pk, version=1, to=two)
    assert assign(actor=desk[ONE], case_id=case.pk, version=2, to=two).owner_id == two
    assert desk[TWO].name in set(
        CaseWrap.objects.filter(key__case=case).values_list("recipient", flat=True)
    )
    assert case.deadlines.filter(clock="own").exists()
    lead = second_of(desk, case)
    mine = assign(actor=lead, case_id=case.pk, version=3, to=lead.user.pk)
    assert mine.owner == lead.user
    assert not case.deadlines.filter(clock="own").exists()


def test_a_lead_gives_a_new_request_to_a_coordinator(desk: Desk) -> None:
    case, _receipt = invented_case()
    two = desk.users[TWO].pk
    with pytest.raises(NotAllowed):
        assign(actor=desk[ONE], case_id=case.pk, version=1, to=two)
    given = assign(actor=desk["lead_one"], case_id=case.pk, version=1, to=two)
    assert (given.owner_id, given.state) == (two, State.TRIAGE)


def test_the_cases_of_who_leaves_the_roster_go_to_another_holder(desk: Desk) -> None:
    case, _receipt = invented_case()
    one, lead = desk.users[ONE].pk, desk.users["lead_one"].pk
    assign_case(
        actor=desk["lead_two"], case_id=case.pk, version=1, owner=one, lead=lead
    )
    draft = propose_roster(actor=desk["lead_two"], accepted={}, left_out={one})
    sign_draft(actor=desk["lead_three"], seen=draft_mark(draft))
    case.refresh_from_db()
    assert case.owner_id == lead
    assert case.deadlines.filter(clock="own").exists()
