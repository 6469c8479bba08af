"""When `serve` calls what it started up and running."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from config.serving import _is_up

UP = {"database": "ok", "migrations": "ok", "worker": "ok"}


class _Answers(http.server.BaseHTTPRequestHandler):
    status, body = 200, b""

    def do_GET(self) -> None:
        self.send_response(type(self).status)
        self.end_headers()
        self.wfile.write(type(self).body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def health() -> Iterator[tuple[str, type[_Answers]]]:
    """The address of something that answers as told."""
    told = type("Told", (_Answers,), {})
    with http.server.HTTPServer(("127.0.0.1", 0), told) as server:
        # Looked at often: stopping it waits for the next look.
        looks = (0.01,)
        threading.Thread(target=server.serve_forever, args=looks, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/healthz", told
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "said", "up"),
    [
        (200, UP, True),
        (503, UP | {"alerts": "failed"}, True),
        (503, UP | {"worker": "failed"}, False),
        (503, "no object", False),
    ],
)
def test_an_alert_that_nobody_hears_keeps_nothing_from_starting(
    health: tuple[str, type[_Answers]], status: int, said: object, up: bool
) -> None:
    address, told = health
    told.status, told.body = status, json.dumps(said).encode()
    assert _is_up(address) is up


def test_what_does_not_answer_is_not_up() -> None:
    assert not _is_up("http://127.0.0.1:9/healthz")
