"""Somebody writes at night, and somebody wakes: with real processes and servers."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from config import processes
from evacuation.models import Alert, Case, Notice
from evacuation.services.notices import LEASE
from tests.cast import make_places
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty, waiting_case
from tests.proof.desk_stage import DeskStage
from tests.servers import StartServer, put_down, service_environment

pytestmark = pytest.mark.proof

FORM = re.compile(r'name="form" value="([0-9a-f.]+)"')
ANSWERS = {
    "safe_now": "no",
    "danger": "24h",
    "country": "GE",
    "language": "ru",
    "asking": "self",
    "consent_store_assess": "1",
    "send": "1",
}
# What it takes to start, at most, where much else runs.
SOON = 45.0
StartWorker = Callable[[], "subprocess.Popen[bytes]"]


def environment(stage: DeskStage, receivers: Receivers) -> dict[str, str]:
    """One set of keys for this process and those that it starts."""
    return {**stage.environment(), **receivers.environment()}


@pytest.fixture
def start_worker(
    desk_stage: DeskStage, receivers: Receivers, tmp_path: Path
) -> Iterator[StartWorker]:
    """Starts `manage.py worker` on the stage."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
        with (tmp_path / f"worker-{len(running)}.log").open("wb") as output:
            running.append(
                processes.start(
                    command,
                    farewell=signal.SIGTERM,
                    output=output,
                    environment=service_environment(
                        DATABASE_URL=desk_stage.database_url,
                        DJANGO_SETTINGS_MODULE="tests.quick_settings",
                        **environment(desk_stage, receivers),
                    ),
                )
            )
        return running[-1]

    yield start
    receivers.over.set()
    for process in running:
        put_down(process)


@pytest.fixture
def staffed(desk_stage: DeskStage, receivers: Receivers) -> DeskStage:
    give_addresses(desk_stage.desk, "coordinator_one", "lead_one", "lead_two")
    put_on_duty(desk_stage.desk, "coordinator_one", stand_in="lead_one", end=80 * HOUR)
    return desk_stage


def until(true: Callable[[], object], seconds: float) -> float:
    """Wait for it; how long it took, in seconds."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "It did not happen in time."
        time.sleep(0.2)
    return time.monotonic() - start


def ask_for_help(url: str) -> None:
    """Through the form, as a browser without scripts does."""
    with urllib.request.urlopen(f"{url}/help/", b"start=1", timeout=20) as page:
        found = FORM.search(page.read().decode())
    assert found is not None
    said = urllib.parse.urlencode({"form": found[1], **ANSWERS}).encode()
    with urllib.request.urlopen(f"{url}/help/", data=said, timeout=20) as answer:
        assert answer.status == 200


def named(receivers: Receivers) -> list[str]:
    return sorted(to.partition("@")[0] for to, _ in receivers.mails)


def health(url: str) -> dict[str, str]:
    with closing(urllib.request.urlopen(f"{url}/healthz", timeout=20)) as answer:
        found: dict[str, str] = json.load(answer)
    return found


def test_a_request_wakes_somebody_over_two_channels_and_climbs(
    staffed: DeskStage,
    receivers: Receivers,
    start_gunicorn: StartServer,
    start_worker: StartWorker,
) -> None:
    make_places()
    start_worker()
    server = start_gunicorn(staffed.database_url, **environment(staffed, receivers))
    ask_for_help(server.url)
    until(lambda: receivers.mails and receivers.calls, SOON)
    assert named(receivers) == ["coordinator_one"]
    assert [call["to"] for call in receivers.calls] == ["+995599000000"]
    alert = Alert.objects.get()
    assert alert.case.level == "critical"
    until(lambda: receivers.pings, SOON)
    assert health(server.url)["status"] == "ok"
    # Five minutes later; then two ticks more, in which nothing may come twice.
    Alert.objects.update(next_at=F("next_at") - timedelta(minutes=5))
    until(lambda: len(receivers.calls) == 3, SOON)
    pings = receivers.pings
    until(lambda: receivers.pings >= pings + 2, SOON)
    assert named(receivers) == ["coordinator_one", "coordinator_one", "lead_one"]
    assert len(receivers.calls) == 3


def test_a_worker_killed_while_it_sends_loses_nothing(
    staffed: DeskStage, receivers: Receivers, start_worker: StartWorker
) -> None:
    receivers.phone = "hang"
    waiting_case("critical")
    worker = start_worker()
    assert receivers.hanging.wait(SOON)
    mail = Notice.objects.filter(channel="mail", sent_at__isnull=False)
    until(mail.exists, SOON)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert receivers.calls == []
    receivers.phone = "take"
    # What it had claimed is its own until the claim runs out.
    start_worker()
    pings = receivers.pings
    until(lambda: receivers.pings >= pings + 2, SOON)
    assert receivers.calls == []
    # Then, sooner than the next step in five minutes, this one is tried again.
    Notice.objects.filter(channel="phone").update(next_at=F("next_at") - LEASE)
    until(lambda: receivers.calls, SOON)
    assert len(receivers.calls) == 1
    assert named(receivers) == ["coordinator_one"]
    row = Notice.objects.get(channel="phone")
    until(lambda: Notice.objects.filter(pk=row.pk, sent_at__isnull=False), 5)
    assert Notice.objects.get(pk=row.pk).tries == 2


def test_an_alert_raised_while_no_worker_lives_is_sent_when_one_does(
    staffed: DeskStage, receivers: Receivers, start_worker: StartWorker
) -> None:
    worker = start_worker()
    until(lambda: receivers.pings, SOON)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    waiting_case("critical")
    pings = receivers.pings
    time.sleep(3)
    assert receivers.pings == pings
    start_worker()
    until(lambda: receivers.mails and receivers.calls, SOON)
    assert named(receivers) == ["coordinator_one"]


def test_what_is_overdue_wakes_somebody_though_the_worker_is_killed(
    staffed: DeskStage, receivers: Receivers, start_worker: StartWorker
) -> None:
    receivers.phone = "hang"
    now = timezone.now()
    case = Case.objects.create(
        level="critical", state="triage", created_at=now, next_due_at=now - HOUR
    )
    worker = start_worker()
    assert receivers.hanging.wait(SOON)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    receivers.phone = "take"
    start_worker()
    Notice.objects.filter(channel="phone").update(next_at=F("next_at") - LEASE)
    until(lambda: receivers.calls, SOON)
    assert len(receivers.calls) == 1
    alert = Alert.objects.get()
    assert (alert.case_id, alert.kind) == (case.pk, "deadline")
    # Done: the next tick stops it, and nobody is told again.
    Case.objects.filter(pk=case.pk).update(next_due_at=None)
    done = Alert.objects.filter(acknowledged_at__isnull=False)
    until(done.exists, SOON)
    pings = receivers.pings
    until(lambda: receivers.pings > pings, SOON)
    assert len(receivers.calls) == 1
