"""Safe contact: confirmed for a time, inside their hours, with agreed phrases."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.models import Alert, Case, Deadline
from evacuation.models.choices import Urgency
from evacuation.services import changing, contacting
from evacuation.services.attempts import Attempt, NotSafeNow, log_attempt
from evacuation.services.contacting import (
    Confirmed,
    NobodyWrote,
    ReasonMissing,
    Unsafe,
    agree_phrases,
    confirm_contact,
    phrases,
    unsafe_now,
)
from evacuation.services.letters import pause, write_letter
from evacuation.services.mailbox import sign_in
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.steps import Step
from tests.evacuation.decisions import assessed, step
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import inbox_of, invented_case, invented_letter

ONE = "coordinator_one"
ZONE = "Asia/Almaty"


def hours(from_: int, until: int) -> dict[str, str]:
    """Safe hours that begin and end so many hours from now, there."""
    now = timezone.now().astimezone(ZoneInfo(ZONE))
    ends = {"safe_from": from_, "safe_until": until}
    said = {
        name: (now + timedelta(hours=n)).strftime("%H:%M") for name, n in ends.items()
    }
    return {**said, "time_zone": ZONE}


def claimed(desk: Desk, way: dict[str, str] | None = None, **said: str) -> UUID:
    """Calm; `way` is added to how they are reached."""
    said = {"danger": "unknown", "safe_now": "yes", **said}
    case, _receipt = invented_case(way=way or {}, **said)
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    return case.pk


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def confirm(desk: Desk, case: UUID, how: Confirmed, text: str = "") -> None:
    confirm_contact(
        actor=desk[ONE], case_id=case, how=how, text=text, version=version(case)
    )


def attempt(desk: Desk, case: UUID, code: Attempt, reason: str = "") -> None:
    log_attempt(
        actor=desk[ONE], case_id=case, code=code, reason=reason, version=version(case)
    )


def unsafe(desk: Desk, case: UUID) -> list[Unsafe]:
    return unsafe_now(open_case(desk[ONE], case), timezone.now())


def clock(case: UUID) -> datetime | None:
    found = Deadline.objects.filter(case=case, clock="contact").first()
    return found.due_at if found else None


def test_nobody_is_called_before_a_way_is_confirmed(desk: Desk) -> None:
    case = claimed(desk)
    assert unsafe(desk, case) == [Unsafe.UNCONFIRMED]
    with pytest.raises(NotSafeNow) as refused:
        attempt(desk, case, Attempt.NO_ANSWER)
    assert refused.value.field == "reason"
    attempt(desk, case, Attempt.NO_ANSWER, "Invented: they asked to be called")


def test_a_confirmed_way_is_open_until_it_runs_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = claimed(desk)
    past = timezone.now() - timedelta(hours=73)
    with monkeypatch.context() as then:
        then.setattr(changing, "now_text", lambda: past.isoformat())
        confirm(desk, case, Confirmed.PHRASE)
    attempt(desk, case, Attempt.NO_ANSWER)
    Case.objects.filter(pk=case).update(level=Urgency.CRITICAL)
    assert unsafe(desk, case) == [Unsafe.EXPIRED]
    with pytest.raises(NotSafeNow):
        attempt(desk, case, Attempt.REACHED)


def test_outside_their_hours_it_takes_a_reason(desk: Desk) -> None:
    case = claimed(desk, hours(2, 5))
    confirm(desk, case, Confirmed.PHRASE)
    assert unsafe(desk, case) == [Unsafe.HOURS]
    with pytest.raises(NotSafeNow):
        attempt(desk, case, Attempt.REACHED)


def test_inside_their_hours_it_takes_none(desk: Desk) -> None:
    case = claimed(desk, hours(-1, 3))
    confirm(desk, case, Confirmed.PHRASE)
    attempt(desk, case, Attempt.REACHED)


@pytest.mark.parametrize("code", [Attempt.DURESS, Attempt.WRONG])
def test_an_alarm_is_recorded_at_any_hour(desk: Desk, code: Attempt) -> None:
    attempt(desk, claimed(desk, hours(2, 5)), code)


def test_the_mailbox_is_always_there(desk: Desk) -> None:
    case = claimed(desk, hours(2, 5))
    send_reply(
        actor=desk[ONE],
        case_id=case,
        text="Invented",
        name_shown="",
        version=version(case),
    )
    assert clock(case) is None


def test_first_contact_waits_for_the_first_hour_of_their_window(desk: Desk) -> None:
    case = claimed(desk, hours(8, 12), danger="24h")
    due = clock(case)
    assert due is not None
    late = due - timezone.now()
    # Minutes of the window are as they said them, ours are rounded down to five.
    assert timedelta(hours=8, minutes=50) < late <= timedelta(hours=9)
    assert Case.objects.get(pk=case).next_due_at == due
    opened = open_case(desk[ONE], case)
    assert [s["what"] for s in contacting._said(opened)] == ["window"]


def test_first_contact_does_not_wait_while_the_window_is_open(desk: Desk) -> None:
    due = clock(claimed(desk, hours(-1, 3), danger="24h"))
    assert due is not None
    assert due - timezone.now() <= timedelta(hours=1)


def test_being_reached_or_confirmed_stops_the_clock_of_first_contact(
    desk: Desk,
) -> None:
    for way in (Confirmed.PHRASE, Confirmed.IN_PERSON):
        case = claimed(desk)
        assert clock(case) is not None
        confirm(desk, case, way)
        assert clock(case) is None
    case = claimed(desk)
    attempt(desk, case, Attempt.REACHED, "Invented")
    assert clock(case) is None


def test_no_safe_way_needs_words_and_puts_first_contact_off_by_nothing(
    desk: Desk,
) -> None:
    case = claimed(desk)
    before = clock(case)
    assert before is not None
    with pytest.raises(ReasonMissing):
        confirm(desk, case, Confirmed.NONE, " ")
    for _again in range(2):
        confirm(desk, case, Confirmed.NONE, "Invented: the brother has the phone")
        assert clock(case) == before
    assert unsafe(desk, case) == [Unsafe.NONE]


def test_whom_no_way_leads_to_is_written_to_first_after_the_assessment(
    desk: Desk,
) -> None:
    case = claimed(desk)
    assessed(desk, case)
    confirm(desk, case, Confirmed.NONE, "Invented: the brother has the phone")
    assert step(desk[ONE], case, "assess")
    line = open_case(desk[ONE], case).line()
    assert line is not None
    assert line.next_step == Step.CONTACT
    assert clock(case) is not None


def test_where_the_way_was_lost_after_contact_somebody_looks_again(desk: Desk) -> None:
    case = claimed(desk)
    confirm(desk, case, Confirmed.PHRASE)
    confirm(desk, case, Confirmed.NONE, "Invented: the phone was taken")
    assert clock(case) is None
    found = Deadline.objects.get(case=case, clock="check").due_at
    confirm(desk, case, Confirmed.NONE, "Invented: still so")
    assert Deadline.objects.get(case=case, clock="check").due_at == found


def test_who_never_wrote_is_not_confirmed_by_their_mailbox(desk: Desk) -> None:
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    case = made.pk
    with pytest.raises(NobodyWrote) as refused:
        confirm(desk, case, Confirmed.MAILBOX)
    assert refused.value.field == "how"
    write_letter(actor=sign_in(typed=receipt.shown()), text="Invented: it is me.")
    confirm(desk, case, Confirmed.MAILBOX)
    assert unsafe(desk, case) == []
    # They wrote, and have not heard from us yet.
    assert clock(case) is not None
    # The same letter is no second word.
    with pytest.raises(NobodyWrote):
        confirm(desk, case, Confirmed.MAILBOX)


def test_a_letter_under_duress_confirms_no_mailbox(desk: Desk) -> None:
    case = claimed(desk)
    inbox = inbox_of(open_case(desk[ONE], case))
    invented_letter(case, inbox, "All is well", kind="duress")
    with pytest.raises(NobodyWrote):
        confirm(desk, case, Confirmed.MAILBOX)


def test_hearing_from_them_begins_the_time_to_speak_again_anew(desk: Desk) -> None:
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    case = made.pk
    claim_case(actor=desk[ONE], case_id=case, version=1)

    def soon() -> None:
        Deadline.objects.update_or_create(
            case_id=case,
            clock="check",
            defaults={"due_at": timezone.now() + timedelta(hours=1)},
        )

    def put_off() -> bool:
        found = Deadline.objects.get(case=case, clock="check").due_at
        return found - timezone.now() > timedelta(days=6)

    soon()
    confirm(desk, case, Confirmed.PHRASE)
    assert put_off()
    soon()
    attempt(desk, case, Attempt.NO_ANSWER)
    assert not put_off()
    attempt(desk, case, Attempt.REACHED)
    assert put_off()
    soon()
    write_letter(actor=sign_in(typed=receipt.shown()), text="Invented: all is well.")
    assert not put_off()
    hear_case(actor=desk[ONE], case_id=case)
    assert put_off()


def test_a_pause_stops_the_clock_of_first_contact(desk: Desk) -> None:
    case, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    pause(actor=sign_in(typed=receipt.shown()))
    assert Alert.objects.filter(case=case, kind=Alert.Kind.MESSAGE).exists()
    hear_case(actor=desk[ONE], case_id=case.pk)
    assert clock(case.pk) is None


def test_the_newest_phrases_hold_and_change_nothing_of_what_is_confirmed(
    desk: Desk,
) -> None:
    case = claimed(desk)
    confirm(desk, case, Confirmed.PHRASE)
    for ours in ("The heron is late", "The heron is early"):
        agree_phrases(
            actor=desk[ONE],
            case_id=case,
            ours=ours,
            theirs="As ever",
            duress="No wonder",
            version=version(case),
        )
    found = phrases(open_case(desk[ONE], case))
    assert found is not None
    assert found["ours"] == "The heron is early"
    assert unsafe(desk, case) == []
