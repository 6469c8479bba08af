"""The whole of it, in one story: a request wakes somebody, is answered and closed.

Chromium without scripts, real gunicorn, real worker, real mail and gateway.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from evacuation.models import Alert, Case
from evacuation.models.choices import State
from tests.browser.driving import chromium, context_of
from tests.cast import PASSWORD, TOTP_SECRET, make_places
from tests.evacuation.receivers import Receivers
from tests.proof import test_waking
from tests.proof.desk_stage import DeskStage
from tests.proof.test_waking import SOON, StartWorker, environment, named, until
from tests.second_factor import lasting_code
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
start_worker = test_waking.start_worker
staffed = test_waking.staffed
STORY = "Зелёная цапля стоит у двери и зовёт меня по имени."
ANSWER = "A blue kettle is waiting for you at nine."
LETTER = "Я поняла, спасибо. Буду в девять."
OpenWindow = Callable[..., Page]


def windows(browser: Browser, url: str) -> OpenWindow:
    """Each call is another person's device, without scripts."""

    def another(width: int = 360) -> Page:
        return context_of(browser, url, width=width, scripts=False).new_page()

    return another


def ask_for_help(page: Page) -> str:
    """By tap and key; the receipt as it stands on the page."""
    page.goto("/help/")
    page.get_by_role("button", name="Begin").click()
    page.locator("[name=safe_now][value=no]").check()
    page.locator("[name=danger][value='24h']").check()
    page.locator("[name=country]").select_option("GE")
    page.locator("[name=language]").select_option("ru")
    page.locator("[name=story]").fill(STORY)
    page.locator("[name=consent_store_assess]").check()
    page.get_by_role("button", name="Send and show my code").click()
    receipt = re.sub(r"\s+", "-", page.locator(".receipt").inner_text().strip())
    page.get_by_role("button", name="I have kept the code. Leave").click()
    return receipt


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=code]").fill(lasting_code(TOTP_SECRET))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/cases/")


def open_the_case(page: Page) -> None:
    page.goto("/cases/")
    page.locator("a.case-code").click()
    expect(page.get_by_text(STORY)).to_be_visible()


def take_over_and_answer(page: Page) -> None:
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("It is yours from now on.")).to_be_visible()
    page.get_by_label("Signed as").fill("Wren")
    page.get_by_label("Message", exact=True).fill(ANSWER)
    page.get_by_role("button", name=re.compile("^Send to")).click()
    expect(page.get_by_text("Sent.", exact=True)).to_be_visible()


def propose_to_close(page: Page) -> None:
    page.get_by_text("Close the case", exact=True).click()
    page.get_by_label("Why it ends here").select_option("advice_only")
    page.get_by_label("In words").fill("Invented: safe with a friend.")
    page.get_by_role("button", name="Propose to close it").click()
    expect(page.get_by_text("It can be confirmed by: lead_one")).to_be_visible()


def come_back(page: Page, receipt: str) -> None:
    page.goto("/mailbox/")
    page.get_by_label("Your code").fill(receipt.lower().replace("-", " "))
    page.get_by_role("button", name="Open my mailbox").click()


def write_back(page: Page) -> None:
    page.get_by_role("link", name="Write a message or add files").click()
    page.get_by_label("Your message").fill(LETTER)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("What you sent has arrived")).to_be_visible()
    page.get_by_role("button", name="Close my mailbox").click()


def live_through_it(window: OpenWindow, receivers: Receivers) -> None:
    receipt = ask_for_help(window())
    until(lambda: receivers.mails and receivers.calls, SOON)
    assert named(receivers) == ["coordinator_one"]
    coordinator = window()
    sign_in(coordinator, "coordinator_one")
    open_the_case(coordinator)
    take_over_and_answer(coordinator)
    person = window()
    come_back(person, receipt)
    expect(person.get_by_text(ANSWER)).to_be_visible()
    write_back(person)
    # What they wrote wakes as well, and is there when the case is opened again.
    until(lambda: len(receivers.mails) > 1 and len(receivers.calls) > 1, SOON)
    open_the_case(coordinator)
    expect(coordinator.get_by_text(LETTER)).to_be_visible()
    propose_to_close(coordinator)
    lead = window(1280)
    sign_in(lead, "lead_one")
    open_the_case(lead)
    lead.get_by_role("button", name="Confirm and close").click()
    expect(lead.get_by_text("The case is closed.")).to_be_visible()
    come_back(person, receipt)
    expect(person.get_by_text("Your request is closed.")).to_be_visible()


def test_a_request_wakes_somebody_is_answered_and_closed(
    staffed: DeskStage,
    receivers: Receivers,
    start_gunicorn: StartServer,
    start_worker: StartWorker,
) -> None:
    make_places()
    start_worker()
    server = start_gunicorn(staffed.database_url, **environment(staffed, receivers))
    with chromium() as browser:
        live_through_it(windows(browser, server.url), receivers)
    # Whatever happened, the same words went out.
    assert len({call["text"] for call in receivers.calls}) == 1
    case = Case.objects.get()
    assert (case.level, case.state) == ("critical", State.CLOSED)
    assert not Alert.objects.filter(acknowledged_at__isnull=True).exists()
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().endswith("The audit holds.\n")
