"""A browser without scripts over plain HTTP, at the desk's doors."""

from __future__ import annotations

import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_RECEIPT = re.compile(r"<span>([0-9A-Z]{4})</span>")
ANSWERS = {
    "safe_now": "no",
    "danger": "24h",
    "country": "GE",
    "language": "ru",
    "asking": "self",
    "consent_store_assess": "1",
    "send": "1",
}


@dataclass
class Page:
    """An answer: its status, its text, where it lies."""

    status: int
    text: str
    url: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of its forms; the last one counts."""
        return {name: unescape(value) for name, value in _HIDDEN.findall(self.text)}

    @property
    def receipt(self) -> str:
        return "-".join(_RECEIPT.findall(self.text))


@dataclass
class Browser:
    """Cookies and forms. Follows no redirect: 303 and 302 are answers."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    origin: str = ""

    def get(self, path: str) -> Page:
        return self._ask(path, None, "")

    def post(self, path: str, **fields: str) -> Page:
        body = urllib.parse.urlencode(fields).encode()
        return self._ask(path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, data: bytes, **fields: str) -> Page:
        """One file in the field `files`, beside other fields."""
        mark = secrets.token_hex(16)
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode()
            for key, value in fields.items()
        ]
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: text/plain\r\n\r\n" + data)
        body = (
            b"".join(b"--%b\r\n%b\r\n" % (mark.encode(), part) for part in parts)
            + b"--%b--\r\n" % mark.encode()
        )
        return self._ask(path, body, f"multipart/form-data; boundary={mark}")

    def form_key(self) -> str:
        """The one-time key of a form for asking, as its page carries it."""
        assert self.get("/help/").status == 200
        return self.post("/help/", lang="en", start="1").hidden["form"]

    def sign_in(self, user: User, password: str) -> Page:
        """A session behind the second factor; the keys open at their own door."""
        self.cookies[settings.SESSION_COOKIE_NAME] = _session(user)
        asked = self.get("/desk/unlock/")
        return self.post("/desk/unlock/", **asked.hidden, password=password)

    def _ask(self, path: str, body: bytes | None, kind: str) -> Page:
        request = urllib.request.Request(self.url + path, body)
        request.add_header("Origin", self.origin or self.url)
        if kind:
            request.add_header("Content-Type", kind)
        if self.cookies:
            jar = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
            request.add_header("Cookie", jar)
        opener = urllib.request.build_opener(_Stay)
        try:
            answer = opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode(errors="replace")
        return Page(int(answer.status), text, answer.headers.get("Location", path))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    assert store.session_key
    return store.session_key
