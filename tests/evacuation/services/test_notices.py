from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_string

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evacuation import sending
from evacuation.models import Alert, Member, Notice
from evacuation.services import notices
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.notices import deliver, keep_watch, raise_due, tell_of_gaps
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty, waiting_case

pytestmark = pytest.mark.proof

EVERYBODY = ("coordinator_one", "coordinator_two", "lead_one", "lead_two", "auditor")
TEXT = "Somebody is waiting. Sign in."


@pytest.fixture
def staffed(desk: Desk, receivers: Receivers) -> Desk:
    """Coordinator one on duty, lead one standing in, everybody with addresses."""
    give_addresses(desk, *EVERYBODY)
    put_on_duty(desk, "coordinator_one", stand_in="lead_one", end=80 * HOUR)
    return desk


def later(alert: Alert, minutes: float) -> None:
    """Let that much time pass for the alert."""
    past = timedelta(minutes=minutes)
    row = Alert.objects.get(pk=alert.pk)
    assert row.next_at is not None
    Alert.objects.filter(pk=alert.pk).update(
        raised_at=row.raised_at - past, next_at=row.next_at - past
    )


def told(receivers: Receivers) -> list[str]:
    """Who got a mail since the last look, by name."""
    found = sorted(to.partition("@")[0] for to, _ in receivers.mails)
    receivers.mails.clear()
    return found


def test_a_critical_request_wakes_who_is_on_duty_over_two_channels(
    staffed: Desk, receivers: Receivers
) -> None:
    waiting_case("critical")
    keep_watch()
    ((to, mail),) = receivers.mails
    assert to == "coordinator_one@example.org"
    assert message_from_string(mail).get_payload().strip() == TEXT  # type: ignore[union-attr]
    (call,) = receivers.calls
    assert (call["to"], call["text"]) == ("+995599000000", TEXT)


def test_a_notice_says_nothing_of_the_case(staffed: Desk, receivers: Receivers) -> None:
    for level in ("critical", "medium"):
        waiting_case(level)
        keep_watch()
    texts = {message_from_string(mail).get_payload() for _, mail in receivers.mails}
    subjects = {message_from_string(mail)["Subject"] for _, mail in receivers.mails}
    assert len(receivers.mails) == 2
    assert len(texts) == len(subjects) == 1


def test_a_notice_speaks_the_members_language(
    staffed: Desk, receivers: Receivers
) -> None:
    member = Member.objects.get(user=staffed.users["coordinator_one"])
    member.notice_language = "uk"
    member.save()
    waiting_case("critical")
    keep_watch()
    assert receivers.calls[0]["text"] == "Хтось чекає. Увійдіть."


def test_it_climbs_every_five_minutes_until_everybody_is_told(
    staffed: Desk, receivers: Receivers
) -> None:
    alert = waiting_case("critical")
    seen = []
    for _ in range(5):
        keep_watch()
        seen.append(told(receivers))
        keep_watch()
        assert told(receivers) == []  # Not twice for one step.
        later(alert, 5)
    duty, leads = ["coordinator_one"], ["lead_one", "lead_two"]
    everybody = sorted(EVERYBODY)
    assert seen == [duty, [*duty, "lead_one"], [*duty, *leads], everybody, everybody]


@pytest.mark.parametrize(
    ("level", "kind", "minutes"),
    [
        ("critical", "request", 5),
        ("high", "request", 40),
        ("medium", "request", 480),
        ("low", "request", 1440),
        ("low", "message", 20),
    ],
)
def test_each_climbs_in_thirds_of_its_deadline(
    staffed: Desk, receivers: Receivers, level: str, kind: str, minutes: int
) -> None:
    alert = waiting_case(level, kind)
    keep_watch()
    assert told(receivers) == ["coordinator_one"]
    later(alert, minutes - 2)
    keep_watch()
    assert told(receivers) == []
    later(alert, 2)
    keep_watch()
    assert told(receivers) == ["coordinator_one", "lead_one"]


def test_whoever_opens_the_case_stops_the_climbing(
    staffed: Desk, receivers: Receivers
) -> None:
    alert = waiting_case("critical")
    keep_watch()
    told(receivers)
    acknowledge_alerts(actor=staffed.users["coordinator_one"], case=alert.case)
    Alert.objects.filter(pk=alert.pk).update(raised_at=timezone.now() - HOUR)
    keep_watch()
    assert told(receivers) == []


def test_what_is_claimed_is_not_sent_after_somebody_has_heard(
    staffed: Desk, receivers: Receivers
) -> None:
    alert = waiting_case("critical")
    raise_due()
    acknowledge_alerts(actor=staffed.users["lead_one"], case=alert.case)
    assert deliver() == 0
    assert told(receivers) == []


