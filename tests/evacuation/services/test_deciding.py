"""From a draft to a decision by two pairs of eyes, and whose word it then rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import KeyMissing, NotAllowed, NotVisible
from evacuation.models import Case, Proposal
from evacuation.models.choices import Compartment, State
from evacuation.services.approving import approve
from evacuation.services.authority import NobodySigned, approved, decision_holds
from evacuation.services.deciding import (
    WhyAgain,
    renew_facts,
    save_proposal,
    submit,
)
from evacuation.services.measures import grant_help
from evacuation.services.moving import StepLacks
from evacuation.services.submitted import newest, versions, waiting
from evacuation.showing.deciding import DecisionPage
from evacuation.submissions import WAIVED, BudgetLine
from evacuation.workflow.dangers import Flag
from tests.evacuation.decisions import (
    ONE,
    PAYEE,
    approved_case,
    assessed,
    content,
    in_assessment,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import Desk
from tests.evacuation.proposals import sql, without_guards

pytestmark = pytest.mark.proof


def submits(desk: Desk, case: UUID, why: str = "") -> None:
    submit(actor=desk[ONE], case_id=case, version=version(case), why=why)


def lacks(desk: Desk, case: UUID) -> list[str]:
    with pytest.raises(StepLacks) as refused:
        submits(desk, case)
    return [str(guard) for guard in refused.value.guards]


def test_a_draft_is_kept_and_says_what_it_lacks(desk: Desk) -> None:
    case = in_assessment(desk)
    assert lacks(desk, case) == ["proposed", "verified", "deconflicted"]
    written(desk, case, content(chosen="", deconflicted=WAIVED))
    assert lacks(desk, case) == ["proposed", "deconflicted"]
    found = newest(opened(desk, case))
    assert found is not None
    assert found.submission == content(chosen="", deconflicted=WAIVED)


def test_more_than_is_verified_for_is_not_submitted(desk: Desk) -> None:
    case = in_assessment(desk)
    written(desk, case, content(500))
    submits(desk, case)
    other = in_assessment(desk)
    written(desk, other, content(501))
    assert lacks(desk, other) == ["verified"]


def test_only_the_owner_and_a_lead_write_it(desk: Desk) -> None:
    case = in_assessment(desk)
    with pytest.raises(NotAllowed):
        save_proposal(
            actor=desk["coordinator_two"],
            case_id=case,
            version=version(case),
            content=content(),
        )


def test_approvers_receive_the_decision_and_nothing_else(desk: Desk) -> None:
    case = in_assessment(desk)
    with pytest.raises(NotVisible):
        opened(desk, case, "approver")
    written(desk, case, content())
    submits(desk, case)
    mine = opened(desk, case, "approver")
    assert [part for part in Compartment if mine.holds(part)] == ["decision"]
    found = waiting(mine)
    assert found is not None
    proposal, asked = found
    assert proposal.tier == asked.submission.tier == 1
    assert asked.facts["country"] == "GE"
    assert asked.facts["verified"] == "V2"
    with pytest.raises(NotVisible):
        opened(desk, case, "auditor")


def test_one_approver_is_enough_up_to_three_thousand(desk: Desk) -> None:
    case = submitted_case(desk, 3000)
    assert state(case) == State.DECISION_PENDING
    assert signed(desk, case, "finance", conditions="Invented: receipts.")
    assert state(case) == State.APPROVED
    for part in (ONE, "approver", "lead_one"):
        assert decision_holds(opened(desk, case, part))
    line = opened(desk, case).line()
    assert (line.state, line.next_step) == (State.APPROVED, "tell")


def test_above_it_takes_programme_and_finance(desk: Desk) -> None:
    case = submitted_case(desk, 3001)
    assert not signed(desk, case, "approver")
    assert state(case) == State.DECISION_PENDING
    with pytest.raises(SamePerson):
        signed(desk, case, "approver")
    with pytest.raises(NotAllowed):
        signed(desk, case, "lead_two")
    assert signed(desk, case, "finance")
    assert state(case) == State.APPROVED


def test_above_ten_thousand_a_lead_signs_too(desk: Desk) -> None:
    case = submitted_case(desk, 10_001)
    assert not signed(desk, case, "approver")
    assert not signed(desk, case, "lead_two")
    assert signed(desk, case, "finance")
    assert state(case) == State.APPROVED


def test_the_owner_approves_nothing_whatever_their_rights(desk: Desk) -> None:
    case = submitted_case(desk)
    Case.objects.filter(pk=case).update(owner=desk["approver"].user)
    with pytest.raises(NotAllowed):
        signed(desk, case)
    assert signed(desk, case, "finance")


def test_asking_back_and_submitting_again_keeps_both_versions(desk: Desk) -> None:
    case = submitted_case(desk)
    assert step(desk["approver"], case, "ask_back", text="Invented: why a month?")
    assert state(case) == State.ASSESSMENT
    written(desk, case, content(120, plan="Invented plan: a room for ten days."))
    submits(desk, case)
    found = versions(opened(desk, case, "finance"))
    assert [one.submission.total for one in found] == [25000, 12000]
    assert signed(desk, case)
    approval = approved(opened(desk, case))
    assert approval is not None
    assert approval.written.submission.total == 12000


def test_declined_is_appealed_once_and_decided_by_another(desk: Desk) -> None:
    case = submitted_case(desk)
    said = {
        "reason": "not_feasible_now",
        "alternative": "lawyer",
        "message": "Invented words to the person.",
    }
    assert step(desk["approver"], case, "decline", **said)
    assert state(case) == State.DECLINED
    assert step(desk[ONE], case, "appeal", ground="new_facts", text="Invented fact.")
    with pytest.raises(StepLacks):
        signed(desk, case, "approver")
    assert signed(desk, case, "finance")
    assert state(case) == State.APPROVED
    assert decision_holds(opened(desk, case))


def test_while_planned_a_new_decision_is_asked_for_with_a_reason(desk: Desk) -> None:
    case = approved_case(desk)
    step(desk[ONE], case, "plan", text="Invented plan.")
    written(desk, case, content(400))
    with pytest.raises(WhyAgain):
        submits(desk, case)
    submits(desk, case, "Invented: the room costs more.")
    assert state(case) == State.DECISION_PENDING
    still = approved(opened(desk, case))
    assert still is not None
    assert still.written.submission.total == 25000
    assert signed(desk, case, "finance")
    now = approved(opened(desk, case))
    assert now is not None
    assert now.written.submission.total == 40000


@pytest.mark.parametrize("forged", ["approved", "planning", "follow_up"])
def test_a_state_set_by_hand_bears_no_decision(desk: Desk, forged: str) -> None:
    case = submitted_case(desk)
    sql("UPDATE evacuation_case SET state = %s WHERE id = %s", forged, case)
    for part in (ONE, "approver", "lead_two"):
        assert not decision_holds(opened(desk, case, part))


def test_a_forged_approval_bears_no_decision(desk: Desk) -> None:
    case = submitted_case(desk)
    proposal = Proposal.objects.get(case=case)
    sql(
        "INSERT INTO evacuation_approval"
        " (proposal_id, approver_id, decision, roster, signature, at)"
        " VALUES (%s, %s, 'yes', 1, %s, now())",
        proposal.pk,
        desk["approver"].user.pk,
        bytes(64),
    )
    sql("UPDATE evacuation_case SET state = 'approved' WHERE id = %s", case)
    assert not decision_holds(opened(desk, case))


def test_a_decision_without_its_signatures_stops_the_case(desk: Desk) -> None:
    case = approved_case(desk)
    assert decision_holds(opened(desk, case))
    without_guards(
        "DELETE FROM evacuation_approval WHERE approver_id = %s",
        desk["approver"].user.pk,
    )
    with pytest.raises(NobodySigned):
        step(desk[ONE], case, "plan", text="Invented.")
    assert step(desk[ONE], case, "freeze", text="Invented suspicion.")


def test_a_case_asked_of_nobody_is_decided_by_nobody(desk: Desk) -> None:
    case = submitted_case(desk)
    without_guards("UPDATE evacuation_proposal SET signature = %s", bytes(64))
    with pytest.raises(NobodySigned):
        signed(desk, case)
    with pytest.raises(NobodySigned):
        step(desk["approver"], case, "ask_back", text="Invented.")


def test_an_earlier_decision_does_not_carry_over_a_later_no(desk: Desk) -> None:
    case = approved_case(desk)
    step(desk[ONE], case, "protect", given="Invented help.")
    assert step(desk[ONE], case, "new_threat", text="Invented threat.")
    assert approved(opened(desk, case)) is None


def test_a_currency_is_counted_at_its_rate(desk: Desk) -> None:
    lines = (
        BudgetLine("lodging", 100_000, "GEL", "0.33", pledged=40_000),
        BudgetLine("legal", 5_000),
    )
    said = replace(content(), lines=lines)
    assert said.total == 19_800 + 5_000
    case = in_assessment(desk)
    written(desk, case, said)
    found = newest(opened(desk, case))
    assert found is not None
    assert found.submission.total == 24_800


def test_what_was_given_already_is_shown_once(desk: Desk) -> None:
    case = in_assessment(desk, checks=("channel", "papers", "referred"))
    grant_help(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        line=BudgetLine("lodging", 10_000, payee=PAYEE),
        why="Invented: a room tonight.",
    )
    rooms = (BudgetLine("lodging", 20_000), BudgetLine("lodging", 30_000))
    written(desk, case, content(lines=(BudgetLine("food", 5_000), *rooms)))
    submits(desk, case)
    page = DecisionPage(opened(desk, case, "approver"))
    assert [one.given for one in page.lines] == [0, 10_000, 0]


def test_who_signed_is_read_after_it_was_decided_and_went_on(desk: Desk) -> None:
    case = approved_case(desk)
    step(desk[ONE], case, "protect", given="Invented help.")
    assert step(desk[ONE], case, "new_threat", text="Invented threat.")
    page = DecisionPage(opened(desk, case, "approver"))
    assert page.past
    assert [name for name, _place in page.signed] == ["approver"]
    assert (page.missing, page.waits, page.may_ratify) == ([], False, False)


def test_approvers_read_why_it_is_critical_and_what_one_signature_does(
    desk: Desk,
) -> None:
    case = submitted_case(desk, 4000, "critical")
    page = DecisionPage(opened(desk, case, "approver"))
    assert [str(flag) for flag in page.flags] == [str(Flag.PURSUED.label)]
    assert page.takes_effect_alone
    other = submitted_case(desk, 250, "critical")
    assert not DecisionPage(opened(desk, other, "approver")).takes_effect_alone


def test_who_holds_no_key_of_it_signs_nothing(desk: Desk) -> None:
    case = submitted_case(desk)
    without_guards(
        "DELETE FROM evacuation_casewrap WHERE recipient = %s",
        desk["approver"].name,
    )
    with pytest.raises((NotVisible, KeyMissing)):
        approve(actor=desk["approver"], case_id=case, version=version(case))


def test_facts_that_grew_old_are_brought_up_to_date(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = submitted_case(desk)
    later = timezone.now() + timedelta(hours=73)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(StepLacks) as refused:
        signed(desk, case)
    assert [str(guard) for guard in refused.value.guards] == ["fresh_72h"]
    assessed(desk, case)
    renew_facts(actor=desk[ONE], case_id=case, version=version(case))
    assert signed(desk, case)
