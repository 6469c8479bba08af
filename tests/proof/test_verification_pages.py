"""Axe over verification, the list of who may vouch, and the voucher's own page."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from evacuation.services.asking_vouchers import Asked
from evacuation.services.lifting import propose_lift
from evacuation.services.triage import claim_case
from evacuation.services.trusted import suspend_trusted
from evacuation.workflow.checked import Check
from tests.browser.driving import chromium, context_of
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import (
    asked,
    checked,
    trusted,
    version,
    vouched,
    word,
)
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]


def a_case(desk: Desk) -> UUID:
    """Critical, with every sort of check and vouch, and a lift that waits."""
    me, lead = desk["coordinator_one"], desk["lead_one"]
    made, _receipt = invented_case(danger="24h", consents=["verify"])
    case = made.pk
    claim_case(actor=me, case_id=case, version=1)
    aid, club = trusted(lead), trusted(lead, "Invented Club of many long words")
    checked(me, case, Check.CHANNEL)
    vouched(me, case, word(aid, text="Invented words of a voucher."))
    vouched(me, case, word(club, voucher="Invented Stork", conflict=False))
    suspend_trusted(actor=lead, code=club.code)
    checked(desk["verifier"], case, Check.ADVERSE)
    checked(lead, case, Check.CLEARED)
    propose_lift(actor=me, case_id=case, version=version(case), text="Invented.")
    return case


def answer(page: Page, looks: Looks, door: Asked) -> None:
    address = reverse("evacuation:vouch", args=[door.link])
    looks.visit(page, f"{address}?lang=en")
    page.get_by_label("The code").fill("0000 0000")
    page.get_by_role("button", name="Show the question").click()
    looks.at(page, "wrong code")
    page.get_by_label("The code").fill(door.code)
    page.get_by_role("button", name="Show the question").click()
    looks.at(page, "question")
    page.locator("[name=vouches][value=yes]").check()
    page.get_by_role("button", name="Send my answer").click()
    looks.at(page, "question, errors")
    page.locator("[name=basis][value=in_person]").check()
    page.locator("[name=what][value=all]").check()
    page.locator("[name=since]").fill("2019")
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    looks.at(page, "answered")


def verify(page: Page, looks: Looks, case: UUID) -> None:
    address = reverse("evacuation:verification", args=[case])
    looks.visit(page, address, reverse("evacuation:case", args=[case]))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    looks.at(page, "all open")
    page.get_by_role("button", name="Record it").click()
    looks.at(page, "check, errors")
    page.goto(address)
    page.get_by_text("Make a link and a code").click()
    page.locator("#ask-organisation").select_option(label="Invented Aid")
    page.locator("#ask-voucher").fill("Invented Swift")
    page.get_by_role("button", name="Make link and code").click()
    page.get_by_role("heading", name="Pass it on by two ways").wait_for()
    looks.at(page, "link and code")


def test_no_page_of_verification_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    case = a_case(desk)
    door = asked(desk["coordinator_one"], case, trusted(desk["lead_one"], "Shelter"))
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:

        def window() -> BrowserContext:
            return context_of(browser, server.url)

        answer(window().new_page(), looks, door)
        member = window().new_page()
        sign_in(member, "lead_one")
        looks.visit(member, "/desk/trusted/", "/cases/")
        verify(member, looks, case)
    assert looks.faults == {}
