"""Axe over what comes after a decision: follow-up, its end, and asking once more."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page

from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.deciding import submit
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.vault.receipts import Receipt
from tests.browser.driving import chromium, context_of
from tests.cast import make_places
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    assessed,
    checked,
    content,
    step,
    version,
    written,
)
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks, speak
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]


def in_follow_up(desk: Desk) -> UUID:
    case, me = approved_case(desk), desk[ONE]
    step(me, case, "plan", text="Invented.")
    step(me, case, "protect", given="Invented.")
    return case


def proposed_to_end(desk: Desk) -> UUID:
    case = in_follow_up(desk)
    said = {"reason": "protection_without_relocation", "text": "Invented: well."}
    step(desk[ONE], case, "finish", reconciled=True, **said)
    return case


def declined(desk: Desk) -> tuple[UUID, Receipt]:
    """By one approver, and told so."""
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    me, case = desk[ONE], made.pk
    claim_case(actor=me, case_id=case, version=1)
    assessed(desk, case)
    now, how = version(case), Confirmed.PHRASE
    confirm_contact(actor=me, case_id=case, version=now, how=how, text="")
    step(me, case, "assess")
    checked(me, case, "channel", "papers")
    written(desk, case, content(250))
    submit(actor=me, case_id=case, version=version(case))
    said = {"reason": "not_feasible_now", "alternative": "lawyer"}
    step(desk["approver"], case, "decline", message="Invented words.", **said)
    text = "Invented words."
    send_reply(actor=me, case_id=case, version=version(case), text=text, name_shown="")
    return case, receipt


def keep_half(page: Page, looks: Looks, case: UUID) -> None:
    """How they are: nothing said, then all of it, in danger again."""
    address = f"/cases/{case}/follow-up/"
    looks.visit(page, address)
    speak(page, "en")
    page.goto(address)
    page.get_by_role("button", name="Keep it").click()
    looks.at(page, "follow-up, errors")
    said = {"safety": "danger", "papers": "refused", "health": "uncared"}
    for name, value in {**said, "company": "alone", "returning": "wavers"}.items():
        page.locator(f"[name={name}]").select_option(value)
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("h1.case-code")
    looks.visit(page, address, f"/cases/{case}/")


def ask_again(page: Page, looks: Looks, receipt: Receipt) -> None:
    page.goto("/mailbox/")
    page.get_by_label("Your code").fill(receipt.shown())
    page.get_by_role("button", name="Open my mailbox").click()
    page.get_by_role("button", name="Ask for a new decision").click()
    looks.at(page, "asking again")
    page.get_by_role("button", name="Send").click()
    looks.at(page, "asking again, errors")


def test_no_page_of_what_comes_after_a_decision_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    make_places()
    followed, ending = in_follow_up(desk), proposed_to_end(desk)
    refused, receipt = declined(desk)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:
        owner = context_of(browser, server.url).new_page()
        sign_in(owner, ONE)
        keep_half(owner, looks, followed)
        looks.visit(owner, f"/cases/{refused}/decision/", f"/cases/{ending}/")
        approver = context_of(browser, server.url).new_page()
        sign_in(approver, "finance")
        looks.visit(approver, f"/cases/{ending}/", f"/cases/{ending}/decision/")
        ask_again(context_of(browser, server.url).new_page(), looks, receipt)
    assert looks.faults == {}
