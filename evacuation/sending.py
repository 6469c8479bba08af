"""Two ways out to a person: mail, and a gateway for their phone.

They share nothing, so that one may fail alone. What they carry is constant.
"""

from __future__ import annotations

import json
import subprocess
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import make_msgid
from http.client import HTTPException
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from standardwebhooks import Webhook

from evacuation.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 10
_FAILURES = (OSError, SMTPException, HTTPException, subprocess.SubprocessError)


class Undelivered(Exception):
    """A channel did not take a message. Says neither whose nor why."""


@dataclass(frozen=True, slots=True)
class Message:
    """`to`: a mail address or phone number. `key`: the same when it is tried again."""

    to: str
    text: str
    key: str


def channels() -> list[str]:
    """The channels that this installation has."""
    found = []
    if settings.WAYMARK_MAIL_HOST and settings.WAYMARK_MAIL_FROM:
        found.append(Notice.Channel.MAIL)
    if settings.WAYMARK_GATEWAY_URL or settings.WAYMARK_GATEWAY_COMMAND:
        found.append(Notice.Channel.PHONE)
    return [str(channel) for channel in found]


def send(channel: str, message: Message) -> None:
    """Hand a message over. Raises Undelivered."""
    try:
        _way(channel)(message)
    except _FAILURES:
        raise Undelivered from None


def _way(channel: str) -> Callable[[Message], None]:
    if channel == Notice.Channel.MAIL:
        return _mail
    return _post if settings.WAYMARK_GATEWAY_URL else _run


def _mail(message: Message) -> None:
    security = settings.WAYMARK_MAIL_SECURITY
    backend = EmailBackend(
        host=settings.WAYMARK_MAIL_HOST,
        port=settings.WAYMARK_MAIL_PORT,
        username=settings.WAYMARK_MAIL_USER,
        password=settings.WAYMARK_MAIL_PASSWORD,
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=SECONDS,
    )
    sender = settings.WAYMARK_MAIL_FROM
    domain = sender.rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        subject=settings.WAYMARK_SITE_NAME,
        body=message.text,
        from_email=sender,
        to=[message.to],
        # Django's own would name the machine.
        headers={"Message-ID": make_msgid(message.key, domain=domain)},
    )
    if not backend.send_messages([mail]):
        raise Undelivered


def _post(message: Message) -> None:
    body = _body(message)
    now = datetime.now(tz=UTC)
    signature = Webhook(settings.WAYMARK_GATEWAY_SECRET).sign(message.key, now, body)
    request = urllib.request.Request(  # noqa: S310 (http or https, see settings)
        settings.WAYMARK_GATEWAY_URL,
        data=body.encode(),
        headers={
            "Content-Type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        },
    )
    _opener().open(request, timeout=SECONDS).close()


def _run(message: Message) -> None:
    # Over standard input: arguments stand in the machine's list of processes.
    subprocess.run(
        settings.WAYMARK_GATEWAY_COMMAND,
        input=_body(message).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS,
        check=True,
    )


def _body(message: Message) -> str:
    return json.dumps({"to": message.to, "text": message.text, "id": message.key})


class _StaysHere(urllib.request.HTTPRedirectHandler):
    """A phone number goes to the gateway that was named, and nowhere else."""

    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_StaysHere, urllib.request.ProxyHandler({}))
