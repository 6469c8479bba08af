"""Real server processes for tests that need more than Django's test client."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from config import processes

START_SECONDS = 60
StartServer = Callable[..., "Server"]


@dataclass(frozen=True)
class Server:
    """A gunicorn of its own: its address, and the DATABASE_URL it works on."""

    url: str
    database_url: str


@pytest.fixture
def start_gunicorn(tmp_path: Path) -> Iterator[StartServer]:
    """Starts gunicorn on a DATABASE_URL, with extra environment by keyword."""
    running: list[subprocess.Popen[bytes]] = []

    def start(database_url: str, **environment: str) -> Server:
        server = Server(f"http://127.0.0.1:{free_port()}", database_url)
        log = tmp_path / f"gunicorn-{len(running)}.log"
        running.append(_gunicorn(server, log, environment))
        wait_for(server.url, running[-1], log)
        return server

    yield start
    for process in running:
        put_down(process)


@pytest.fixture
def live_gunicorn(start_gunicorn: StartServer, cloned_database: str) -> Server:
    """The service as it is deployed, on a database of the test's own."""
    return start_gunicorn(cloned_database)


def put_down(process: subprocess.Popen[bytes]) -> None:
    """With all that it started. What tidies up after itself takes seconds for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def service_environment(**extra: str) -> dict[str, str]:
    """This process's environment for a service process, in test mode."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    return {**inherited, "WAYMARK_MODE": "test", **extra}


def _gunicorn(
    server: Server, log: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    config = settings.BASE_DIR / "tests" / "gunicorn_conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config)]
    command += ["config.wsgi"]
    own = {"DATABASE_URL": server.database_url, "PORT": server.url.rpartition(":")[2]}
    with log.open("wb") as output:
        return processes.start(
            command,
            farewell=signal.SIGTERM,
            output=output,
            environment=service_environment(**own, **environment),
        )


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers; a worker for it to be healthy is another matter
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"gunicorn did not start:\n{log.read_text()[-2000:]}")
