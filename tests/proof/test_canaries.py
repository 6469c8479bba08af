"""Marked words through the real doors; then the whole disk is read for them."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from directory.models import ConnectRequest, Contact, Proposal, Provider, Reveal
from directory.services.entry import ContactData, NameData
from tests.cast import make_provider
from tests.proof.conftest import Stage
from tests.servers import StartServer

pytestmark = pytest.mark.proof

# Each marks one thing that must stand nowhere in clear once the request is over.
PHONE, RELAY = "+995 32 017 71 71", "+995 32 018 81 81"
NOTES, REFUSALS = "canarynotes", "canaryrefusals"
CALL_BACK, WORDS = "canarycallback", "canarywords"
PROPOSED, TYPED = "canaryproposed", "canarytyped"
CANARIES = [
    "017 71 71", "0177171", "018 81 81", "0188181",
    NOTES, REFUSALS, CALL_BACK, WORDS, PROPOSED, TYPED,
]  # fmt: skip


class Browser:
    """Cookies and forms over plain HTTP, as much of a browser as these doors need."""

    def __init__(self, url: str, user: User | None = None) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}
        if user is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = _session(user)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, page: str, **fields: str) -> tuple[int, str]:
        _status, form = self.get(page)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert found, f"{page} has no form"
        body = {"csrfmiddlewaretoken": found[1], **fields}
        return self._ask(path, urllib.parse.urlencode(body).encode())

    def _ask(self, path: str, body: bytes | None) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, body)
        request.add_header("Origin", self.url)
        if self.cookies:
            jar = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
            request.add_header("Cookie", jar)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as refused:
            answer = refused
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    assert store.session_key
    return store.session_key


def _everything_on_disk(folder: Path) -> Iterator[tuple[str, str]]:
    """Every row of every table as text, and every log that the servers wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            for (row,) in cursor.fetchall():
                yield table, row
    for log in folder.rglob("*.log"):
        yield log.name, log.read_text(encoding="utf-8", errors="replace")


def _provider(stage: Stage) -> Provider:
    return make_provider(
        stage.cast,
        display_name="Plain Bureau",
        level=2,
        vetting_notes=NOTES,
        known_refusals=REFUSALS,
        names=(NameData(text="Plain alias"),),
        contacts=(
            ContactData(kind="phone", value=PHONE, shared=2),
            ContactData(kind="signal", value=RELAY, shared=4),
        ),
    )


def _api(url: str, key: str, path: str, body: dict[str, Any]) -> int:
    request = urllib.request.Request(url + path, json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {key}")
    request.add_header("Content-Type", "application/json")
    try:
        return int(urllib.request.urlopen(request).status)
    except urllib.error.HTTPError as refused:
        return refused.code


def _search(url: str, key: str, monitor: Browser) -> None:
    """Pages and API, by address and by body, good and bad."""
    path = "/api/v1/providers/search/"
    Browser(url).post("/", "/", q=TYPED)
    monitor.post("/", "/", q=TYPED, near=TYPED)
    assert _api(url, key, path, {"q": TYPED}) == 200
    assert _api(url, key, path, {"near": TYPED}) == 400
    Browser(url).get(f"/api/v1/providers/?q={TYPED}")
    Browser(url).get(f"/api/v1/places/?q={TYPED}")


def _open(monitor: Browser, provider: Provider) -> None:
    """Read the entry and open its phone; once with words for a reason."""
    entry = f"/entry/{provider.pk}/"
    phone = Contact.objects.defer("sealed").get(provider=provider, kind="phone")
    opening = f"{entry}contacts/{phone.pk}/reveal/"
    assert monitor.get(entry)[0] == 200
    status, page = monitor.post(opening, entry, reason="client_asks")
    assert (status, PHONE in page, RELAY in page) == (200, True, False)
    monitor.post(opening, entry, reason=TYPED)
    assert Reveal.objects.count() == 1


def _connect(monitor: Browser, editor: Browser, provider: Provider) -> None:
    """Ask to be connected, once with a need that is no code; answer."""
    entry = f"/entry/{provider.pk}/"
    for need in ("detention", TYPED):
        monitor.post(f"{entry}connect/", entry, need=need, call_back=CALL_BACK)
    desk = "/editing/connect/"
    asked = ConnectRequest.objects.get()
    editor.post(f"{desk}{asked.pk}/", desk, answer="call_them", words=WORDS)
    assert ConnectRequest.objects.get().words == WORDS


def _propose(monitor: Browser, provider: Provider) -> None:
    """Propose a new contact."""
    page = f"/entry/{provider.pk}/propose/"
    monitor.post(
        page, page, contact_kind="trusted_person", contact_value=PROPOSED,
        display_name="Plain Bureau", bar_status="unknown", capacity="unknown",
    )  # fmt: skip
    assert PROPOSED in Proposal.objects.get().changes


def test_no_marked_word_stands_in_clear_anywhere(
    stage: Stage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    server = start_gunicorn(stage.database_url)
    provider = _provider(stage)
    monitor = Browser(server.url, stage.cast.monitor)
    _search(server.url, stage.cast.key, monitor)
    _open(monitor, provider)
    _connect(monitor, Browser(server.url, stage.cast.editor), provider)
    _propose(monitor, provider)

    read = list(_everything_on_disk(tmp_path))
    places = {where for where, _text in read}
    assert {"directory_listing", "django_session", "gunicorn-0.log"} <= places
    leaks = {(where, c) for where, text in read for c in CANARIES if c in text}
    assert leaks == set()
