"""Help that is under way stays so while the case rests, is lost or was stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from evacuation.errors import NotVisible, WrongState
from evacuation.journeys.reception import Company
from evacuation.models import Case, Deadline, Record
from evacuation.models.choices import State
from evacuation.services import authority, letters
from evacuation.services.approving import ratify_decision
from evacuation.services.closed import closing_holds
from evacuation.services.closing import close_case, confirm_closing
from evacuation.services.deciding import submit
from evacuation.services.erasure import ask_erasure
from evacuation.services.expiry import forget_what_is_due
from evacuation.services.journeys.arrivals import confirm_arrival
from evacuation.services.journeys.check_ins import OnTheWay, stop_check_ins
from evacuation.services.journeys.expected import (
    expected,
    running,
    said_of_check_ins,
)
from evacuation.services.journeys.setting_out import depart
from evacuation.services.mailbox import Requester, read_mail, sign_in
from evacuation.services.moving import StepLacks, confirm_step, steps_for
from evacuation.services.triage import claim_case
from evacuation.services.under_way import is_under_way, last_on_the_way
from evacuation.services.wished import Wish, open_wishes
from evacuation.services.wishes import confirm_wish
from evacuation.to_sign import to_sign
from evacuation.vault.receipts import Receipt
from evacuation.workflow.movement.check_ins import CheckIn, Heard, Through
from evacuation.workflow.reasons import Ending
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    content,
    in_assessment,
    opened,
    signed,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.journeys.test_check_ins import clock
from tests.evacuation.services.test_asking_anew import NO
from tests.evacuation.travels import arrived_case, ready_case, travelling_case

pytestmark = pytest.mark.proof

PARKED: dict[str, dict[str, Any]] = {
    "lose_contact": {"text": "Invented."},
    "freeze": {"text": "Invented."},
    "hold": {"reason": "hospital", "check_ins": "x", "days": 7},
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: object) -> None:
    settings.WAYMARK_VAR = tmp_path
    settings.WAYMARK_HEADS_FILE = f"{tmp_path}/heads"


def came(**said: str) -> tuple[Case, Receipt]:
    """Nobody has it yet, and it is not critical."""
    return invented_case(danger="unknown", safe_now="yes", **said)


def approved(desk: Desk) -> tuple[UUID, Requester]:
    case, receipt = came()
    approved_case(desk, case=case.pk)
    return case.pk, sign_in(typed=receipt.shown())


def case_of(case: UUID) -> Case:
    return Case.objects.get(pk=case)


def lifted(desk: Desk, case: UUID) -> None:
    """By a verifier and a lead."""
    one, two = desk["verifier"], desk["lead_one"]
    assert not step(one, case, "lift", rechecked="on", text="Invented.")
    confirm_step(actor=two, case_id=case, version=version(case))


def stopped_and_lifted(desk: Desk, case: UUID) -> None:
    assert step(desk["verifier"], case, "freeze", text="Invented.")
    lifted(desk, case)


@pytest.mark.parametrize("name", PARKED)
def test_a_receipt_alone_erases_nothing_of_what_was_parked(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, person = approved(desk)
    assert step(desk[ONE], case, name, **PARKED[name])
    assert is_under_way(case_of(case))
    assert not ask_erasure(actor=person)
    assert case_of(case).erase_at is None
    mail = read_mail(actor=sign_in(typed=person.receipt.shown()))
    assert mail.is_wish
    assert open_wishes(opened(desk, case)) == [Wish.ERASE]
    later = timezone.now() + timedelta(hours=27)
    monkeypatch.setattr(timezone, "now", lambda: later)
    forget_what_is_due()
    assert Record.objects.filter(case=case).exists()


def test_what_waited_for_its_hour_does_not_go_while_contact_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = came()
    Case.objects.filter(pk=case.pk).update(level="critical")
    ask_erasure(actor=sign_in(typed=receipt.shown()))
    assert case_of(case.pk).erase_at is not None
    Case.objects.filter(pk=case.pk).update(level=case.level)
    approved_case(desk, case=case.pk)
    assert step(desk[ONE], case.pk, "lose_contact", text="Invented.")
    later = timezone.now() + timedelta(hours=27)
    monkeypatch.setattr(timezone, "now", lambda: later)
    forget_what_is_due()
    assert case_of(case.pk).erase_at is None
    assert Record.objects.filter(case=case.pk).exists()


def test_who_is_looked_for_on_the_way_is_closed_by_nobody_alone(desk: Desk) -> None:
    case, receipt = came()
    ready_case(desk, case.pk)
    depart(actor=desk[ONE], case_id=case.pk, version=version(case.pk))
    assert last_on_the_way(case.pk) == State.IN_TRANSIT
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    assert step(desk[ONE], case.pk, "lose_contact", text="Invented.")
    with pytest.raises(WrongState):
        step(desk[ONE], case.pk, "withdraw", text="Invented.")
    with pytest.raises(WrongState):
        confirm_wish(
            actor=desk[ONE],
            case_id=case.pk,
            version=version(case.pk),
            wish=Wish.WITHDRAW,
            heard=Heard.PHRASE,
            through=Through.CHANNEL,
        )
    assert case_of(case.pk).state == State.CONTACT_LOST
    assert is_under_way(case_of(case.pk))


def test_what_rests_is_closed_by_their_word_alone(desk: Desk) -> None:
    case, _person = approved(desk)
    assert step(desk[ONE], case, "hold", **PARKED["hold"])
    with pytest.raises(StepLacks):
        step(desk[ONE], case, "withdraw", text="Invented.")


def test_a_column_set_by_hand_and_a_stop_that_was_lifted_end_nothing(
    desk: Desk,
) -> None:
    case, person = approved(desk)
    Case.objects.filter(pk=case).update(state=State.FOLLOW_UP)
    assert not ask_erasure(actor=person)
    Case.objects.filter(pk=case).update(state=State.APPROVED)
    stopped_and_lifted(desk, case)
    assert case_of(case).state == State.APPROVED
    assert is_under_way(case_of(case))


def test_what_ended_is_erased_at_once(desk: Desk) -> None:
    case, receipt = came()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    assert not is_under_way(case)
    assert step(desk[ONE], case.pk, "lose_contact", text="Invented.")
    assert not is_under_way(case_of(case.pk))
    assert ask_erasure(actor=sign_in(typed=receipt.shown()))
    with pytest.raises(NotVisible):
        opened(desk, case.pk)


def waited(desk: Desk, case: UUID) -> tuple[CheckIn | None, list[CheckIn], Any]:
    """Who is waited for next, then, and until when nobody is woken."""
    found = opened(desk, case)
    return expected(found), running(found).planned, clock(case)


def test_a_stop_that_is_lifted_leaves_a_traveller_on_the_way_and_waited_for(
    desk: Desk,
) -> None:
    case, me = travelling_case(desk), desk[ONE]
    before = waited(desk, case)
    assert step(desk["verifier"], case, "freeze", text="Invented.")
    assert waited(desk, case) == before
    lifted(desk, case)
    assert case_of(case).state == State.IN_TRANSIT
    assert waited(desk, case) == before
    with pytest.raises(OnTheWay):
        stop_check_ins(actor=me, case_id=case, version=version(case))
    with pytest.raises(WrongState):
        close_case(
            actor=me,
            case_id=case,
            reason=Ending.THREAT_ENDED,
            text="Invented.",
            version=version(case),
        )
    names = {one.name for one, _lacks in steps_for(opened(desk, case))}
    assert {"turn_back", "put_off"} <= names
    assert not {"conclude", "refer_on"} & names
    confirm_arrival(
        actor=me,
        case_id=case,
        version=version(case),
        through=Through.HOST,
        heard=Heard.PHRASE,
        company=Company.ALL,
    )
    assert step(me, case, "arrive")
    stopped_and_lifted(desk, case)
    assert case_of(case).state == State.ARRIVED
    assert Deadline.objects.filter(case=case, clock="settle").exists()
    # What was approved is paid on: the decision stands as it was signed.
    assert authority.may_spend(opened(desk, case))


def test_who_is_looked_for_is_looked_for_after_a_stop(desk: Desk) -> None:
    case, me = travelling_case(desk), desk[ONE]
    assert step(me, case, "lose_contact", text="Invented.")
    assert expected(opened(desk, case)) is None
    said = len(said_of_check_ins(opened(desk, case)))
    # Whoever reads everything would write down what was heard.
    assert step(me, case, "freeze", text="Invented.")
    lifted(desk, case)
    assert case_of(case).state == State.CONTACT_LOST
    assert len(said_of_check_ins(opened(desk, case))) == said
    assert Deadline.objects.filter(case=case, clock="review").exists()
    assert not step(me, case, "find_again", phrase="on")
    confirm_step(actor=desk["lead_one"], case_id=case, version=version(case))
    assert case_of(case).state == State.IN_TRANSIT


def test_a_list_that_was_signed_before_a_stop_is_signed_anew(desk: Desk) -> None:
    case = ready_case(desk)
    stopped_and_lifted(desk, case)
    assert case_of(case).state == State.PLANNING
    clocks = set(case_of(case).deadlines.values_list("clock", flat=True))
    assert "go" not in clocks
    assert not clocks & {"decide", "verify"}


def test_what_was_not_approved_is_assessed_anew_after_a_stop(desk: Desk) -> None:
    case = submitted_case(desk)
    stopped_and_lifted(desk, case)
    assert case_of(case).state == State.ASSESSMENT
    assert authority.approved(opened(desk, case)) is None


def test_a_new_decision_that_is_not_given_ends_no_help(desk: Desk) -> None:
    case, person = approved(desk)
    assert step(desk[ONE], case, "plan", text="Invented.")
    written(desk, case, content(260))
    submit(
        actor=desk[ONE], case_id=case, version=version(case), why="Invented: it costs."
    )
    assert step(desk["approver"], case, "decline", **NO)
    assert case_of(case).state == State.DECLINED
    assert is_under_way(case_of(case))
    assert not ask_erasure(actor=person)
    assert open_wishes(opened(desk, case)) == [Wish.ERASE]


def test_who_is_helped_is_closed_after_a_new_assessment_by_two(desk: Desk) -> None:
    case = arrived_case(desk)
    assert step(desk[ONE], case, "new_threat", text="Invented.")
    ended: dict[str, Any] = {"reason": Ending.THREAT_ENDED, "text": "Invented."}
    assert not close_case(actor=desk[ONE], case_id=case, version=version(case), **ended)
    assert case_of(case).state == State.ASSESSMENT
    confirm_closing(actor=desk["lead_one"], case_id=case, version=version(case))
    assert case_of(case).state == State.CLOSED
    assert closing_holds(opened(desk, case))


def test_who_was_never_helped_is_closed_by_their_owner_alone(desk: Desk) -> None:
    case = in_assessment(desk)
    ended: dict[str, Any] = {"reason": Ending.THREAT_ENDED, "text": "Invented."}
    assert close_case(actor=desk[ONE], case_id=case, version=version(case), **ended)


def is_signed_by_all(desk: Desk, case: UUID) -> bool:
    found = authority.approved(opened(desk, case))
    return found is not None and found.full


def test_a_signature_that_is_missing_may_follow_after_a_stop(desk: Desk) -> None:
    case = submitted_case(desk, 4000, "critical")
    assert signed(desk, case)
    assert not is_signed_by_all(desk, case)
    assert step(desk["verifier"], case, "freeze", text="Invented.")
    assert case not in to_sign(desk["finance"], [case_of(case)])
    lifted(desk, case)
    assert case_of(case).state == State.APPROVED
    assert case in to_sign(desk["finance"], [case_of(case)])
    ratify_decision(actor=desk["finance"], case_id=case, version=version(case))
    assert is_signed_by_all(desk, case)
