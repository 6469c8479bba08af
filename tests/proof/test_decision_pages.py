"""Axe over the pages of a decision, on phones and desks; nothing wider than a phone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from evacuation.services.deciding import submit
from evacuation.services.measures import grant_help
from evacuation.services.pinging import MOST
from evacuation.services.replying import send_reply
from evacuation.submissions import BudgetLine
from tests.browser.driving import chromium, context_of
from tests.cast import make_places
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    content,
    in_assessment,
    signed,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import Desk
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
PHONE, SCREEN = 360, 1280


def helped(desk: Desk) -> UUID:
    """In assessment, with interim help that nobody ratified, and some for two."""
    case = in_assessment(desk)
    for cents in (8000, 42_000):
        grant_help(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            line=BudgetLine("transport", cents, payee="Invented taxi"),
            why="Invented reason.",
        )
    return case


def unanswered(desk: Desk) -> UUID:
    """Asked, and asked again as often as may be."""
    case = in_assessment(desk)
    step(desk[ONE], case, "ask", text="Invented question.")
    for _ in range(MOST):
        send_reply(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            text="Invented reminder.",
            name_shown="",
        )
    return case


def asked_twice(desk: Desk) -> UUID:
    """Critical, asked about again after a question, and signed by one of two."""
    case = submitted_case(desk, 4000, "critical")
    signed(desk, case, "approver")
    return case


def in_other_money(desk: Desk) -> UUID:
    """Submitted, with a line of many long words."""
    case = in_assessment(desk, "low", ("channel", "papers", "referred"))
    line = BudgetLine(
        *("psychosocial", 123_456_700, "KZT", "0.00171234"),
        funder="Invented Foundation for Emergencies",
        pledged=23_456_700,
        payee="Invented Guesthouse by the river",
        rated="2026-01-15",
    )
    written(desk, case, content(lines=(line,)))
    submit(actor=desk[ONE], case_id=case, version=version(case))
    return case


def fits(page: Page, *addresses: str) -> None:
    """Nothing has to be pushed aside to be read."""
    page.set_viewport_size({"width": PHONE, "height": 740})
    for address in addresses:
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE, address


def reads_the_whole_budget(page: Page, address: str) -> None:
    """On a desk's screen no column of it is cut off."""
    page.set_viewport_size({"width": SCREEN, "height": 800})
    page.goto(address)
    table = page.locator("[aria-labelledby=budget] .scroll")
    assert table.evaluate("shown => shown.scrollWidth <= shown.clientWidth")


def test_no_page_of_a_decision_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    make_places()
    helping, waiting = helped(desk), submitted_case(desk, 4000)
    one, paid = asked_twice(desk), approved_case(desk)
    back = submitted_case(desk)
    step(desk["approver"], back, "ask_back", text="Invented question.")
    asked, abroad = unanswered(desk), in_other_money(desk)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:
        owner = context_of(browser, server.url).new_page()
        sign_in(owner, ONE)
        mine = [
            *(f"/cases/{helping}/", f"/cases/{helping}/help-now/"),
            *(f"/cases/{helping}/proposal/", f"/cases/{back}/proposal/"),
            *(f"/cases/{paid}/money/", f"/cases/{one}/decision/"),
            *(f"/cases/{asked}/", "/cases/", "/cases/find/"),
        ]
        looks.visit(owner, *mine, "/desk/status/")
        fits(owner, *mine)
        owner.goto(f"/cases/{helping}/proposal/")
        owner.locator("[name=line-0-amount]").fill("10")
        owner.locator("button[value=submit]").click()
        looks.at(owner, "proposal, errors")
        owner.goto(f"/cases/{helping}/help-now/")
        owner.locator("form.act button").click()
        looks.at(owner, "help, errors")
        owner.goto("/cases/find/")
        owner.get_by_label("Code of the case").fill("AAAA-AAAA")
        owner.get_by_role("button", name="Open it").click()
        looks.at(owner, "find, none")
        approver = context_of(browser, server.url).new_page()
        sign_in(approver, "finance")
        theirs = [f"/cases/{waiting}/decision/", f"/cases/{one}/decision/"]
        looks.visit(approver, *theirs, "/cases/", f"/cases/{waiting}/")
        fits(approver, *theirs)
        reads_the_whole_budget(approver, f"/cases/{abroad}/decision/")
        approver.goto(theirs[0])
        approver.locator("details.step summary").first.click()
        looks.at(approver, "decision, open")
    assert looks.faults == {}
