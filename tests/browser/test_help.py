"""Asking for help in a real browser without scripts, and what stays behind in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Error, Page
from pytest_django import Settings

from evacuation.models import Case, Mailbox
from evacuation.vault.receipts import read_receipt
from tests.browser.driving import Meter, chromium
from tests.evacuation.desk import make_desk
from tests.proof.conftest import Stage
from tests.servers import StartServer

pytestmark = [pytest.mark.browser, pytest.mark.proof]
MOST_BYTES = 30_000
STORY = "Зелёная цапля стоит у двери"
HANDLE = "heron-handle-7"


@pytest.fixture
def phone(
    stage: Stage, settings: Settings, start_gunicorn: StartServer
) -> Iterator[BrowserContext]:
    """A phone without scripts, before a server with a founded desk."""
    make_desk(settings)
    server = start_gunicorn(
        stage.database_url,
        WAYMARK_ORGANISATION_KEY=settings.WAYMARK_ORGANISATION_KEY,
        WAYMARK_EXIT_URL="/healthz",
    )
    with chromium(keeps_pages=True) as browser:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": 360, "height": 640},
            java_script_enabled=False,
            has_touch=True,
            locale="en-GB",
        )
        yield context
        context.close()


def asked(query: Callable[[], int]) -> int:
    """What the database says, from a thread of its own: the browser holds this one."""

    def ask() -> int:
        try:
            return query()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def fill(page: Page) -> None:
    """The five answers, a text and a contact, by tap and key."""
    page.goto("/help/")
    page.get_by_role("button", name="Begin").click()
    page.locator("[name=safe_now][value=no]").check()
    page.locator("[name=danger][value='24h']").check()
    page.locator("[name=country]").select_option("GE")
    page.locator("[name=language]").select_option("ru")
    page.locator("[name=story]").fill(STORY)
    page.get_by_text("Give us another way to reach you").click()
    page.locator("[name=contact1-channel]").select_option("signal")
    page.locator("[name=contact1-handle]").fill(HANDLE)
    page.locator("[name=consent_store_assess]").check()


def send(page: Page) -> str:
    """The receipt as it stands on the page."""
    page.get_by_role("button", name="Send and show my code").click()
    shown = page.locator(".receipt").inner_text()
    return re.sub(r"\s+", "-", shown.strip())


def go_back(page: Page) -> None:
    """One step back, to whatever the browser still has: it may have nothing."""
    with suppress(Error):
        page.go_back(wait_until="commit", timeout=5_000)
    page.wait_for_timeout(300)


def holds_nothing(page: Page, *shown: str) -> bool:
    """Whether neither the page nor any of its fields has what was typed or shown."""
    fields = page.locator("input:visible, textarea")
    typed = " ".join(fields.nth(n).input_value() for n in range(fields.count()))
    chosen = page.locator("input:checked:not([value=self], [value=no])").count()
    said = page.content() + typed
    groups = [group for receipt in shown for group in receipt.split("-")]
    return not any(word in said for word in (STORY, HANDLE, *groups)) and not chosen


def test_a_request_is_sent_without_scripts_and_leaves_nothing_behind(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    fill(page)
    receipt = send(page)
    found = Mailbox.objects.filter(pk=read_receipt(receipt).lookup)
    assert asked(found.count) == 1
    assert phone.cookies() == []
    assert receipt not in page.url
    for _step in range(2):
        go_back(page)
        assert holds_nothing(page, receipt)
    page.goto("/help/")
    assert holds_nothing(page, receipt)
    assert asked(Case.objects.count) == 1


def test_leaving_takes_one_tap_and_going_back_shows_nothing(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    fill(page)
    way_out = page.get_by_role("link", name="Leave this page")
    page.locator("textarea").scroll_into_view_if_needed()
    box = way_out.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 640 - box["height"]
    assert box["height"] >= 44
    way_out.click()
    page.wait_for_url("**/healthz")
    for _step in range(2):
        go_back(page)
        assert holds_nothing(page)
    assert asked(Case.objects.count) == 0


def test_a_kept_code_does_not_come_back_when_the_page_is_sent_again(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    fill(page)
    receipt = send(page)
    page.get_by_role("button", name="I have kept the code. Leave").click()
    page.wait_for_url("**/healthz")
    for _step in range(2):
        go_back(page)
        page.on("dialog", lambda dialog: dialog.accept())
        with suppress(Error):
            page.reload(timeout=5_000)
        assert holds_nothing(page, receipt)
    assert asked(Case.objects.count) == 1


def test_the_page_is_light_and_does_not_scroll_sideways(phone: BrowserContext) -> None:
    page = phone.new_page()
    meter = Meter(page)
    page.goto("/help/?lang=uk")
    page.locator("button.send").click()
    page.wait_for_selector("textarea")
    assert meter.since_last() < MOST_BYTES
    wide = page.locator("body").bounding_box()
    assert wide is not None
    assert wide["width"] <= 360
    fill(page)
    meter.since_last()
    send(page)
    assert meter.since_last() < MOST_BYTES


def test_another_language_keeps_the_typed_text(phone: BrowserContext) -> None:
    page = phone.new_page()
    fill(page)
    page.get_by_role("button", name="Українська").click()
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.locator("textarea").input_value() == STORY
    assert page.locator("[name=contact1-handle]").input_value() == HANDLE
    assert page.locator("[name=danger][value='24h']").is_checked()


def test_back_and_send_again_is_one_request_with_one_receipt(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    fill(page)
    form = page.locator("[name=form]").input_value()
    receipt = send(page)
    again = phone.request.post(
        "/help/",
        form={
            "form": form,
            "safe_now": "no",
            "danger": "24h",
            "country": "GE",
            "language": "ru",
            "asking": "self",
            "consent_store_assess": "1",
            "send": "1",
        },
    )
    shown = re.findall(r"<span>(\w{4})</span>", again.text())
    assert "-".join(shown) == receipt
    assert asked(Case.objects.count) == 1
