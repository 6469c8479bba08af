"""Everything `make run` starts, watches and stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from django.conf import settings

from config import processes

READY_SECONDS = 90
# gunicorn lets requests finish on SIGTERM, the worker its task.
FAREWELL = {signal.SIGTERM: 20.0, signal.SIGQUIT: 5.0}


class StoppedError(BaseException):
    """Somebody asked us to stop. Like KeyboardInterrupt, no error to be caught."""


class ChildDiedError(RuntimeError):
    """A part of the service ended by itself."""


class Household:
    """The web and worker processes; leaving the context stops all of them."""

    def __init__(self) -> None:
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Household:
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._children.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._children.values():
            processes.stop(process, FAREWELL)

    def start(self, name: str, *arguments: str) -> None:
        """Start `python` with `arguments`, under `name`."""
        self._children[name] = processes.start(
            [sys.executable, *arguments],
            farewell=signal.SIGTERM,
            environment=dict(os.environ),
        )

    def check(self) -> None:
        """Raise `ChildDiedError` when a child has ended."""
        for name, process in self._children.items():
            if process.poll() is not None:
                raise ChildDiedError(f"{name} ended with code {process.returncode}")

    def wait_until_healthy(self, address: str) -> None:
        """Return once `address`/healthz says that web, worker and database work."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self.check()
            if _is_up(f"{address}/healthz"):
                return
            time.sleep(0.2)
        raise ChildDiedError(f"not healthy after {READY_SECONDS} seconds")

    def watch(self, also: Callable[[], bool]) -> None:
        """Stay until a child dies or `also` (the database, say) stops being true."""
        while True:
            self.check()
            if not also():
                raise ChildDiedError("the database ended")
            time.sleep(0.5)


def stop_on_signals() -> None:
    """Turn Ctrl-C, SIGTERM and a closed terminal into `StoppedError`, once."""

    def stop(number: int, frame: FrameType | None) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise StoppedError

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _is_up(url: str) -> bool:
    """Whether what was started here works: an alert nobody hears is no fault of it."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own)
            said = json.load(answer)
    except urllib.error.HTTPError as refusal:
        said = _body(refusal)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return all(said.get(part) == "ok" for part in ("database", "migrations", "worker"))


def _body(refusal: urllib.error.HTTPError) -> dict[str, str]:
    try:
        found = json.load(refusal)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def web_command() -> tuple[str, ...]:
    config = settings.BASE_DIR / "config" / "gunicorn_conf.py"
    return ("-m", "gunicorn", "--config", str(config), "config.wsgi")


def worker_command() -> tuple[str, ...]:
    return (str(settings.BASE_DIR / "manage.py"), "worker")
