"""Closing by two: the second word is a signature in a row, and nothing else."""

from __future__ import annotations

import pytest

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.errors import WrongState
from evacuation.models import Approval, Case, CaseWrap, Proposal
from evacuation.models.choices import Urgency
from evacuation.models.proposal import Action
from evacuation.reading import CasePage
from evacuation.services.changing import Change
from evacuation.services.closed import closing_holds
from evacuation.services.closing import (
    close_case,
    confirm_closing,
    proposed_closing,
    refuse_closing,
    reopen_case,
)
from evacuation.services.ownership import assign
from evacuation.services.proposing import pending
from evacuation.services.triage import claim_case
from evacuation.unlocked import Unlocked
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import LEADS, Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import ONE, TWO, UPDATE, changed, said, without_guards

pytestmark = pytest.mark.proof


def version_of(case: Case) -> int:
    return Case.objects.get(pk=case.pk).version


def second_of(desk: Desk, case: Case) -> Unlocked:
    """The lead who holds its keys beside the owner."""
    wraps = CaseWrap.objects.filter(key__case=case, key__compartment="triage")
    names = set(wraps.values_list("recipient", flat=True))
    return next(desk[part] for part in LEADS if desk[part].name in names)


def close(me: Unlocked, case: Case) -> bool:
    return close_case(
        actor=me,
        case_id=case.pk,
        reason=Ending.ADVICE,
        text="Safe",
        version=version_of(case),
    )


def confirm(me: Unlocked, case: Case) -> None:
    confirm_closing(actor=me, case_id=case.pk, version=version_of(case))


@pytest.fixture
def waiting(desk: Desk) -> Case:
    """An urgent case of the first coordinator, proposed to be closed."""
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    assert not close(desk[ONE], case)
    return case


@pytest.fixture
def closed(desk: Desk, waiting: Case) -> Case:
    confirm(second_of(desk, waiting), waiting)
    assert closing_holds(open_case(desk[ONE], waiting.pk))
    return waiting


def test_a_closing_is_proposed_to_one_and_settled_by_their_word(
    desk: Desk, waiting: Case
) -> None:
    proposal = Proposal.objects.get()
    assert (proposal.action, proposal.tier) == (Action.CLOSE, 1)
    assert proposal.owner == desk[ONE].user
    confirm(second_of(desk, waiting), waiting)
    proposal.refresh_from_db()
    assert proposal.settled_at is not None
    assert Approval.objects.get().approver == second_of(desk, waiting).user


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE evacuation_approval SET signature = decode(repeat('00', 64), 'hex')",
        "UPDATE evacuation_approval SET decision = 'no'",
        "DELETE FROM evacuation_approval",
        "UPDATE evacuation_proposal SET signature = decode(repeat('00', 64), 'hex')",
        "UPDATE evacuation_proposal SET owner_id = NULL",
        "UPDATE evacuation_proposal SET action = 'lift'",
        "DELETE FROM evacuation_approval; DELETE FROM evacuation_proposal",
    ],
)
def test_a_closing_whose_rows_were_changed_does_not_hold(
    desk: Desk, closed: Case, spoilt: str
) -> None:
    without_guards(spoilt)
    opened = open_case(desk[ONE], closed.pk)
    assert not closing_holds(opened)
    assert CasePage(opened).closing_is_false


def test_a_refused_closing_waits_for_nobody(desk: Desk, waiting: Case) -> None:
    me = desk[ONE]
    refuse_closing(actor=me, case_id=waiting.pk, version=version_of(waiting))
    assert proposed_closing(open_case(me, waiting.pk)) is None
    for again in (confirm_closing, refuse_closing):
        with pytest.raises(WrongState):
            again(
                actor=second_of(desk, waiting),
                case_id=waiting.pk,
                version=version_of(waiting),
            )


def own(actor: Unlocked, case: Case, user: int) -> None:
    assign(actor=actor, case_id=case.pk, version=version_of(case), to=user)


def test_who_owned_the_case_when_it_was_proposed_does_not_confirm_later(
    desk: Desk, waiting: Case
) -> None:
    lead = second_of(desk, waiting)
    refuse_closing(actor=lead, case_id=waiting.pk, version=version_of(waiting))
    own(lead, waiting, lead.user.pk)
    close(desk[ONE], waiting)
    own(lead, waiting, desk[TWO].user.pk)
    page = CasePage(open_case(lead, waiting.pk))
    assert page.awaits_second is not None
    assert (page.mine_to_confirm, page.awaits_second.confirmers) == (False, [])
    with pytest.raises(SamePerson):
        confirm(lead, waiting)


def test_what_waited_does_not_come_back_when_it_was_closed_otherwise(
    desk: Desk, waiting: Case
) -> None:
    lead = second_of(desk, waiting)
    for actor, level in ((lead, Urgency.HIGH), (lead, Urgency.MEDIUM)):
        set_level(
            actor=actor,
            case_id=waiting.pk,
            level=level,
            version=version_of(waiting),
        )
    assert close(desk[ONE], waiting)
    reopen_case(
        actor=lead,
        ground=Reopening.CAME_BACK,
        case_id=waiting.pk,
        reason="Back",
        version=version_of(waiting),
    )
    assert pending(open_case(lead, waiting.pk), Action.CLOSE) is None


def test_a_proposal_changed_by_hand_is_shown_to_nobody_as_one(
    desk: Desk, waiting: Case
) -> None:
    proposal = Proposal.objects.get()
    without_guards(UPDATE.format("owner_id = NULL"), proposal.pk)
    lead = second_of(desk, waiting)
    assert not CasePage(open_case(lead, waiting.pk)).mine_to_confirm
    with pytest.raises(WrongState):
        confirm(lead, waiting)


def written_alone(me: Unlocked, case: Case, by: str, proposal: Proposal) -> None:
    """A confirmation as somebody writes it who has the key and the database."""

    def run(change: Change) -> None:
        change.write(
            "triage",
            "closure",
            reason="helped",
            text="",
            by=by,
            confirms=str(proposal.pk),
        )

    changed(me, case, run)
    Case.objects.filter(pk=case.pk).update(state="closed")


@pytest.mark.parametrize("named", ["themselves", "the lead"])
def test_one_who_holds_the_key_and_the_database_does_not_close_alone(
    desk: Desk, waiting: Case, named: str
) -> None:
    me, lead = desk[ONE], second_of(desk, waiting)
    by = me.name if named == "themselves" else lead.name
    written_alone(me, waiting, by, Proposal.objects.get())
    assert not closing_holds(open_case(me, waiting.pk))


def test_a_confirmation_is_by_one_of_those_who_approved(
    desk: Desk, waiting: Case
) -> None:
    me, lead = desk[ONE], second_of(desk, waiting)
    proposal = Proposal.objects.get()
    said(lead, proposal)
    written_alone(me, waiting, me.name, proposal)
    assert not closing_holds(open_case(me, waiting.pk))
    Case.objects.filter(pk=waiting.pk).update(state="triage")
    written_alone(me, waiting, lead.name, proposal)
    assert closing_holds(open_case(me, waiting.pk))


def test_a_word_given_before_the_case_went_on_is_spent(
    desk: Desk, closed: Case
) -> None:
    me, lead = desk[ONE], second_of(desk, closed)
    reopen_case(
        actor=me,
        ground=Reopening.CAME_BACK,
        case_id=closed.pk,
        reason="",
        version=version_of(closed),
    )
    written_alone(me, closed, lead.name, Proposal.objects.get())
    assert not closing_holds(open_case(me, closed.pk))
