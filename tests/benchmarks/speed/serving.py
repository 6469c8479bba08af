"""The three ways, each by a gunicorn of the service's own configuration."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.conf import settings

from config import processes
from tests.benchmarks.speed.capture import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FAREWELL: Final = {signal.SIGTERM: 10.0, signal.SIGQUIT: 5.0}
_START_SECONDS: Final = 60
_APPLICATIONS: Final = {
    "ours": "config.wsgi",
    "floor": "tests.benchmarks.speed.floor",
    "stock": "tests.benchmarks.speed.stock_wsgi",
}
# High enough to count every request and refuse none.
_THROTTLE: Final = "9999999/minute"


@contextmanager
def served(
    which: str, database_url: str, statements: Path | None = None
) -> Iterator[str]:
    """Serve one of "ours", "floor", "stock"; its address."""
    port = _free_port()
    stock = "tests.benchmarks.speed.stock_settings"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "WAYMARK_MODE": "test",
        "WAYMARK_THROTTLE_PARTNER": _THROTTLE,
        "DJANGO_SETTINGS_MODULE": stock if which == "stock" else "config.settings",
        STATEMENTS: str(statements or ""),
    }
    config = settings.BASE_DIR / "config" / "gunicorn_conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config)]
    command += ["--log-level", "warning", _APPLICATIONS[which]]
    process = processes.start(command, farewell=signal.SIGTERM, environment=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop(process, _FAREWELL)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nobody listens on port {port}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
