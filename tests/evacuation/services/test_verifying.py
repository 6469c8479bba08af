"""Checks, the level that follows, and who may say what."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import KeyMissing, NotAllowed, WrongState
from evacuation.models import CaseWrap, Deadline, Proposal
from evacuation.services.lifting import (
    NotCritical,
    confirm_lift,
    lifted_until,
    propose_lift,
)
from evacuation.services.triage import claim_case
from evacuation.services.trusted import suspend_trusted
from evacuation.services.verifying import (
    NoteMissing,
    NotInTrust,
    level,
    vouches_stand,
)
from evacuation.unlocked import Unlocked
from evacuation.workflow.checked import Check
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import without_guards
from tests.evacuation.verification import checked, opened, trusted, version

ONE, LEAD, VERIFIER = "coordinator_one", "lead_one", "verifier"


def a_case(desk: Desk, danger: str) -> UUID:
    made, _receipt = invented_case(danger=danger, safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def case(desk: Desk) -> UUID:
    return a_case(desk, "unknown")


@pytest.fixture
def critical(desk: Desk) -> UUID:
    return a_case(desk, "24h")


def level_of(me: Unlocked, case: UUID) -> str:
    return str(level(opened(me, case), timezone.now()))


def test_nothing_is_verified_before_somebody_checks(desk: Desk, case: UUID) -> None:
    assert level_of(desk[ONE], case) == "V0"
    # Also for who could not read it: there is nothing to read.
    assert level_of(desk[VERIFIER], case) == "V0"


def test_the_first_check_makes_the_room_for_owner_lead_and_verifier(
    desk: Desk, case: UUID
) -> None:
    checked(desk[VERIFIER], case, Check.CORROBORATED)
    held = CaseWrap.objects.filter(key__case=case, key__compartment="verification")
    users = {desk.users[part].pk for part in (ONE, LEAD, VERIFIER)}
    assert set(held.values_list("recipient", flat=True)) == {
        "recovery",
        *(f"member:{user}" for user in users),
    }


def test_call_back_and_papers_lead_to_the_second_level_and_stop_its_clock(
    desk: Desk, case: UUID
) -> None:
    Deadline.objects.create(case_id=case, clock="verify", due_at=timezone.now())
    checked(desk[ONE], case, Check.CHANNEL, text="")
    assert level_of(desk[ONE], case) == "V1"
    assert Deadline.objects.filter(case=case, clock="verify").exists()
    checked(desk[ONE], case, Check.PAPERS, text="")
    assert level_of(desk[VERIFIER], case) == "V2"
    assert not Deadline.objects.filter(case=case, clock="verify").exists()


def test_what_is_a_verifiers_is_not_said_by_others(desk: Desk, case: UUID) -> None:
    partner = trusted(desk[LEAD])
    for part in (ONE, LEAD):
        for check in (Check.CORROBORATED, Check.CO_VERIFIED, Check.REFERRED):
            with pytest.raises(NotAllowed):
                checked(desk[part], case, check, organisation=partner.code)
    assert level_of(desk[ONE], case) == "V0"


def test_who_holds_no_key_of_the_room_says_nothing(desk: Desk, case: UUID) -> None:
    checked(desk[ONE], case, Check.CHANNEL)
    with pytest.raises(KeyMissing):
        checked(desk["coordinator_two"], case, Check.CHANNEL)


def test_a_referral_counts_while_the_partner_is_trusted(desk: Desk, case: UUID) -> None:
    partner = trusted(desk[LEAD])
    checked(desk[ONE], case, Check.CHANNEL)
    checked(desk[VERIFIER], case, Check.REFERRED, organisation=partner.code)
    assert level_of(desk[ONE], case) == "V4"
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    assert level_of(desk[ONE], case) == "V1"
    assert not vouches_stand(opened(desk[ONE], case), timezone.now())


def test_a_partner_that_nobody_trusts_refers_nobody(desk: Desk, case: UUID) -> None:
    with pytest.raises(NotInTrust):
        checked(desk[VERIFIER], case, Check.REFERRED, organisation="invented")


def test_words_are_asked_where_a_check_says_nothing_without(
    desk: Desk, case: UUID
) -> None:
    with pytest.raises(NoteMissing):
        checked(desk[ONE], case, Check.ADVERSE, text=" ")


def test_a_contradiction_stops_the_level_until_somebody_else_clears_it(
    desk: Desk, case: UUID
) -> None:
    checked(desk[VERIFIER], case, Check.CHANNEL)
    checked(desk[VERIFIER], case, Check.ADVERSE)
    assert level_of(desk[ONE], case) == "VX"
    with pytest.raises(SamePerson):
        checked(desk[VERIFIER], case, Check.CLEARED)
    with pytest.raises(NotAllowed):
        checked(desk[ONE], case, Check.CLEARED)
    checked(desk[LEAD], case, Check.CLEARED)
    assert level_of(desk[ONE], case) == "V1"


def test_who_reported_it_clears_it_no_more_than_who_reported_it_last(
    desk: Desk, case: UUID
) -> None:
    checked(desk[VERIFIER], case, Check.ADVERSE)
    checked(desk[LEAD], case, Check.ADVERSE)
    for part in (VERIFIER, LEAD):
        with pytest.raises(SamePerson):
            checked(desk[part], case, Check.CLEARED)


def test_two_people_lift_a_critical_case_for_a_day(desk: Desk, critical: UUID) -> None:
    checked(desk[ONE], critical, Check.CHANNEL)
    propose(desk[ONE], critical)
    assert level_of(desk[ONE], critical) == "V1"
    with pytest.raises(SamePerson):
        confirm(desk[ONE], critical)
    confirm(desk[VERIFIER], critical)
    assert level_of(desk[ONE], critical) == "V2"
    until = lifted_until(opened(desk[ONE], critical))
    assert until is not None
    assert str(level(opened(desk[ONE], critical), until)) == "V1"


def test_no_column_makes_a_lift_last_longer(desk: Desk, critical: UUID) -> None:
    propose(desk[ONE], critical)
    confirm(desk[LEAD], critical)
    before = lifted_until(opened(desk[ONE], critical))
    without_guards(
        "UPDATE evacuation_proposal SET made_at = now() + interval '1 day'"
        " WHERE case_id = %s",
        critical,
    )
    assert lifted_until(opened(desk[ONE], critical)) == before


def test_a_lift_that_nobody_confirmed_counts_nothing_though_it_is_settled(
    desk: Desk, critical: UUID
) -> None:
    propose(desk[ONE], critical)
    Proposal.objects.filter(case=critical).update(settled_at=timezone.now())
    assert level_of(desk[ONE], critical) == "V0"
    with pytest.raises(WrongState):
        confirm(desk[LEAD], critical)


def test_only_a_critical_case_is_lifted(desk: Desk, case: UUID) -> None:
    with pytest.raises(NotCritical):
        propose(desk[ONE], case)


def propose(me: Unlocked, case: UUID) -> None:
    propose_lift(
        actor=me, case_id=case, version=version(case), text="Invented: they are near."
    )


def confirm(me: Unlocked, case: UUID) -> None:
    confirm_lift(actor=me, case_id=case, version=version(case))
