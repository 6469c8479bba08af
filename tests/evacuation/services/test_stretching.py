"""One password for each core, then a short wait, then 503."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from evacuation.errors import Busy
from evacuation.services import stretching
from tests.cast import PASSWORD
from tests.evacuation.desk import Desk

WAIT = 0.2
pytestmark = pytest.mark.proof
# Another process that holds the places whose files it is given until it is told.
HOLDER = """
import fcntl, sys
held = [open(path, "w") for path in sys.argv[1:]]
[fcntl.flock(file, fcntl.LOCK_EX) for file in held]
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_places(settings: Settings, tmp_path: Path) -> Path:
    settings.WAYMARK_VAR = tmp_path
    return tmp_path / "stretching"


def test_there_is_a_place_for_each_core_and_no_more() -> None:
    with ExitStack() as held:
        for _core in range(stretching.cores()):
            held.enter_context(stretching.a_place())
        before = time.monotonic()
        with pytest.raises(Busy), stretching.a_place(wait=WAIT):
            pass
        assert WAIT <= time.monotonic() - before < stretching.WAIT_SECONDS
    with stretching.a_place():
        pass


def test_places_hold_for_every_process_and_die_with_it(own_places: Path) -> None:
    with stretching.a_place():
        pass  # Makes the folder.
    paths = [str(own_places / str(number)) for number in range(stretching.cores())]
    command = [sys.executable, "-c", HOLDER, *paths]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy), stretching.a_place(wait=WAIT):
            pass
        other.kill()
    with stretching.a_place():
        pass


@pytest.mark.parametrize(
    "name", ["coordinator_one", pytest.param("nobody-here", marks=pytest.mark.proof)]
)
def test_signing_in_says_when_it_is_too_much(
    desk: Desk, client: Client, name: str
) -> None:
    with ExitStack() as held:
        for _core in range(stretching.cores()):
            held.enter_context(stretching.a_place())
        form = {"login": name, "password": PASSWORD}
        answer = client.post(reverse("account_login"), form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
