"""Coming back with a receipt in a real browser without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.fixtures import Settings

from evacuation.vault.receipts import decoy_of
from tests.browser.driving import Meter, chromium
from tests.evacuation.desk import make_desk
from tests.evacuation.mailboxes import asked, replied
from tests.proof.conftest import Stage
from tests.servers import StartServer

pytestmark = [pytest.mark.browser, pytest.mark.proof]
MOST_BYTES = 30_000
ANSWER = "A green heron waits on Tuesday."
LETTER = "What only the desk may read"


@dataclass(frozen=True)
class Phone:
    """A phone without scripts, before a server with one answered request."""

    browser: BrowserContext
    code: str
    decoy: str


@pytest.fixture
def phone(
    stage: Stage, settings: Settings, start_gunicorn: StartServer, tmp_path: Path
) -> Iterator[Phone]:
    desk = make_desk(settings)
    case, receipt = asked()
    replied(desk["coordinator_one"], case, ANSWER)
    server = start_gunicorn(
        stage.database_url,
        WAYMARK_ORGANISATION_KEY=settings.WAYMARK_ORGANISATION_KEY,
        WAYMARK_EXIT_URL="/healthz",
    )
    with chromium() as browser:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": 360, "height": 640},
            java_script_enabled=False,
            has_touch=True,
            locale="en-GB",
        )
        yield Phone(context, receipt.shown(), decoy_of(receipt).shown())
        context.close()


def test_an_answer_is_read_and_answered_and_nothing_stays_behind(
    phone: Phone, tmp_path: Path
) -> None:
    page = phone.browser.new_page()
    page.goto("/mailbox/")
    assert phone.browser.cookies() == []
    page.get_by_label("Your code").fill(phone.code.lower().replace("-", " "))
    page.get_by_role("button", name="Open my mailbox").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    (cookie,) = phone.browser.cookies()
    assert (cookie["sameSite"], cookie["httpOnly"]) == ("Strict", True)
    page.get_by_role("link", name="Write a message or add files").click()
    page.get_by_label("Your message").fill(LETTER)
    picture = tmp_path / "note.txt"
    picture.write_bytes(b"invented")
    page.get_by_label("Files").set_input_files(picture)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("What you sent has arrived")).to_be_visible()
    assert LETTER not in page.content()
    page.get_by_role("button", name="Close my mailbox").click()
    expect(page.get_by_role("heading", name="Your mailbox is closed")).to_be_visible()
    assert phone.browser.cookies() == []
    for _step in range(4):
        page.go_back()
        shown = page.content()
        assert ANSWER not in shown
        assert LETTER not in shown
        assert phone.code not in shown


def test_the_quick_exit_leaves_nothing_open(phone: Phone) -> None:
    page = phone.browser.new_page()
    page.goto("/mailbox/")
    page.get_by_label("Your code").fill(phone.code)
    page.get_by_role("button", name="Open my mailbox").click()
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/healthz")
    assert phone.browser.cookies() == []
    page.go_back()
    assert ANSWER not in page.content()


def test_a_decoy_shows_a_quiet_mailbox(phone: Phone) -> None:
    page = phone.browser.new_page()
    page.goto("/mailbox/")
    page.get_by_label("Your code").fill(phone.decoy)
    page.get_by_role("button", name="Open my mailbox").click()
    expect(page.get_by_text("Nobody has answered yet.")).to_be_visible()
    assert ANSWER not in page.content()
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.get_by_role("heading", name="Everything is erased")).to_be_visible()


def test_no_page_is_wider_than_an_old_phone_or_heavier_than_it_bears(
    phone: Phone,
) -> None:
    page = phone.browser.new_page()
    page.goto("/mailbox/")
    page.get_by_label("Your code").fill(phone.code)
    page.get_by_role("button", name="Open my mailbox").click()
    meter = Meter(page)
    things = ("pause", "withdraw", "erase", "decoy", "referrer")
    for step in ("", "contact/", "write/", *things):
        page.goto(f"/mailbox/{'' if step in things else step}?lang=ru")
        if step in things:
            meter.since_last()
            page.locator(f"button[name=thing][value={step}]").click()
        assert meter.since_last() < MOST_BYTES
        wide = page.locator("body").bounding_box()
        assert wide is not None
        assert wide["width"] <= 360
