"""The main job, as it is done in a corridor with a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from directory.models import CallOutcome
from directory.models.choices import BarStatus, Capability, ChannelKind, Level
from directory.services.entry import ContactData, PracticeData
from tests.browser.driving import Meter, chromium, context_of, session_of
from tests.cast import Cast, make_provider
from tests.proof.conftest import Stage
from tests.servers import StartServer

pytestmark = [pytest.mark.browser, pytest.mark.proof]
MOST_BYTES = 60_000
DIAL = "a[href^='tel:']"


def make_advocates(cast: Cast) -> None:
    """Twelve who may come tonight, known to monitors alone."""
    for number in range(12):
        make_provider(
            cast,
            kind="individual_advocate",
            display_name=f"ნინო გამოგონილიშვილი-{number:02}",
            latin_name=f"Nino Gamogonilishvili-{number:02}",
            level=Level.MONITORS,
            available_24_7=True,
            bar_status=BarStatus.ADMITTED,
            capabilities=(Capability.POLICE_STATION, Capability.CRIMINAL_DEFENCE),
            say_first="Скажите: «Я от цапли».",
            practices=(PracticeData("criminal_defence"),),
            contacts=(
                ContactData(
                    ChannelKind.PHONE, f"+9951900000{number:02}", Level.MONITORS
                ),
            ),
        )


class Finger:
    """Taps, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_monitor_dials_within_four_taps_and_the_next_within_one(
    stage: Stage, start_gunicorn: StartServer, scripts: bool
) -> None:
    make_advocates(stage.cast)
    session = session_of(stage.cast.monitor)
    url = start_gunicorn(stage.database_url).url
    pages: dict[str, int] = {}
    with chromium() as browser:
        context = context_of(
            browser, url, session=session, language="ru", scripts=scripts
        )
        page = context.new_page()
        meter, finger = Meter(page), Finger(page)
        page.goto("/")
        pages["search"] = meter.since_last()
        expect(page.locator("html")).to_have_attribute("lang", "ru")

        finger.tap("button[name=now][value=GE]")
        pages["answers"] = meter.since_last()
        finger.tap(".result h2 a")
        pages["entry"] = meter.since_last()
        finger.tap("button[formaction]")
        pages["revealed"] = meter.since_last()
        first = page.locator(DIAL).first
        expect(first).to_be_visible()
        number = first.get_attribute("href")
        assert finger.taps + 1 <= 4  # the last tap dials

        finger.tap("button[name=result][value=no_answer]")
        pages["next"] = meter.since_last()
        following = page.locator(DIAL).first
        expect(following).to_be_visible()
        assert following.get_attribute("href") != number
        page.go_back()
        page.go_forward()
        expect(page.locator(DIAL).first).to_be_visible()
        history = page.evaluate("document.title + location.href")
        assert not re.search("detention|GE|Nino|ნინო", history.split("/found/")[0])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, "scrolls sideways"
    print("bytes on the wire:", pages)  # noqa: T201
    assert max(pages.values()) < MOST_BYTES, pages


def test_what_was_called_is_recorded_once(
    stage: Stage, start_gunicorn: StartServer
) -> None:
    make_advocates(stage.cast)
    session = session_of(stage.cast.monitor)
    url = start_gunicorn(stage.database_url).url
    with chromium() as browser:
        page = context_of(browser, url, session=session).new_page()
        page.goto("/")
        finger = Finger(page)
        finger.tap("button[name=now][value=GE]")
        finger.tap(".result h2 a")
        finger.tap("button[name=result][value=no_answer]")
        page.reload()
        page.reload()
    assert CallOutcome.objects.count() == 1


def test_leaving_replaces_the_page_in_the_history(
    stage: Stage, start_gunicorn: StartServer
) -> None:
    url = start_gunicorn(stage.database_url, WAYMARK_EXIT_URL="/healthz").url
    with chromium() as browser:
        page = context_of(browser, url).new_page()
        page.goto("/")
        page.click("[data-exit]")
        page.wait_for_url("**/healthz")
        page.go_back()
        assert page.url == "about:blank"


def test_the_form_is_filled_by_keyboard_alone_and_focus_is_seen(
    stage: Stage, start_gunicorn: StartServer
) -> None:
    make_advocates(stage.cast)
    session = session_of(stage.cast.monitor)
    url = start_gunicorn(stage.database_url).url
    with chromium() as browser:
        page = context_of(browser, url, session=session, width=1280).new_page()
        page.goto("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        for _ in range(2):
            page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => [document.activeElement.value,
                      getComputedStyle(document.activeElement).outlineWidth]"""
        )
        assert focused == ["GE", "3px"]
        page.keyboard.press("Enter")
        page.wait_for_url("**/found/**")
        expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_a_field_searches_plainly(
    stage: Stage, start_gunicorn: StartServer, scripts: bool
) -> None:
    make_advocates(stage.cast)
    session = session_of(stage.cast.monitor)
    url = start_gunicorn(stage.database_url).url
    with chromium() as browser:
        context = context_of(browser, url, session=session, scripts=scripts)
        page = context.new_page()
        page.goto("/")
        page.select_option("[name=country]", "AM")
        page.fill("[name=q]", "Gamogonilishvili")
        page.press("[name=q]", "Enter")
        page.wait_for_url("**/found/**")
        expect(page.locator("h1").first).to_have_text("Armenia")
        expect(page.locator("[name=preset]")).to_have_count(0)
