"""A member at work in a real browser: one password, a Strict cookie, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.driving import chromium, context_of
from tests.cast import PASSWORD, TOTP_SECRET
from tests.evacuation.desk import make_desk
from tests.proof.conftest import Stage
from tests.second_factor import code_now
from tests.servers import StartServer

pytestmark = pytest.mark.browser
TOKENS = "/desk/tokens/"


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    stage: Stage,
    settings: Settings,
    start_gunicorn: StartServer,
) -> Iterator[Page]:
    """A coordinator's phone, signed in by hand; `param`: whether scripts run."""
    make_desk(settings)
    cache.clear()
    server = start_gunicorn(
        stage.database_url, WAYMARK_ORGANISATION_KEY=settings.WAYMARK_ORGANISATION_KEY
    )
    with chromium() as browser:
        context = context_of(
            browser, server.url, scripts=getattr(request, "param", False)
        )
        page = context.new_page()
        sign_in(page)
        yield page
        context.close()


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("coordinator_one")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=code]").fill(code_now(TOTP_SECRET))
    page.get_by_role("button", name="Sign in").click()


def lock_in_another_tab(page: Page) -> None:
    tab = page.context.new_page()
    tab.goto(TOKENS)
    tab.get_by_role("button", name="Lock now").click()
    tab.close()


@pytest.mark.proof
def test_a_day_of_locking_and_unlocking(page: Page) -> None:
    # One password was enough.
    page.goto(TOKENS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokens for your tools")
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    strict = cookies["__Host-desk"]
    assert (strict["sameSite"], strict["secure"], strict["httpOnly"]) == (
        "Strict",
        True,
        True,
    )
    assert strict["expires"] == -1
    # What is typed while the keys lock goes out after the password.
    page.get_by_label("For how many days").fill("9")
    lock_in_another_tab(page)
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("Nothing you typed is lost")).to_be_visible()
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Unlock and send").click()
    expect(page.get_by_text("does not open your keys")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your token")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # A click from elsewhere comes without the cookie, and drops nothing.
    address = page.url.removesuffix("make/")
    page.goto("about:blank")
    page.set_content(f'<a href="{address}">From a mail</a>')
    page.get_by_role("link", name="From a mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You come from another site"
    )
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokens for your tools")
    # It was made once, although it was sent three times.
    expect(page.get_by_role("button", name="Revoke")).to_have_count(1)
    # Locked by hand, back by hand, to where it was asked for.
    page.get_by_role("button", name="Lock now").click()
    page.goto(TOKENS)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokens for your tools")