def test_an_empty_rota_wakes_the_leads_at_once(
    desk: Desk, receivers: Receivers
) -> None:
    give_addresses(desk, "lead_one", "auditor")
    waiting_case("critical")
    raise_due()
    deliver()
    assert told(receivers) == ["lead_one"]


def test_a_refused_mail_is_tried_again_while_the_phone_rings(
    staffed: Desk, receivers: Receivers
) -> None:
    receivers.mail = "refuse"
    waiting_case("critical")
    keep_watch()
    assert len(receivers.calls) == 1
    receivers.mail = "take"
    Notice.objects.filter(channel="mail").update(next_at=timezone.now())
    keep_watch()
    assert told(receivers) == ["coordinator_one"]
    assert len(receivers.calls) == 1


def test_a_notice_is_given_up_after_its_tries(
    staffed: Desk, receivers: Receivers
) -> None:
    receivers.mail = "refuse"
    alert = waiting_case("low")
    for _ in range(notices.MOST_TRIES + 1):
        keep_watch()
        Notice.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
    row = Notice.objects.get(alert=alert, channel="mail")
    assert row.tries == notices.MOST_TRIES
    assert row.failed_at is not None


def test_a_claim_of_a_dead_worker_runs_out(staffed: Desk, receivers: Receivers) -> None:
    waiting_case("critical")
    raise_due()
    assert notices._claim()  # Its worker dies here.
    assert deliver() == 0
    rows = Notice.objects.all()
    rows.update(next_at=timezone.now())
    assert deliver() == 2
    assert {row.tries for row in Notice.objects.all()} == {2}


@pytest.mark.parametrize("hours", [1, 24 * 365])
def test_a_clock_that_was_set_back_holds_nothing_up(
    staffed: Desk, receivers: Receivers, hours: int
) -> None:
    alert = waiting_case("critical")
    keep_watch()
    told(receivers)
    later(alert, -60 * hours)  # As it looks when the clock goes back by so much.
    keep_watch()
    assert told(receivers) == ["coordinator_one", "lead_one"]
    keep_watch()
    assert told(receivers) == []


def test_a_clock_that_was_set_forward_takes_one_step_at_a_time(
    staffed: Desk, receivers: Receivers
) -> None:
    alert = waiting_case("critical")
    keep_watch()
    told(receivers)
    later(alert, 60 * 24)
    keep_watch()
    keep_watch()
    assert told(receivers) == ["coordinator_one", "lead_one"]


def test_many_alerts_are_one_message_for_each_person(
    staffed: Desk, receivers: Receivers
) -> None:
    for _ in range(40):
        waiting_case("critical")
    keep_watch()
    assert told(receivers) == ["coordinator_one"]
    assert Notice.objects.filter(sent_at__isnull=False).count() == 80


def test_a_step_has_one_notice_for_a_person_and_channel(staffed: Desk) -> None:
    alert = waiting_case("critical")
    raise_due()
    row = Notice.objects.filter(alert=alert).first()
    assert row is not None
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_gap_is_told_to_leads_once_a_day(
    staffed: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_of_gaps()
    deliver()
    assert told(receivers) == []
    for part in ("coordinator_one", "lead_one"):
        rows = Member.objects.filter(user=staffed.users[part])
        rows.update(suspended_at=timezone.now())
    for _ in range(2):
        tell_of_gaps()
        deliver()
    assert told(receivers) == ["lead_two"]


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", []), ("Asia/Almaty", ["lead_two"])]
)
def test_a_distant_gap_is_told_by_day(
    desk: Desk,
    receivers: Receivers,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    expected: list[str],
) -> None:
    give_addresses(desk, "lead_two")
    put_on_duty(desk, "lead_one", end=100 * HOUR)
    at = datetime.now(tz=UTC).replace(hour=6) + timedelta(days=2)
    Member.objects.update(time_zone=zone)
    monkeypatch.setattr(timezone, "now", lambda: at)
    tell_of_gaps()
    deliver()
    assert told(receivers) == expected


def test_a_command_reads_the_notice_from_its_input(
    staffed: Desk, receivers: Receivers, settings: object, tmp_path: object
) -> None:
    said = f"{tmp_path}/said"
    settings.WAYMARK_GATEWAY_URL = ""  # type: ignore[attr-defined]
    settings.WAYMARK_GATEWAY_COMMAND = ["tee", said]  # type: ignore[attr-defined]
    waiting_case("critical")
    keep_watch()
    with open(said, encoding="utf-8") as file:
        assert TEXT in file.read()


def test_a_command_that_fails_is_a_failure(settings: object) -> None:
    settings.WAYMARK_GATEWAY_URL = ""  # type: ignore[attr-defined]
    settings.WAYMARK_GATEWAY_COMMAND = ["false"]  # type: ignore[attr-defined]
    with pytest.raises(sending.Undelivered):
        sending.send("phone", sending.Message("+1", TEXT, "key"))
