"""What members and the person do on the pages of a case, by name."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from evacuation.models.choices import State
from evacuation.workflow.decision import Criterion
from tests.proof.workflow_people import People, Request, fill, press, take_step

OWNER, LEAD, VERIFIER = "coordinator_one", "lead_one", "verifier"
PROGRAMME, FINANCE = "approver", "finance"
MINUTE = 60
# What a coordinator says of a danger that is grave, and of one that has passed.
GRAVE = {"event_0": "search", "days_0": "2", "event_1": "doxxed", "days_1": "5"}
GRAVE |= {"near": "week"}
PASSED = {"event_0": "hostile_law", "days_0": "40", "event_1": "", "days_1": ""}


def assess(page: Page, request: Request, **known: str) -> None:
    """What happened is entered, the proposal is read, then the level is set."""
    page.goto(f"{request.page}urgency/")
    form = page.locator("form.urgency")
    fill(form, **known)
    press(page.get_by_role("button", name="Show the proposal").last)
    expect(page.get_by_role("heading", name="Proposed")).to_be_visible()
    press(page.get_by_role("button", name="Save"))
    expect(page.locator("h1.case-code")).to_be_visible()


def begin_the_assessment(people: People, request: Request) -> Page:
    """Taken over, assessed, a safe way confirmed."""
    page = people.take_over(OWNER, request)
    assess(page, request, **GRAVE)
    people.at(OWNER, request)
    page.get_by_text("Confirm a safe way").click()
    form = page.locator("form[action$='/contact/']")
    fill(form, how="phrase", text=people.words.say("way"))
    press(form.get_by_role("button"))
    expect(
        page.locator(".safe-contact").get_by_text("Confirmed", exact=True)
    ).to_be_visible()
    take_step(page, "assess", text=people.words.say("note"))
    assert request.row.state == State.ASSESSMENT
    return page


def record_check(people: People, part: str, request: Request, check: str) -> None:
    page = people.at(part, request, "verification/")
    form = page.locator("form[action$='/verification/check/']")
    fill(form, check=check, text=people.words.say(check))
    press(form.get_by_role("button"))


def trust(people: People, *names: str) -> None:
    page = people.member(LEAD)
    for name in names:
        page.goto("/desk/trusted/")
        page.get_by_label("Name of the organisation").fill(name)
        press(page.get_by_role("button", name="Trust it"))
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def vouch(people: People, request: Request, organisation: str) -> Page:
    """Somebody of an organisation said it to the coordinator."""
    page = people.at(OWNER, request, "verification/")
    page.get_by_text("Somebody of a trusted organisation told me").click()
    form = page.locator("form[action$='/verification/vouch/']")
    form.locator("[name=organisation]").select_option(label=organisation)
    said = {"basis": "worked_together", "what": "identity", "since": "2019"}
    voucher, text = people.words.say("voucher"), people.words.say("vouch")
    fill(form, voucher=voucher, text=text, independent=True, **said)
    press(form.get_by_role("button"))
    expect(page.get_by_text(text)).to_be_visible()
    return page


def write_proposal(people: People, request: Request, euro: str) -> Page:
    """All that a decision is asked for; the button that submits is not pressed."""
    page, say = people.at(OWNER, request, "proposal/"), people.words.say
    form = page.locator("form.proposal-form")
    fill(form, **{f"answer_{one}": "yes" for one in Criterion})
    fill(form, note_C3=say("criterion"), why_in_country=say("option"))
    fill(form, why_stay_safer=say("weighed"), chosen="in_country", plan=say("plan"))
    fill(form, consent=say("agreed"), deconflicted="done")
    line = {"line-0-line": "lodging", "line-0-amount": euro}
    fill(form, **line, **{"line-0-payee": say("payee"), "line-0-funder": say("fund")})
    return page


def submit(page: Page) -> None:
    press(page.get_by_role("button", name="Submit for decision"))


def submitted(people: People, request: Request, euro: str) -> None:
    submit(write_proposal(people, request, euro))
    page = people.member(OWNER)
    expect(page.get_by_text("Submitted: approvers are asked.")).to_be_visible()
    assert request.row.state == State.DECISION_PENDING


def before_the_decision(people: People, part: str, request: Request) -> Page:
    """An approver finds it on the board, and reads nothing of who it is about."""
    page = people.on_the_board(part, request)
    assert request.story not in page.content()
    page.get_by_role("link", name="Decision", exact=True).click()
    expect(page.get_by_role("heading", name="Signatures")).to_be_visible()
    assert request.story not in page.content()
    return page


def sign(people: People, part: str, request: Request, outcome: str) -> None:
    page = before_the_decision(people, part, request)
    form = page.locator("form").filter(has_text="Approve and sign")
    fill(form, conditions=people.words.say("condition"), note=people.words.say("why"))
    press(form.get_by_role("button"))
    expect(page.get_by_text(outcome)).to_be_visible()


def pay(people: People, request: Request, euro: str) -> None:
    page = people.at(OWNER, request, "money/")
    form = page.locator("form").filter(has_text="Record it")
    fill(form, line="1", amount=euro)
    press(form.get_by_role("button"))
    expect(page.get_by_role("heading", name="Payments and receipts")).to_be_visible()
    page.get_by_text("Change the receipt").click()
    form = page.locator("form.receipt-form").filter(has_text="Record it")
    fill(form, receipt="declaration")
    press(form.get_by_role("button"))
    expect(page.get_by_text("Receipt: Signed declaration")).to_be_visible()


def keep_how_they_are(people: People, request: Request) -> None:
    page = people.at(OWNER, request, "follow-up/")
    form, said = page.locator("form.after-form"), people.words.say("howtheyare")
    codes = {"safety": "safe", "papers": "settled", "health": "cared"}
    fill(form, **codes, company="people", returning="stays", text=said)
    until = (timezone.localdate() + timedelta(days=60)).isoformat()
    fill(form, housing_until=until, consents_reviewed=True)
    press(form.get_by_role("button"))
    expect(
        page.get_by_text("Kept. The next day to ask follows from it.")
    ).to_be_visible()
    people.at(OWNER, request, "follow-up/")
    expect(page.get_by_text(said)).to_be_visible()


def until_it_shows(person: Page, words: str) -> None:
    """What is not critical can be read a minute after it was written."""
    for _again in range(MINUTE // 5):
        if person.get_by_text(words).count():
            return
        person.wait_for_timeout(5000)
        person.reload()
    expect(person.get_by_text(words)).to_be_visible()
