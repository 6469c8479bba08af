"""A real Chromium before the real server, as a person on the road has them."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from os import environ
from pathlib import Path
from time import time
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    sync_playwright,
)

# The same browser without windows, where it is installed: it takes half the time.
CHROMIUM = next(
    (
        path
        for name in ("chromium-headless-shell", "chromium")
        if (path := Path("/usr/bin", name)).exists()
    ),
    Path("/usr/bin/chromium"),
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# "Slow 3G" as WebPageTest has it: 400 kbit/s, a round trip of 400 ms.
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}


@contextmanager
def chromium(*, keeps_pages: bool = False) -> Iterator[Browser]:
    """The browser of this process; the windows opened in it are closed at the end.

    `keeps_pages`: going back shows a page as it was left, if it may, as people have
    it; what drives the browser switches that off otherwise.
    """
    with _loop_running():
        browser = _launched(keeps_pages)
        try:
            yield browser
        finally:
            for context in browser.contexts:
                context.close()
            if not browser.is_connected():
                _launched.cache_clear()
            # Inside, Django has connections of its own (of those who may have any),
            # which the next test would meet there again when their database is gone.
            if environ.get("DJANGO_ALLOW_ASYNC_UNSAFE"):
                connections.close_all()


@cache
def _driver() -> tuple[Playwright, asyncio.AbstractEventLoop]:
    """What drives browsers, begun once: that takes longer than many a test."""
    started = sync_playwright().start()
    loop = asyncio.get_running_loop()
    atexit.register(_stop)
    return started, loop


@cache
def _launched(keeps_pages: bool) -> Browser:
    unwanted = ["--disable-back-forward-cache"] if keeps_pages else None
    return _driver()[0].chromium.launch(
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        ignore_default_args=unwanted,
        timeout=60_000,
    )


@contextmanager
def _loop_running() -> Iterator[None]:
    """The driver's loop counts as running while somebody drives, and no longer.

    It stands still between two tests, where Django would refuse its connections.
    """
    loop = _driver()[1]
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


def _stop() -> None:
    """Browsers go with what drives them."""
    driver, loop = _driver()
    asyncio._set_running_loop(loop)
    driver.stop()


def session_of(user: User) -> str:
    """The key of a session in which somebody has signed in with both factors."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time()}]
    session.save()
    key = session.session_key
    assert key is not None
    return key


def context_of(
    browser: Browser,
    url: str,
    *,
    session: str = "",
    language: str = "en",
    width: int = 360,
    dark: bool = False,
    scripts: bool = True,
) -> BrowserContext:
    """A window of one person. Sizes in CSS pixels."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 740},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        has_touch=width < 500,
    )
    # The address is plain http on the loopback, which browsers trust like https.
    place = f"https://{urlsplit(url).hostname}"
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if session:
        cookies[settings.SESSION_COOKIE_NAME] = session
    for name, value in cookies.items():
        context.add_cookies(
            [{"name": name, "value": value, "url": place, "secure": True}]
        )
    return context


class Meter:
    """Counts the bytes on the wire, headers included, under a slow network."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        cdp = page.context.new_cdp_session(page)
        cdp.send("Network.enable")
        cdp.send("Network.emulateNetworkConditions", SLOW_3G)
        cdp.on("Network.loadingFinished", self._finished)

    def _finished(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def since_last(self) -> int:
        """Bytes since this was asked before."""
        found, self.bytes = self.bytes, 0
        return found
