"""Axe over what is told, the host's door and arrival, and the host's own page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from evacuation.journeys.told import Told, ToWhom
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from evacuation.services.journeys.disclosing import Telling, disclose
from tests.browser.driving import chromium, context_of
from tests.evacuation.decisions import version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import arrived_case, travelling_case
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]


def told(desk: Desk, case: UUID) -> None:
    now = timezone.now()
    for what, to, text in (
        (Told.PICK_UP, ToWhom.PERSON, "Invented: by the fountain."),
        (Told.ROUTE, ToWhom.COMPANION, ""),
    ):
        disclose(
            actor=desk["coordinator_one"],
            case_id=case,
            version=version(case),
            telling=Telling(what, to, now, now + timedelta(hours=5), text),
        )


def answer(page: Page, looks: Looks, door: AskedHost) -> None:
    address = reverse("evacuation:host", args=[door.link])
    looks.visit(page, f"{address}?lang=en")
    page.get_by_label("The code").fill("0000 0000")
    page.get_by_role("button", name="Go on").click()
    looks.at(page, "wrong code")
    page.get_by_label("The code").fill(door.code)
    page.get_by_role("button", name="Go on").click()
    looks.at(page, "what is asked")
    page.get_by_role("button", name="Send my answer").last.click()
    looks.at(page, "what is asked, errors")
    page.locator("[name=receives][value=yes]").check()
    page.get_by_role("button", name="Send my answer").first.click()
    page.get_by_role("heading", name="Thank you").wait_for()
    looks.at(page, "answered once")


def read(page: Page, looks: Looks, case: UUID, name: str) -> None:
    address = reverse("evacuation:journey_told", args=[case])
    looks.visit(page, address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    looks.at(page, f"{name}, all open")


def test_no_page_of_what_is_told_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    case, there = travelling_case(desk), arrived_case(desk)
    told(desk, case)
    me = desk["coordinator_one"]
    door = ask_host(actor=me, case_id=case, version=version(case))
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:

        def window() -> BrowserContext:
            return context_of(browser, server.url)

        answer(window().new_page(), looks, door)
        member = window().new_page()
        sign_in(member, "coordinator_one")
        read(member, looks, case, "on the way")
        member.get_by_role("button", name="Tell it").click()
        looks.at(member, "told, errors")
        read(member, looks, there, "arrived")
        read(member, looks, case, "on the way again")
        member.get_by_role("button", name="Make a link and a code").click()
        member.get_by_role("heading", name="Pass it on by two ways").wait_for()
        looks.at(member, "link and code")
    assert looks.faults == {}
