from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from evacuation import audit
from evacuation.errors import NotAllowed
from evacuation.models import (
    Alert,
    AuditRow,
    DeskDate,
    Drill,
    Member,
    Shift,
    SignedDocument,
    TeamWrap,
)
from evacuation.services import backups, status
from evacuation.services.alarms import note_what_is_unheard
from evacuation.services.notices import keep_watch
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty, waiting_case


@pytest.fixture
def ready(desk: Desk, receivers: Receivers) -> Desk:
    """A desk that lacks nothing."""
    give_addresses(desk, "coordinator_one", "lead_one")
    put_on_duty(desk, "coordinator_one", end=80 * HOUR)
    now = timezone.now()
    Drill.objects.create(
        user=desk.users["lead_one"],
        asked_at=now,
        mail_heard_at=now,
        phone_heard_at=now,
    )
    audit.write(actor="worker", verb=backups.CHECKED)
    status.record_rehearsal(actor=desk.users["lead_one"])
    keep_watch()
    return desk


def lacking() -> list[str]:
    return [line.code for line in status.lines() if not line.good]


def test_a_desk_that_lacks_nothing_is_green(ready: Desk) -> None:
    assert lacking() == []
    call_command("desk_status", stdout=StringIO())


def test_a_new_desk_lacks_what_people_must_do(desk: Desk) -> None:
    expected = ["channels", "worker", "covered", "reachable"]
    assert lacking() == [*expected, "heard", "backup", "rehearsed"]
    said = StringIO()
    with pytest.raises(CommandError, match="7 of 11"):
        call_command("desk_status", stdout=said)
    assert "Fill the gaps in the rota." in said.getvalue()


def test_a_roster_that_does_not_verify_is_red(ready: Desk) -> None:
    SignedDocument.objects.filter(kind="roster").update(data=b"forged")
    assert lacking() == ["trust", "holders", "parts"]


def test_one_holder_of_a_key_is_too_few(ready: Desk) -> None:
    # Leads and the verifier hold the identity key.
    for part in ("lead_one", "lead_two"):
        name = ready.card(part).name
        TeamWrap.objects.filter(team="identity", recipient=name).delete()
    assert lacking() == []
    rows = Member.objects.filter(user=ready.users["lead_three"])
    rows.update(code_proven_at=None)
    assert lacking() == ["holders"]


def test_a_key_that_was_exchanged_in_the_database_holds_nothing(ready: Desk) -> None:
    for part in ("lead_one", "lead_two", "lead_three"):
        rows = Member.objects.filter(user=ready.users[part])
        rows.update(box_public=b"x" * 32)
    assert lacking() == ["holders"]


def test_one_channel_is_too_few(ready: Desk, settings: Settings) -> None:
    settings.WAYMARK_GATEWAY_URL = ""
    assert lacking() == ["channels", "reachable"]


def test_a_gap_in_three_days_is_red(ready: Desk) -> None:
    Shift.objects.update(ends_at=timezone.now() + 71 * HOUR)
    assert lacking() == ["covered"]


def test_an_old_answer_is_red_and_a_case_that_was_opened_counts(ready: Desk) -> None:
    old = timezone.now() - timedelta(days=31)
    Drill.objects.update(mail_heard_at=old)
    assert lacking() == ["heard"]
    alert = waiting_case("low")
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=timezone.now())
    assert lacking() == []


def test_an_old_backup_is_red(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(hours=25)
    Shift.objects.update(ends_at=later + 80 * HOUR)
    DeskDate.objects.filter(name="watched").update(at=later)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert lacking() == ["backup"]
    assert AuditRow.objects.filter(verb=backups.CHECKED).count() == 1


def test_only_a_lead_says_that_recovery_was_rehearsed(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        status.record_rehearsal(actor=desk.users["coordinator_one"])
    assert not DeskDate.objects.exists()


def test_in_production_the_form_opens_when_all_is_green_and_stays(
    desk: Desk, settings: Settings, request: pytest.FixtureRequest
) -> None:
    assert status.form_may_open()
    settings.WAYMARK_MODE = "production"
    assert not status.form_may_open()
    assert not DeskDate.objects.exists()
    settings.WAYMARK_MODE = "test"
    request.getfixturevalue("ready")
    settings.WAYMARK_MODE = "production"
    assert status.form_may_open()
    Shift.objects.all().delete()
    assert lacking() == ["covered", "reachable"]
    assert status.form_may_open()


def test_the_promise_is_now_later_or_unknown(ready: Desk) -> None:
    assert status.promise_now().now
    coming = timezone.now() + 5 * HOUR
    Shift.objects.update(starts_at=coming)
    assert status.promise_now() == status.Promise(now=False, at=coming)
    DeskDate.objects.filter(name="watched").delete()
    assert status.promise_now() == status.Promise(now=False, at=None)


def test_nothing_is_promised_while_an_alert_is_not_heard(ready: Desk) -> None:
    alert = waiting_case("critical")
    stuck = timezone.now() - timedelta(minutes=4)
    Alert.objects.filter(pk=alert.pk).update(raised_at=stuck)
    note_what_is_unheard()
    assert status.promise_now() == status.Promise(now=False, at=None)
    Alert.objects.filter(pk=alert.pk).update(acknowledged_at=timezone.now())
    note_what_is_unheard()
    assert status.promise_now().now
