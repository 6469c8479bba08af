from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from config.deadman import say_all_is_well
from config.worker import beat
from evacuation.models import Alert, DeskDate, Notice
from evacuation.services.alarms import alarms
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.notices import MOST_TRIES, keep_watch
from evacuation.templatetags.duty import alarm_banner
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty, waiting_case

BANNER = "evacuation/duty/_banner.html"


@pytest.fixture
def staffed(desk: Desk, receivers: Receivers) -> Desk:
    give_addresses(desk, "coordinator_one", "lead_one")
    put_on_duty(desk, "coordinator_one", end=80 * HOUR)
    keep_watch()
    return desk


def test_all_is_quiet_on_a_staffed_desk(staffed: Desk) -> None:
    assert alarms() == []


def test_an_alert_that_went_out_is_no_alarm(staffed: Desk) -> None:
    waiting_case("critical")
    keep_watch()
    assert alarms() == []


def test_an_alert_that_everybody_ignores_is_an_alarm(staffed: Desk) -> None:
    alert = waiting_case("critical")
    for _ in range(4):
        keep_watch()
        assert alarms() == []
        Alert.objects.update(next_at=timezone.now())
    assert alarms() == ["unheard"]
    keep_watch()
    assert alarms() == ["unheard"]
    assert "Open the list" in render_to_string(BANNER, alarm_banner())
    acknowledge_alerts(actor=staffed.users["lead_one"], case=alert.case)
    assert alarms() == []
    assert "Open the list" not in render_to_string(BANNER, alarm_banner())


def test_an_alert_that_fails_on_both_channels_is_an_alarm(
    staffed: Desk, receivers: Receivers
) -> None:
    receivers.mail = receivers.phone = "refuse"
    waiting_case("medium")
    for _ in range(MOST_TRIES):
        assert alarms() == []
        keep_watch()
        Notice.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
    assert alarms() == ["undelivered"]


def test_an_alert_that_fails_on_one_channel_is_none(
    staffed: Desk, receivers: Receivers
) -> None:
    receivers.mail = "refuse"
    waiting_case("medium")
    for _ in range(MOST_TRIES):
        keep_watch()
        Notice.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
    assert alarms() == []


def test_an_alert_that_nobody_sends_is_an_alarm_after_three_minutes(
    staffed: Desk,
) -> None:
    waiting_case("critical")
    assert alarms() == []
    Alert.objects.update(raised_at=timezone.now() - timedelta(minutes=4))
    assert alarms() == ["undelivered"]


def test_a_silent_worker_is_an_alarm(staffed: Desk) -> None:
    DeskDate.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert alarms() == ["unwatched"]


def test_an_empty_rota_and_no_channel_are_alarms(desk: Desk) -> None:
    keep_watch()
    assert alarms() == ["no_channel", "uncovered"]


def test_health_is_red_while_an_alert_is_stuck(staffed: Desk, client: Client) -> None:
    beat()
    assert client.get("/healthz").status_code == 200
    waiting_case("critical")
    Alert.objects.update(raised_at=timezone.now() - timedelta(minutes=4))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["alerts"]) == (503, "failed")


def test_the_dead_man_is_called_only_while_all_is_well(
    staffed: Desk, receivers: Receivers
) -> None:
    assert not say_all_is_well()  # No heartbeat yet.
    beat()
    assert say_all_is_well()
    assert receivers.pings == 1
    waiting_case("critical")
    Alert.objects.update(raised_at=timezone.now() - timedelta(minutes=4))
    assert not say_all_is_well()
    assert receivers.pings == 1
