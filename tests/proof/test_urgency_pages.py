"""Axe over urgency, safe contact and hand-over: a phone in light, a desk in dark."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from evacuation.models import Case, Deadline
from evacuation.services.triage import claim_case
from tests.browser.driving import chromium, context_of
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.rota import HOUR, put_on_duty
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks, speak
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]


def make_cases(desk: Desk) -> UUID:
    """One in hand with clocks of every kind, one that waits for others."""
    me, day = desk["lead_one"], timedelta(days=1)
    busy, waits = (invented_case()[0] for _ in range(2))
    for case in (busy, waits):
        claim_case(actor=me, case_id=case.pk, version=1)
    now = timezone.now()
    for clock, due, rests in (("answer", -day, None), ("verify", day, now)):
        Deadline.objects.create(
            case=busy, clock=clock, due_at=now + due, rests_since=rests
        )
    Case.objects.filter(pk=waits.pk).update(next_due_at=now + day)
    Deadline.objects.filter(case=waits).delete()
    return busy.pk


def assess(page: Page, looks: Looks, case: UUID) -> None:
    looks.visit(page, f"/cases/{case}/urgency/")
    page.get_by_role("button", name="Show the proposal").click()
    looks.at(page, "urgency, nothing said")
    page.locator("[name=event_0]").select_option("search")
    page.locator("[name=event_1]").select_option("doxxed")
    page.locator("[name=days_0]").fill("2")
    page.get_by_role("button", name="Show the proposal").last.click()
    looks.at(page, "urgency, half an event")
    page.locator("[name=days_1]").fill("100")
    page.locator("[name=flags][value=pursued]").check()
    page.locator("[name=strengths][value=lawyer]").check()
    page.get_by_role("button", name="Show the proposal").last.click()
    looks.at(page, "urgency, proposal")
    page.get_by_role("button", name="Save").click()
    looks.visit(page, f"/cases/{case}/urgency/", f"/cases/{case}/")


def agree(page: Page, looks: Looks, case: UUID) -> None:
    page.goto(f"/cases/{case}/")
    page.get_by_text("Agree on phrases").click()
    for name in ("ours", "theirs", "duress"):
        page.locator(f"[name={name}]").fill("The invented heron")
    page.get_by_role("button", name="Keep them").click()
    looks.at(page, "phrases, the same twice")
    page.locator("[name=theirs]").fill("An invented swallow")
    page.locator("[name=duress]").fill("Another invented bird")
    page.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Show the phrases").click()
    looks.at(page, "phrases")
    page.goto(f"/cases/{case}/")
    page.get_by_text("Confirm a safe way").click()
    page.locator("[name=how][value=none]").check()
    page.locator("form[action$='/contact/']").get_by_role("button").click()
    looks.at(page, "no safe way, no words")


def test_no_page_of_urgency_contact_or_hand_over_has_a_fault(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    desk = desk_stage.desk
    case = make_cases(desk)
    put_on_duty(desk, "lead_one", end=9 * HOUR)
    put_on_duty(desk, "coordinator_one", end=9 * HOUR)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:
        page = context_of(browser, server.url).new_page()
        sign_in(page, "lead_one")
        looks.visit(page, "/cases/", "/desk/hand-over/")
        speak(page, "en")
        assess(page, looks, case)
        speak(page, "en")
        agree(page, looks, case)
        page.goto("/desk/hand-over/")
        page.get_by_role("button", name="Hand over").click()
        looks.at(page, "handed over")
    assert looks.faults == {}
