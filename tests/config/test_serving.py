"""`manage.py serve` as a person meets it: a real process, its children, its end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from tests.servers import free_port, service_environment

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """A var folder of the module's own, which the first run fills."""
    # Short, and not pytest's: root's PostgreSQL runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="waymark-serve-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serve(var: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(port: int) -> subprocess.Popen[str]:
        environment = service_environment(
            WAYMARK_MODE="demo", WAYMARK_VAR=str(var), PORT=str(port)
        )
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--empty"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """The output up to the line with `words`; fails when it ends before."""
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        if words in line:
            return output
    raise AssertionError(f"ended without saying {words!r}:\n{output}")


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process(process.pid).children(
        recursive=True
    )
    return children


def assert_all_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=20)
    assert alive == []


@pytest.mark.proof
@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
    ],
)
def test_one_signal_stops_everything_it_started(
    serve: Serve, number: signal.Signals
) -> None:
    port = free_port()
    process = serve(port)
    read_until(process, "Ctrl-C stops everything")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.status == 200
    children = family(process)
    names = " ".join(" ".join(child.cmdline()) for child in children)
    for part in ("gunicorn", "worker", "postgres"):
        assert part in names
    process.send_signal(number)
    assert process.wait(timeout=40) == 0
    assert_all_gone(children)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


@pytest.mark.proof
def test_a_second_run_is_ready_in_seconds(serve: Serve) -> None:
    first = serve(free_port())
    read_until(first, "Ctrl-C stops everything")
    first.send_signal(signal.SIGTERM)
    first.wait(timeout=40)
    began = time.monotonic()
    output = read_until(serve(free_port()), "Ctrl-C stops everything")
    assert time.monotonic() - began < 20
    for step in ("Making a PostgreSQL", "Migrating", "Collecting"):
        assert step not in output


@pytest.mark.proof
@pytest.mark.parametrize("part", ["gunicorn", "manage.py worker", "postgres"])
def test_a_part_that_dies_takes_the_rest_down_aloud(serve: Serve, part: str) -> None:
    process = serve(free_port())
    read_until(process, "Ctrl-C stops everything")
    children = family(process)
    direct = psutil.Process(process.pid).children()
    (victim,) = [child for child in direct if part in " ".join(child.cmdline())]
    victim.send_signal(signal.SIGKILL)
    assert process.wait(timeout=60) == 1
    assert process.stdout is not None
    assert "Stopped everything" in process.stdout.read()
    assert_all_gone(children)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for it")
@pytest.mark.proof
def test_nothing_outlives_a_killed_run(serve: Serve) -> None:
    process = serve(free_port())
    read_until(process, "Ctrl-C stops everything")
    children = family(process)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    assert_all_gone(children)


@pytest.mark.proof
def test_a_signal_during_the_start_stops_it_too(serve: Serve) -> None:
    process = serve(free_port())
    read_until(process, "PostgreSQL …")
    time.sleep(0.5)
    children = family(process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    assert_all_gone(children)


@pytest.mark.proof
def test_a_second_owner_is_told(serve: Serve) -> None:
    first = serve(free_port())
    read_until(first, "Ctrl-C stops everything")
    second = serve(free_port())
    assert second.wait(timeout=40) == 1
    assert second.stdout is not None
    assert "in use by another run" in second.stdout.read()
    assert first.poll() is None


def test_a_taken_port_is_named_before_anything_starts(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = serve(port)
        assert process.wait(timeout=40) == 1
        assert process.stdout is not None
        assert f"Port {port} is taken" in process.stdout.read()


@pytest.mark.proof
def test_secrets_of_the_demo_are_readable_by_us_alone(serve: Serve, var: Path) -> None:
    read_until(serve(free_port()), "Ctrl-C stops everything")
    kept = list((var / "secrets").iterdir())
    assert len(kept) == 4
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0
        assert path.stat().st_uid == os.geteuid()
