"""Taking a request over, replying, closing: what the desk does to a case."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson, StaleVersion
from evacuation.access import board, open_case
from evacuation.errors import NotAllowed, NotVisible, TooLate, WrongState
from evacuation.models import Alert, AuditRow, Case, CaseWrap, Record
from evacuation.models.choices import State, Urgency
from evacuation.services.alerting import start_alert
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.closed import closing_holds
from evacuation.services.closing import (
    close_case,
    confirm_closing,
    reopen_case,
)
from evacuation.services.remarks import write_remark
from evacuation.services.replying import recall_reply, send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.unlocked import Unlocked
from evacuation.vault.receipts import Receipt
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import LEADS, Desk
from tests.evacuation.invented_cases import inbox_of, invented_case, invented_letter
from tests.evacuation.kept_cases import kept

ONE = "coordinator_one"


def claimed(desk: Desk, **said: str) -> tuple[Case, Receipt]:
    case, receipt = _claimed(desk, **said)
    return Case.objects.get(pk=case), receipt


@kept
def _claimed(desk: Desk, **said: str) -> tuple[UUID, Receipt]:
    case, receipt = invented_case(**said)
    claim_case(actor=desk["coordinator_one"], case_id=case.pk, version=1)
    return case.pk, receipt


def second_of(desk: Desk, case: Case) -> Unlocked:
    """The lead who holds its keys beside the owner."""
    wraps = CaseWrap.objects.filter(key__case=case, key__compartment="triage")
    holders = set(wraps.values_list("recipient", flat=True))
    leads = (desk[part] for part in LEADS)
    return next(lead for lead in leads if lead.name in holders)


def test_claiming_gives_an_owner_keys_and_silences_the_alert(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    case.refresh_from_db()
    assert (case.state, case.version) == (State.TRIAGE, 2)
    assert case.owner == desk.users["coordinator_one"]
    assert not Alert.objects.filter(case=case, acknowledged_at__isnull=True).exists()
    mine = CaseWrap.objects.filter(
        key__case=case, recipient=desk["coordinator_one"].name
    )
    assert {wrap.key.compartment for wrap in mine} == {"triage", "inbox", "replies"}
    line = board(desk["coordinator_two"], [case])[case.pk]
    assert line is not None
    assert (line.next_step, line.country, line.danger) == ("contact", "GE", "24h")
    assert AuditRow.objects.order_by("-number")[0].verb == "case.assigned"


def test_the_clock_of_first_contact_runs_from_the_request(desk: Desk) -> None:
    case, _receipt = invented_case()
    owner_by = case.next_due_at
    assert owner_by is not None
    found = claim_case(actor=desk["coordinator_one"], case_id=case.pk, version=1)
    assert found.next_due_at == owner_by + timedelta(minutes=45)


def test_only_one_of_two_claims_wins(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    for version in (1, 2):
        with pytest.raises(WrongState):
            claim_case(actor=desk["coordinator_two"], case_id=case.pk, version=version)
    with pytest.raises(StaleVersion):
        write_remark(actor=desk[ONE], case_id=case.pk, text="Late", version=1)


def test_who_is_not_of_the_desk_changes_nothing(desk: Desk) -> None:
    case, _receipt = invented_case()
    with pytest.raises(NotVisible):
        claim_case(actor=desk["finance"], case_id=case.pk, version=1)
    # A verifier holds the identity key: sees the case, and does not own it.
    with pytest.raises(NotAllowed):
        claim_case(actor=desk["verifier"], case_id=case.pk, version=1)


def test_a_reply_is_taken_back_within_a_minute(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    me = desk["coordinator_one"]
    reply = send_reply(
        actor=me, case_id=case.pk, text="Hello", name_shown="Dental office", version=2
    )
    said = open_case(me, case.pk).content(reply)
    assert (said["text"], said["by"]) == ("Hello", me.name)
    with pytest.raises(TooLate):
        recall_reply(
            actor=second_of(desk, case),
            case_id=case.pk,
            record_id=reply.pk,
            version=3,
        )
    text = recall_reply(actor=me, case_id=case.pk, record_id=reply.pk, version=3)
    assert text == "Hello"
    assert not Record.objects.filter(pk=reply.pk).exists()


def test_a_reply_taken_back_leaves_everything_due_when_it_was(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    due, clocks = case.next_due_at, set(case.deadlines.values_list("clock", "due_at"))
    assert due is not None
    assert due > timezone.now() + timedelta(hours=1)
    reply = send_reply(
        actor=desk[ONE], case_id=case.pk, text="Hello", name_shown="", version=2
    )
    assert Case.objects.get(pk=case.pk).next_due_at != due
    recall_reply(actor=desk[ONE], case_id=case.pk, record_id=reply.pk, version=3)
    case.refresh_from_db()
    assert case.next_due_at == due
    assert set(case.deadlines.values_list("clock", "due_at")) == clocks
    line = open_case(desk[ONE], case.pk).line()
    assert line is not None
    assert line.next_step == "contact"


def test_a_critical_reply_goes_at_once_and_stays(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    me = desk["coordinator_one"]
    reply = send_reply(
        actor=me, case_id=case.pk, text="Go now", name_shown="", version=2
    )
    with pytest.raises(TooLate):
        recall_reply(actor=me, case_id=case.pk, record_id=reply.pk, version=3)


def test_remarks_and_attempts_are_read_with_the_account(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    me = desk["coordinator_one"]
    write_remark(actor=me, case_id=case.pk, text="Ask about the child", version=2)
    log_attempt(
        actor=me, case_id=case.pk, code=Attempt.NO_ANSWER, version=3, reason="Invented"
    )
    opened = open_case(me, case.pk)
    texts = [opened.content(row)["text"] for row in opened.records("triage", "remark")]
    codes = [opened.content(row)["code"] for row in opened.records("triage", "attempt")]
    assert (texts, codes) == (["Ask about the child"], ["no_answer"])


def test_a_duress_phrase_makes_the_case_critical(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    me = desk["coordinator_one"]
    log_attempt(actor=me, case_id=case.pk, code=Attempt.DURESS, version=2)
    opened = open_case(me, case.pk)
    assert opened.case.level == Urgency.CRITICAL
    line = opened.line()
    assert line is not None
    assert line.marks == ("duress",)


def test_a_calm_case_is_closed_by_one_and_opened_again(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    me = desk["coordinator_one"]
    assert close_case(
        actor=me, case_id=case.pk, reason=Ending.ADVICE, text="", version=2
    )
    opened = open_case(me, case.pk)
    assert opened.case.state == State.CLOSED
    assert closing_holds(opened)
    again = reopen_case(
        actor=second_of(desk, case),
        ground=Reopening.IN_ERROR,
        case_id=case.pk,
        reason="Back",
        version=3,
    )
    assert (again.state, again.owner) == (State.TRIAGE, second_of(desk, case).user)


def test_an_urgent_case_is_closed_by_two(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    me = desk["coordinator_one"]
    assert not close_case(
        actor=me, case_id=case.pk, reason=Ending.ADVICE, text="Safe", version=2
    )
    with pytest.raises(SamePerson):
        confirm_closing(actor=me, case_id=case.pk, version=3)
    confirm_closing(actor=second_of(desk, case), case_id=case.pk, version=3)
    opened = open_case(me, case.pk)
    assert opened.case.state == State.CLOSED
    assert closing_holds(opened)


def test_a_state_set_by_hand_does_not_hold(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    me = desk["coordinator_one"]
    close_case(actor=me, case_id=case.pk, reason=Ending.SPAM, text="", version=2)
    case.refresh_from_db()
    case.state = State.CLOSED
    case.save()
    assert not closing_holds(open_case(me, case.pk))


def test_down_from_critical_takes_somebody_else_than_the_owner(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    with pytest.raises(SamePerson):
        set_level(
            actor=desk["coordinator_one"],
            case_id=case.pk,
            level=Urgency.HIGH,
            version=2,
        )
    found = set_level(
        actor=second_of(desk, case),
        case_id=case.pk,
        level=Urgency.HIGH,
        version=2,
    )
    assert found.level == Urgency.HIGH
    due = found.next_due_at
    assert due is not None
    assert due - timezone.now() > timedelta(hours=3, minutes=50)


def test_opening_the_case_hears_its_messages(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    me = desk["coordinator_one"]
    inbox = inbox_of(open_case(me, case.pk))
    invented_letter(case.pk, inbox, "All is well", kind="duress")
    start_alert(case=case, kind=Alert.Kind.MESSAGE)
    hear_case(actor=desk["verifier"], case_id=case.pk)
    assert Alert.objects.filter(case=case, acknowledged_at__isnull=True).exists()
    opened = hear_case(actor=me, case_id=case.pk)
    assert not Alert.objects.filter(case=case, acknowledged_at__isnull=True).exists()
    line = opened.line()
    assert line is not None
    assert (line.next_step, line.marks) == ("decide", ("duress",))
    assert opened.case.level == Urgency.CRITICAL
    assert AuditRow.objects.order_by("-number")[0].verb == "case.opened"
