"""What the person's letters ask: taken back, paused, under duress."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.board import BoardLine
from evacuation.models import Alert, Case
from evacuation.models.choices import State, Urgency
from evacuation.services import letters
from evacuation.services.alerting import start_alert
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.closing import close_case, reopen_case
from evacuation.services.hearing import signs_of
from evacuation.services.mailbox import sign_in
from evacuation.services.triage import claim_case, hear_case
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import inbox_of, invented_case, invented_letter
from tests.evacuation.services.test_triage import claimed

ONE = "coordinator_one"


def line_of(desk: Desk, case: Case) -> BoardLine:
    line = open_case(desk[ONE], case.pk).line()
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        (["withdraw"], {"withdrawn"}),
        (["pause"], {"paused"}),
        (["pause", "message"], set()),
        (["pause", "contact"], {"paused"}),
        (["withdraw", "message"], set()),
        (["message", "withdraw"], {"withdrawn"}),
        (["duress", "message"], {"duress"}),
    ],
)
def test_letters_ask_until_the_person_writes_again(
    kinds: list[str], found: set[str]
) -> None:
    said = [{"at": str(n), "kind": kind} for n, kind in enumerate(kinds)]
    assert signs_of(reversed(said)) == found


def test_a_request_taken_back_is_heard_as_that(desk: Desk) -> None:
    case, receipt = claimed(desk)
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    hear_case(actor=desk[ONE], case_id=case.pk)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("close", ("withdrawn",))


def test_under_way_a_receipt_alone_only_asks_us_to_stop(desk: Desk) -> None:
    case, receipt = claimed(desk)
    Case.objects.filter(pk=case.pk).update(state=State.ARRIVED)
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    hear_case(actor=desk[ONE], case_id=case.pk)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("hear", ("asked_to_stop",))
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="Invented: no.")
    hear_case(actor=desk[ONE], case_id=case.pk)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("answer", ())


def test_a_pause_stops_the_clock_until_the_person_writes(desk: Desk) -> None:
    case, receipt = claimed(desk)
    letters.pause(actor=sign_in(typed=receipt.shown()))
    opened = hear_case(actor=desk[ONE], case_id=case.pk)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("paused", ("paused",))
    assert opened.case.next_due_at is None
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="I am back")
    opened = hear_case(actor=desk[ONE], case_id=case.pk)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("answer", ())
    assert opened.case.next_due_at is not None


def test_what_came_before_the_claim_is_heard_with_it(desk: Desk) -> None:
    case, receipt = invented_case()
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    case.refresh_from_db()
    claim_case(actor=desk[ONE], case_id=case.pk, version=case.version)
    line = line_of(desk, case)
    assert (line.next_step, line.marks) == ("close", ("withdrawn",))


def test_a_look_at_an_unclaimed_case_marks_it_and_keeps_its_alerts(desk: Desk) -> None:
    case, receipt = invented_case()
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    open_alerts = Alert.objects.filter(case=case, acknowledged_at__isnull=True)
    before = open_alerts.count()
    opened = hear_case(actor=desk[ONE], case_id=case.pk)
    assert opened.case.state == State.RECEIVED
    assert line_of(desk, case).marks == ("withdrawn",)
    assert open_alerts.count() == before
    version = hear_case(actor=desk[ONE], case_id=case.pk).case.version
    assert version == opened.case.version


def test_a_forged_letter_hides_none_of_the_others(desk: Desk) -> None:
    case, receipt = claimed(desk)
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    inbox = inbox_of(open_case(desk[ONE], case.pk))
    said = set(case.records.filter(kind="letter").values_list("pk", flat=True))
    invented_letter(case.pk, inbox, "Forged")
    forged = case.records.filter(kind="letter").exclude(pk__in=said)
    assert forged.update(sealed=b"invented" * 8) == 1
    hear_case(actor=desk[ONE], case_id=case.pk)
    assert line_of(desk, case).marks == ("withdrawn",)


def test_a_duress_phrase_stops_all_contact_until_a_lead_decides(desk: Desk) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    log_attempt(actor=desk[ONE], case_id=case.pk, code=Attempt.DURESS, version=2)
    case.refresh_from_db()
    line = line_of(desk, case)
    assert case.level == Urgency.CRITICAL
    assert (line.next_step, line.marks) == ("decide", ("duress",))
    assert case.next_due_at is not None
    left = case.next_due_at - timezone.now()
    assert timedelta(minutes=9) < left <= timedelta(minutes=15)


def test_a_closed_case_opened_again_keeps_what_the_person_asked(desk: Desk) -> None:
    case, receipt = claimed(desk, danger="week", safe_now="yes")
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    version = hear_case(actor=desk[ONE], case_id=case.pk).case.version
    assert close_case(
        actor=desk[ONE],
        case_id=case.pk,
        reason=Ending.ADVICE,
        text="Asked",
        version=version,
    )
    reopen_case(
        actor=desk[ONE],
        ground=Reopening.CAME_BACK,
        case_id=case.pk,
        reason="Slip",
        version=version + 1,
    )
    assert line_of(desk, case).next_step == "close"


def test_duress_before_the_claim_is_critical_at_once(desk: Desk) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    inbox = inbox_of(open_case(desk[ONE], case.pk))
    invented_letter(case.pk, inbox, "All is well", kind="duress")
    start_alert(case=case, kind=Alert.Kind.MESSAGE)
    opened = hear_case(actor=desk[ONE], case_id=case.pk)
    assert (opened.case.level, opened.case.state) == ("critical", "received")
    assert opened.case.next_due_at is not None
    assert opened.case.next_due_at - timezone.now() <= timedelta(minutes=15)
    line = line_of(desk, case)
    assert line.marks == ("duress",)
    assert line.agrees_with(opened.case.level, opened.case.state)
