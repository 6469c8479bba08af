"""Many at once at the public form: nothing lost, nothing twice, one chain."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from config import processes
from evacuation.access import open_case, visible_cases
from evacuation.models import AuditRow, Case, Mailbox
from evacuation.services.auditing import verify_audit
from evacuation.services.mailbox import sign_in
from evacuation.vault.receipts import read_receipt
from tests.proof.desk_browser import ANSWERS, Browser
from tests.proof.desk_stage import DeskStage
from tests.servers import StartServer, free_port, service_environment, wait_for

pytestmark = pytest.mark.proof

CLIENTS = 64


def _ask(url: str, story: str) -> str:
    """One request through the form; its receipt, "" where the answer never came."""
    browser = Browser(url)
    try:
        form = browser.form_key()
        page = browser.post("/help/", form=form, story=story, **ANSWERS)
    except (OSError, HTTPException, KeyError):
        return ""
    return page.receipt if page.status == 200 else ""


def _stories(stage: DeskStage) -> list[str]:
    me = stage.desk["coordinator_one"]
    return [
        open_case(me, case.pk).only("triage", "account")["story"]
        for case in visible_cases(me)
    ]


def test_sixty_four_at_once_lose_nothing_and_do_not_fork_the_audit(
    desk_stage: DeskStage, start_gunicorn: StartServer
) -> None:
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    told = [f"Invented heron {n}" for n in range(CLIENTS)]
    start = threading.Barrier(CLIENTS)

    def ask(story: str) -> str:
        start.wait()
        return _ask(server.url, story)

    with ThreadPoolExecutor(CLIENTS) as pool:
        receipts = list(pool.map(ask, told))
    assert "" not in receipts
    assert len(set(receipts)) == CLIENTS
    assert Counter(_stories(desk_stage)) == Counter(told)
    assert len({case.pk for case in Case.objects.all()}) == CLIENTS
    found = verify_audit()
    assert found.good
    assert found.rows == AuditRow.objects.count()
    assert len({sign_in(typed=receipt).case for receipt in receipts}) == CLIENTS


def test_one_form_sent_by_many_at_once_makes_one_request(
    desk_stage: DeskStage, start_gunicorn: StartServer
) -> None:
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    form = Browser(server.url).form_key()
    start = threading.Barrier(16)

    def send(number: int) -> str:
        start.wait()
        story = f"Invented heron {number}"
        return (
            Browser(server.url)
            .post("/help/", form=form, story=story, **ANSWERS)
            .receipt
        )

    with ThreadPoolExecutor(16) as pool:
        receipts = set(pool.map(send, range(16)))
    assert len(receipts) == 1
    assert len(_stories(desk_stage)) == 1
    assert verify_audit().good


def test_a_server_killed_under_load_loses_nothing_that_it_acknowledged(
    desk_stage: DeskStage, tmp_path: Path
) -> None:
    url, process = _killable(desk_stage, tmp_path)
    acknowledged: dict[str, str] = {}
    enough, stopping = threading.Event(), threading.Event()

    def keep_asking(client: int) -> None:
        for number in range(200):
            if stopping.is_set():
                return
            story = f"Invented heron {client}/{number}"
            receipt = _ask(url, story)
            if receipt:
                acknowledged[receipt] = story
            if len(acknowledged) >= 40:
                enough.set()

    with ThreadPoolExecutor(8) as pool:
        for client in range(8):
            pool.submit(keep_asking, client)
        assert enough.wait(60)
        # All of its processes, without a word.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        stopping.set()
    kept = dict(acknowledged)
    assert Counter(kept.values()) - Counter(_stories(desk_stage)) == Counter()
    for receipt in kept:
        assert Mailbox.objects.filter(pk=read_receipt(receipt).lookup).exists()
    assert verify_audit().good


def _killable(stage: DeskStage, folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """A gunicorn that leads its own group, so that one signal reaches all of it."""
    port = free_port()
    config = settings.BASE_DIR / "tests" / "gunicorn_conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config), "config.wsgi"]
    own = {"DATABASE_URL": stage.database_url, "PORT": str(port)}
    log = folder / "killed.log"
    with log.open("wb") as output:
        process = processes.start(
            command,
            farewell=signal.SIGTERM,
            output=output,
            environment=service_environment(**own, **stage.environment()),
        )
    url = f"http://127.0.0.1:{port}"
    wait_for(url, process, log)
    connections.close_all()
    return url, process
