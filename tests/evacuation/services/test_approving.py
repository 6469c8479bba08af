"""Who may sign what was submitted, and what one signature alone is worth."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import NotVisible
from evacuation.models import Deadline
from evacuation.models.choices import State
from evacuation.models.proposal import Action
from evacuation.services import proposing
from evacuation.services.approving import TierMismatch, ratify_decision
from evacuation.services.authority import approved
from evacuation.services.changing import changing
from evacuation.services.deciding import (
    renew_facts,
    save_proposal,
    submit,
)
from evacuation.services.moving import StepLacks
from evacuation.services.submitted import waiting
from evacuation.services.trusted import suspend_trusted
from evacuation.services.vouching import Word, voucher_users, write_vouch
from evacuation.workflow.verification import Basis, Vouched
from tests.evacuation.decisions import (
    ONE,
    content,
    contradicted,
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

pytestmark = pytest.mark.proof


def submits(desk: Desk, case: UUID, why: str = "") -> None:
    submit(actor=desk[ONE], case_id=case, version=version(case), why=why)


def test_one_alone_is_not_enough_while_an_earlier_word_of_one_waits(
    desk: Desk,
) -> None:
    case = submitted_case(desk, 4000, "critical")
    assert signed(desk, case, "approver")
    step(desk[ONE], case, "plan", text="Invented plan.")
    written(desk, case, content(4000))
    submits(desk, case, "Invented: more.")
    assert not signed(desk, case, "approver")
    assert state(case) == State.DECISION_PENDING
    assert signed(desk, case, "finance")
    assert not Deadline.objects.filter(case=case, clock="ratify").exists()
    now = approved(opened(desk, case))
    assert now is not None
    assert now.full


def test_who_vouches_after_it_was_submitted_approves_nothing(desk: Desk) -> None:
    case = submitted_case(desk)
    vouched(desk, case, "Invented Crane", desk["approver"].user.pk)
    with pytest.raises(StepLacks) as refused:
        signed(desk, case)
    assert [str(guard) for guard in refused.value.guards] == ["known"]
    renew_facts(actor=desk[ONE], case_id=case, version=version(case))
    with pytest.raises(SamePerson):
        signed(desk, case)
    assert signed(desk, case, "finance")


def test_who_vouches_under_their_code_name_approves_nothing(desk: Desk) -> None:
    case = in_assessment(desk, checks=("referred",))
    vouched(desk, case, desk["approver"].card.code_name.upper())
    assert voucher_users(opened(desk, case)) == {desk["approver"].user.pk}
    written(desk, case, content())
    submits(desk, case)
    with pytest.raises(NotVisible):
        opened(desk, case, "approver")


def vouched(desk: Desk, case: UUID, voucher: str, user: int = 0) -> None:
    with changing(
        actor=desk[ONE], case_id=case, version=version(case), verb="vouch.entered"
    ) as change:
        word = Word(
            organisation="invented",
            voucher=voucher,
            basis=Basis.WORKED,
            what=Vouched.ALL,
            since="2021",
            user=user,
        )
        write_vouch(change, word, timezone.now())


def test_a_contradiction_stops_the_approval(desk: Desk) -> None:
    case = submitted_case(desk)
    contradicted(desk, case)
    with pytest.raises(StepLacks) as refused:
        signed(desk, case)
    assert [str(guard) for guard in refused.value.guards] == ["known"]
    renew_facts(actor=desk[ONE], case_id=case, version=version(case))
    with pytest.raises(StepLacks) as refused:
        signed(desk, case)
    assert [str(guard) for guard in refused.value.guards] == ["verified"]


def test_who_wrote_the_draft_does_not_sign_it(desk: Desk) -> None:
    case = in_assessment(desk, checks=("channel", "papers", "referred"))
    leads = ("lead_one", "lead_two", "lead_three")
    written(desk, case, content(chosen=""))
    part = next(one for one in leads if opened(desk, case, one).holds("decision"))
    save_proposal(
        actor=desk[part], case_id=case, version=version(case), content=content(10_001)
    )
    submits(desk, case)
    with pytest.raises(SamePerson):
        signed(desk, case, part)
    assert not signed(desk, case, "approver")
    assert not signed(desk, case, "finance")
    other = next(one for one in leads if one != part)
    assert signed(desk, case, other)


def test_a_critical_case_goes_on_with_one_and_is_ratified(desk: Desk) -> None:
    case = submitted_case(desk, 4000, "critical")
    assert signed(desk, case, "approver")
    assert state(case) == State.APPROVED
    assert Deadline.objects.filter(case=case, clock="ratify").exists()
    found = approved(opened(desk, case))
    assert found is not None
    assert not found.full
    assert found.may_spend(timezone.now())
    assert not found.may_spend(timezone.now() + timedelta(hours=24))
    assert ratify_decision(actor=desk["finance"], case_id=case, version=version(case))
    assert not Deadline.objects.filter(case=case, clock="ratify").exists()
    found = approved(opened(desk, case))
    assert found is not None
    assert found.may_spend(timezone.now() + timedelta(days=30))


def test_an_approver_relies_on_no_word_that_was_taken_back_since(desk: Desk) -> None:
    case = submitted_case(desk)
    suspend_trusted(actor=desk["lead_one"], code="invented")
    with pytest.raises(StepLacks) as refused:
        signed(desk, case)
    assert [str(guard) for guard in refused.value.guards] == ["vouches"]


def test_who_vouched_approves_nothing(desk: Desk) -> None:
    case = in_assessment(desk, checks=("referred",))
    with changing(
        actor=desk[ONE], case_id=case, version=version(case), verb="vouch.entered"
    ) as change:
        word = Word(
            organisation="invented",
            voucher="Invented Crane",
            basis=Basis.WORKED,
            what=Vouched.ALL,
            since="2021",
            user=desk["approver"].user.pk,
        )
        write_vouch(change, word, timezone.now())
    written(desk, case, content())
    submits(desk, case)
    with pytest.raises(NotVisible):
        opened(desk, case, "approver")
    assert signed(desk, case, "finance")


def test_a_tier_that_is_not_the_budgets_is_refused(desk: Desk) -> None:
    case = submitted_case(desk, 20_000)
    with changing(
        actor=desk[ONE], case_id=case, version=version(case), verb="case.submit"
    ) as change:
        record = change.write(
            "decision",
            "proposal",
            what="submitted",
            content=content(20_000).packed(),
            facts={**waiting(change.opened)[1].facts},  # type: ignore[index]
        )
        proposing.propose(change, action=Action.DECIDE, record=record, tier=1)
    with pytest.raises(TierMismatch):
        signed(desk, case)
    assert state(case) == State.DECISION_PENDING
