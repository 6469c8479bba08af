"""Where notices arrive in tests: a mail server and a gateway for phones, on loopback.

They are real: sockets, SMTP, HTTP and the signature of a webhook.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings
from standardwebhooks import Webhook

from tests.servers import free_port

SECRET = "whsec_aW52ZW50ZWQgc2VjcmV0IG9mIGEgdGVzdCBnYXRld2F5"
HANG_SECONDS = 30


@dataclass
class Receivers:
    """What came. `mail`, `phone`: "take", "refuse" or "hang", as the test says."""

    mail_port: int
    gateway: str = ""
    mail: str = "take"
    phone: str = "take"
    mails: list[tuple[str, str]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    pings: int = 0
    # Set when somebody hangs here.
    hanging: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def environment(self) -> dict[str, str]:
        """For a service process that sends here."""
        return {
            "WAYMARK_MAIL_HOST": "127.0.0.1",
            "WAYMARK_MAIL_PORT": str(self.mail_port),
            "WAYMARK_MAIL_SECURITY": "none",
            "WAYMARK_MAIL_FROM": "notices@example.org",
            "WAYMARK_GATEWAY_URL": f"{self.gateway}/call",
            "WAYMARK_GATEWAY_SECRET": SECRET,
            "WAYMARK_DEAD_MAN_URL": f"{self.gateway}/ping",
        }

    def take_mail(self, to: str, text: str) -> str:
        if self.mail == "refuse":
            return "554 no"
        self.mails.append((to, text))
        return "250 taken"

    def hang(self) -> None:
        self.hanging.set()
        self.over.wait(HANG_SECONDS)


class _Mail:
    def __init__(self, receivers: Receivers) -> None:
        self._receivers = receivers

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        text = envelope.content.decode()
        return self._receivers.take_mail(envelope.rcpt_tos[0], text)


def _gateway(receivers: Receivers) -> type[BaseHTTPRequestHandler]:
    class Gateway(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            receivers.pings += 1
            self._answer(200)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if receivers.phone == "hang":
                return receivers.hang()
            if receivers.phone == "refuse":
                return self._answer(500)
            Webhook(SECRET).verify(body, dict(self.headers))
            receivers.calls.append(json.loads(body))
            return self._answer(204)

        def _answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    return Gateway


@pytest.fixture
def receivers_alone() -> Iterator[Receivers]:
    """The servers, which nobody knows of yet."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    found = Receivers(free_port())
    mail = Controller(_Mail(found), hostname="127.0.0.1", port=found.mail_port)
    gateway = ThreadingHTTPServer(("127.0.0.1", 0), _gateway(found))
    gateway.daemon_threads = True
    found.gateway = f"http://127.0.0.1:{gateway.server_address[1]}"
    # Looked at often: stopping it waits for the next look.
    thread = threading.Thread(target=gateway.serve_forever, args=(0.01,), daemon=True)
    mail.start()
    thread.start()
    yield found
    found.over.set()
    mail.stop()
    gateway.shutdown()
    gateway.server_close()
    thread.join()


@pytest.fixture
def receivers(receivers_alone: Receivers, settings: Settings) -> Receivers:
    """The servers, as this process's settings know them."""
    for name, value in receivers_alone.environment().items():
        setattr(settings, name, int(value) if name.endswith("PORT") else value)
    return receivers_alone
