"""What is done where somebody is not heard, by name: at night, then by key holders."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from evacuation.board import case_code
from evacuation.models.choices import State
from evacuation.services.contacting import agree_phrases
from evacuation.services.journeys.asking_hosts import ask_host
from evacuation.services.journeys.protocols import agree_protocol
from evacuation.services.journeys.setting_out import depart
from evacuation.services.moving import confirm_step
from evacuation.services.night_cards import card_of
from evacuation.workflow.movement.check_ins import usual
from tests.evacuation.decisions import opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import cleared, in_planning, listed
from tests.moved_clock import MovedClock
from tests.proof.journey_acts import (
    HostDoor,
    Journey,
    Phrases,
    form_with,
    press_on,
)
from tests.proof.workflow_acts import OWNER
from tests.proof.workflow_people import People, Request, fill, press, take_step

# On duty is who holds no key; in the morning the case is theirs.
LEAD, DUTY, STAND_IN = "lead_one", "coordinator_two", "lead_three"
# Of one visit: what else differs would be told to who looks on.
_TOKEN = re.compile(r'name="token" value="[^"]*"')


def on_the_way(people: People, desk: Desk, request: Request) -> Journey:
    """Of what came in through the form; agreed, planned and signed by the services."""
    case, me, say = request.case, desk[OWNER], people.words.say
    in_planning(desk, case, host=say("host"), abort_words=say("abort"))
    phrases = Phrases(say("weask"), say("theyanswer"), say("listened"))
    agreed: dict[str, Any] = {"actor": me, "case_id": case}
    agree_phrases(**agreed, version=version(case), **asdict(phrases))
    steps = [
        replace(one, whom=say("whom"), say=say("may"))
        for one in usual(host=True, lawyer=True, public=False)
    ]
    seen = version(case)
    agree_protocol(**agreed, version=seen, steps=steps, public_agreed=False)
    door = ask_host(**agreed, version=version(case))
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    depart(**agreed, version=version(case), text=say("gone"))
    people.words.typed += [door.link, door.code]
    link = reverse("evacuation:host", args=[door.link])
    return Journey(request, phrases, HostDoor(f"{people.url}{link}", door.code))


def pass_missed(clock: MovedClock, desk: Desk, request: Request) -> None:
    """Until the moment from which on they are missed; nobody is signed in so long."""
    card = card_of(opened(desk, request.case, STAND_IN))
    assert card is not None
    clock.go(seconds=(card.missed_at - timezone.now()).total_seconds())


def remove_owner(people: People, request: Request, owner: str) -> None:
    """By a lead, from every part of the case."""
    page = people.member(LEAD)
    page.goto("/desk/holders/")
    act = page.locator("section.act").filter(has_text=case_code(request.case))
    act.locator("summary").click()
    form = act.locator("form[action$='/remove/']")
    form.locator("[name=user]").select_option(label=owner)
    press(form.get_by_role("button"))
    expect(page.get_by_text("What they copied earlier opens")).to_be_visible()


def give_to(people: People, request: Request, part: str) -> None:
    page = people.at(LEAD, request)
    page.locator("#assign summary").click()
    form = page.locator("#assign form")
    form.locator("select").select_option(label=part)
    press(form.get_by_role("button"))
    expect(page.locator("#assign")).to_be_visible()


# Who is on duty, without keys.


def open_card(people: People, part: str, request: Request) -> Page:
    """From the board, as a notice sends them there."""
    page = people.on_the_board(part, request)
    assert request.story not in page.content()
    press(page.get_by_role("link", name="Night card"))
    return page


def note(people: People, part: str, came: str) -> str:
    """What came of the step that is done now; the words."""
    page, words = people.member(part), people.words.say("atnight")
    form = form_with(page, "Note what came of it")
    fill(form, came=came, words=words)
    press(form.get_by_role("button"))
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    return words


# Who holds the keys again.


def lose_contact(people: People, request: Request) -> None:
    page = people.at(DUTY, request)
    take_step(page, "lose_contact", text=people.words.say("tried"))
    assert request.row.state == State.CONTACT_LOST
    page = people.member(DUTY)
    gone = page.goto(f"{request.page}night-card/")
    assert gone is not None
    assert gone.status == 404


def find_again(people: People, request: Request) -> None:
    """Whoever heard the phrase says so, and a lead confirms."""
    page = people.at(DUTY, request)
    take_step(page, "find_again", phrase=True, text=people.words.say("foundagain"))
    assert request.row.state == State.CONTACT_LOST
    other = people.on_the_board(LEAD, request)
    press_on(other, "Confirm")
    assert request.row.state == State.IN_TRANSIT


def log_of(people: People, request: Request) -> str:
    """What was heard and done, as who holds the keys reads it; opening takes it in."""
    page = people.at(DUTY, request, "journey/check-ins/")
    return page.locator(".log").inner_text()


# The person.


def screens(people: People, request: Request, words: str) -> list[str]:
    """Every page that they see who says in the mailbox that they are well."""
    page = people.in_the_mailbox(request)
    seen = [page.content()]
    press_on(page, "I am well")
    fill(page.locator("form", has=page.locator("textarea")), text=words)
    press_on(page, "Send")
    expect(page.get_by_text("What you sent has arrived")).to_be_visible()
    seen.append(page.content())
    page.reload()
    seen.append(page.content())
    page.context.close()
    return [_TOKEN.sub("", one) for one in seen]


def is_known_as_duress(people: People, request: Request, phrases: Phrases) -> None:
    """The phrase, then the other one: to the person there is no difference."""
    usual = screens(people, request, phrases.theirs)
    assert log_of(people, request)
    level = request.row.level
    assert screens(people, request, phrases.duress) == usual
    assert request.row.level == level != "critical"
    assert "The duress phrase" in log_of(people, request)
    assert request.row.level == "critical"
    assert screens(people, request, phrases.theirs) == usual
