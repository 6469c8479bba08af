"""Axe over the desk, the form for help and the mailbox: phones in light, desks in dark.

Every page with something on it, in the states in which people meet it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from evacuation.access import open_case
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.closing import close_case
from evacuation.services.letters import write_letter
from evacuation.services.mailbox import come_back
from evacuation.services.remarks import write_remark
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.unlocked import Unlocked
from evacuation.workflow.reasons import Ending
from tests.browser.driving import chromium, context_of
from tests.cast import PASSWORD, make_places
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty
from tests.proof.desk_stage import DeskStage
from tests.proof.test_axe import LOOKS, RULES, faults_of
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
Scheme = Literal["light", "dark"]
Size = tuple[int, Scheme]
SIZES: tuple[Size, ...] = ((360, "light"), (1280, "dark"))
# Where an address is looked at: its longer words have to fit the smaller screen.
LANGUAGE = "ru"
DESK = (
    "/cases/",
    "/cases/?show=nobody",
    "/cases/?show=closed",
    "/cases/new/",
    "/cases/find/",
    "/cases/?state=triage",
    "/desk/roster/",
    "/desk/holders/",
    "/desk/keys/",
    "/desk/tokens/",
    "/desk/rota/",
    "/desk/rota/reach/",
    "/desk/status/",
    "/desk/lock-down/",
)
MAILBOX = ("", "write/", "contact/")
CHANGES = ("pause", "referrer", "decoy", "withdraw")


@dataclass
class Looks:
    """Looks at a page in each size and keeps what is wrong with it."""

    folder: Path
    faults: dict[str, list[str]] = field(default_factory=dict)

    def at(self, page: Page, name: str) -> None:
        """Every rule on the phone; on the desk what width and colours can break."""
        for size, rules in zip(SIZES, (RULES, LOOKS), strict=True):
            self._at_size(page, name, *size, rules)

    def visit(self, page: Page, *addresses: str) -> None:
        speak(page, LANGUAGE)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            self.at(page, address)
        # What a walk presses next it finds by its English name.
        speak(page, "en")
        page.goto(addresses[-1])

    def _at_size(
        self, page: Page, name: str, width: int, scheme: Scheme, rules: dict[str, Any]
    ) -> None:
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)
        if found := faults_of(page, rules):
            self.faults[f"{name} at {width}"] = found
            file = re.sub(r"\W+", "-", f"{name} {width}").strip("-")
            page.screenshot(path=self.folder / f"{file}.png", full_page=True)


def speak(page: Page, language: str) -> None:
    place = {"url": "https://127.0.0.1", "secure": True}
    name = settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": language, **place}])  # type: ignore[typeddict-item]


def act(service: object, me: Unlocked, case_id: UUID, **said: object) -> None:
    version = open_case(me, case_id).case.version
    service(actor=me, case_id=case_id, version=version, **said)  # type: ignore[operator]


def make_cases(desk: Desk) -> None:
    """Just come in; in hand with messages; proposed to be closed; closed."""
    me = desk["lead_one"]
    invented_case()
    busy, receipt = invented_case()
    act(claim_case, me, busy.pk)
    act(write_remark, me, busy.pk, text="An invented note.")
    act(log_attempt, me, busy.pk, code=Attempt("no_answer"), reason="Invented.")
    act(send_reply, me, busy.pk, text="We have read it.", name_shown="Wren")
    write_letter(actor=come_back(receipt=receipt), text="Спасибо, жду.")
    proposed, _receipt = invented_case()
    act(claim_case, desk["coordinator_one"], proposed.pk)
    closed, _receipt = invented_case(danger="unknown", safe_now="yes")
    act(claim_case, me, closed.pk)
    for case, owner in ((proposed, desk["coordinator_one"]), (closed, me)):
        said = {"reason": Ending.ADVICE, "text": "Invented."}
        act(close_case, owner, case.pk, **said)


def walk_the_desk(page: Page, looks: Looks) -> None:
    looks.visit(page, *DESK)
    for show in ("all", "closed"):
        page.goto(f"/cases/?show={show}")
        codes = page.locator("a.case-code").all()
        links = [link.get_attribute("href") or "" for link in codes]
        looks.visit(page, *(f"/cases/{link}" for link in links))
    page.goto("/desk/roster/")
    link = page.locator("a[href$='/leaving/']").first.get_attribute("href")
    assert link
    looks.visit(page, link)
    page.goto("/cases/new/")
    page.get_by_role("button", name="Send and show the receipt").click()
    looks.at(page, "new request, errors")


def walk_a_case(page: Page, looks: Looks) -> None:
    """What answers to a press: identity, a new code, a note that is empty."""
    page.goto("/cases/?show=mine")
    address = page.locator("a.case-code").first.get_attribute("href")
    looks.visit(page, f"/cases/{address}receipt/")
    page.goto(f"/cases/{address}")
    page.get_by_role("button", name="Add the note").click()
    looks.at(page, "note, errors")
    page.goto(f"/cases/{address}")
    page.get_by_role("button", name="Reveal identity").click()
    looks.at(page, "identity")


def walk_locked(page: Page, looks: Looks) -> None:
    page.goto("/cases/new/")
    tab = page.context.new_page()
    tab.goto("/desk/tokens/")
    tab.get_by_role("button", name="Lock now").click()
    looks.at(tab, "locked by hand")
    page.locator("[name=story]").fill("An invented story.")
    page.get_by_role("button", name="Send and show the receipt").click()
    looks.at(page, "locked with what was typed")
    looks.visit(tab, "/desk/unlock/")
    tab.locator("input[name=password]").fill("not this one")
    tab.get_by_role("button", name="Unlock").first.click()
    looks.at(tab, "unlock, wrong password")
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.get_by_role("button", name="Unlock").first.click()
    tab.goto("/desk/lock-down/")
    tab.get_by_role("button", name="Lock down now").click()
    looks.at(tab, "locked down")


def ask_for_help(page: Page, looks: Looks) -> str:
    """The start in two languages, the questions, the errors; the receipt."""
    looks.visit(page, "/help/?lang=ru", "/help/what-happens/", "/help/")
    page.get_by_role("button", name="Begin").click()
    looks.at(page, "questions")
    page.get_by_role("button", name="Send and show my code").click()
    looks.at(page, "questions, errors")
    page.locator("[name=safe_now][value=no]").check()
    page.locator("[name=danger][value='24h']").check()
    page.locator("[name=country]").select_option("GE")
    page.locator("[name=language]").select_option("ru")
    page.locator("[name=consent_store_assess]").check()
    page.get_by_role("button", name="Send and show my code").click()
    looks.at(page, "receipt")
    return re.sub(r"\s+", "-", page.locator(".receipt").inner_text().strip())


def walk_the_mailbox(page: Page, looks: Looks, receipt: str, tmp_path: Path) -> None:
    looks.visit(page, "/mailbox/")
    page.get_by_label("Your code").fill("AAAA-BBBB")
    page.get_by_role("button", name="Open my mailbox").click()
    looks.at(page, "mailbox, wrong code")
    page.get_by_label("Your code").fill(receipt)
    page.get_by_role("button", name="Open my mailbox").click()
    looks.visit(page, *(f"/mailbox/{thing}" for thing in MAILBOX))
    for thing in CHANGES:
        page.goto("/mailbox/")
        page.locator(f"button[name=thing][value={thing}]").click()
        looks.at(page, f"mailbox, {thing}")
    looks.visit(page, "/mailbox/?lang=uk")
    page.goto("/mailbox/write/?lang=en")
    page.get_by_role("button", name="Send").click()
    looks.at(page, "letter, errors")
    note = tmp_path / "note.txt"
    note.write_bytes(b"invented")
    page.get_by_label("Your message").fill("An invented letter.")
    page.get_by_label("Files").set_input_files(note)
    page.get_by_role("button", name="Send").click()
    looks.at(page, "letter sent")
    page.goto("/mailbox/?lang=en")
    page.locator("button[name=thing][value=erase]").click()
    looks.at(page, "erase")
    page.get_by_role("button", name="Erase everything").click()
    looks.at(page, "to be erased")
    page.get_by_role("button", name="Close my mailbox").click()
    looks.at(page, "mailbox closed")


def test_no_page_of_the_desk_or_the_requester_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    make_places()
    make_cases(desk)
    give_addresses(desk, "lead_one")
    put_on_duty(desk, "coordinator_one", stand_in="lead_one", end=9 * HOUR)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:

        def window() -> BrowserContext:
            return context_of(browser, server.url)

        person = window().new_page()
        receipt = ask_for_help(person, looks)
        walk_the_mailbox(person, looks, receipt, tmp_path)
        member = window().new_page()
        sign_in(member, "lead_one")
        walk_the_desk(member, looks)
        walk_a_case(member, looks)
        walk_locked(member, looks)
    assert looks.faults == {}
