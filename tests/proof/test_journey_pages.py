"""Axe over every page of a journey, from the plan to the first days, and its doors.

The owner's pages, the night card as who is on duty meets it, the host's own page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from evacuation.journeys.told import Told, ToWhom
from evacuation.journeys.travellers import Person
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from evacuation.services.journeys.disclosing import Telling, disclose
from evacuation.services.journeys.travellers import save_traveller
from evacuation.views.sheets import SHEETS
from tests.browser.driving import chromium, context_of
from tests.evacuation.decisions import version
from tests.evacuation.desk import Desk
from tests.evacuation.services.journeys.test_check_ins import planned, with_phrases
from tests.evacuation.travels import arrived_case, in_planning, travelling_case
from tests.evacuation.workflow.movement.people import GOOD
from tests.moved_clock import MovedClock
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks, speak
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
    page.goto(reverse("evacuation:host", args=["invented-link"]))
    page.get_by_role("heading", name="This page is not open").wait_for()
    looks.at(page, "a door that is not open")


def two_planned(desk: Desk) -> UUID:
    """Two go; of one much is open, and the other has not been asked."""
    case = in_planning(desk)
    other = Person("2", papers=GOOD, called="Invented Long-Tailed Tit")
    save_traveller(
        actor=desk["lead_one"],
        case_id=case,
        version=version(case),
        person=replace(other, home="GE"),
    )
    return case


def links_of(page: Page, case: UUID) -> list[str]:
    """Where the page of the journey leads below its case."""
    page.goto(reverse("evacuation:journey", args=[case]))
    hrefs = [one.get_attribute("href") or "" for one in page.locator("main a").all()]
    found = [re.fullmatch(rf"/cases/{case}/journey/([^/]+)/.*", one) for one in hrefs]
    # One person's pages are another's.
    return list({one[1]: one[0] for one in reversed(found) if one}.values())


def walk_the_plan(page: Page, looks: Looks, case: UUID) -> None:
    """Each page that the journey leads to; then what comes back with errors."""
    found = links_of(page, case)
    kinds = ("check-ins", "identity", "interview", "medicine", "person", "plan", "told")
    for kind in kinds:
        assert any(f"/journey/{kind}/" in one for one in found), kind
    looks.visit(page, reverse("evacuation:journey", args=[case]), *found)
    wrong = (
        ("plan/", "leg-0-begins", "Save the plan"),
        ("protocol/", "step-0-after", "Keep the protocol"),
        ("check-ins/", "tolerance", "Wait for them then"),
        ("person/1/", "called", "Keep it"),
    )
    for where, emptied, button in wrong:
        to(page, reverse("evacuation:journey", args=[case]) + where)
        page.locator(f"[name={emptied}]").fill("")
        refused(page, looks, button, f"{where} errors")


def to(page: Page, address: str) -> None:
    """In English, whatever was looked at before: buttons go by their words."""
    speak(page, "en")
    page.goto(address)


def refused(page: Page, looks: Looks, button: str, name: str) -> None:
    page.get_by_role("button", name=button).click()
    page.wait_for_selector(".error-summary")
    looks.at(page, name)


def walk_the_night(page: Page, looks: Looks, case: UUID) -> None:
    """Somebody is missed: the card first says what to do now."""
    card = reverse("evacuation:night_card", args=[case])
    looks.visit(page, reverse("evacuation:case", args=[case]), card)
    to(page, f"{card}#now")
    refused(page, looks, "Note what came of it", "night card, errors")
    page.get_by_label("Nobody answered").check()
    page.get_by_role("button", name="Note what came of it").click()
    page.get_by_text("Noted.").wait_for()
    looks.at(page, "night card, a step done")


def walk_beside(page: Page, looks: Looks, case: UUID) -> None:
    """Medicine of one, what is looked at before going back, sheets to print."""
    medicine = reverse("evacuation:write_medicine", args=[case, "1"])
    sheets = [reverse("evacuation:sheet", args=[name]) for name in SHEETS]
    looks.visit(page, medicine, *sheets)
    to(page, reverse("evacuation:journey_told", args=[case]))
    page.locator("summary").filter(has_text="They think of going back").click()
    page.locator("button[value=return]").click()
    page.wait_for_selector(".error-summary")
    looks.at(page, "going back, errors")


def test_no_page_of_a_journey_has_a_fault(
    moved_clock: MovedClock,
    desk_stage: DeskStage,
    start_gunicorn: StartServer,
    tmp_path: Path,
) -> None:
    desk = desk_stage.desk
    case, there, before = travelling_case(desk), arrived_case(desk), two_planned(desk)
    told(desk, case)
    with_phrases(desk, case)
    me = desk["coordinator_one"]
    door = ask_host(actor=me, case_id=case, version=version(case))
    soon = timezone.now() + timedelta(seconds=2)
    planned(desk, case, soon, tolerance=timedelta(0))
    moved_clock.go(minutes=6)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:

        def window() -> BrowserContext:
            return context_of(browser, server.url)

        answer(window().new_page(), looks, door)
        on_duty = window().new_page()
        sign_in(on_duty, "coordinator_two")
        walk_the_night(on_duty, looks, case)
        lead = window().new_page()
        sign_in(lead, "lead_one")
        walk_the_plan(lead, looks, before)
        member = window().new_page()
        sign_in(member, "coordinator_one")
        looks.visit(member, *below(case), *below(there))
        to(member, reverse("evacuation:journey_told", args=[case]))
        member.locator("summary").filter(has_text="Tell something").click()
        refused(member, looks, "Tell it", "told, errors")
        to(member, reverse("evacuation:journey_told", args=[case]))
        member.get_by_role("button", name="Make a link and a code").click()
        member.get_by_role("heading", name="Pass it on by two ways").wait_for()
        looks.at(member, "link and code")
        walk_beside(member, looks, there)
    assert looks.faults == {}


def below(case: UUID) -> list[str]:
    names = ("journey", "journey_told", "check_ins")
    return [reverse(f"evacuation:{name}", args=[case]) for name in names]
