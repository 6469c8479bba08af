"""What happens on the way and afterwards, by name: told, heard, stopped, arrived.

Until they set out it stands in journey_acts.py.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from evacuation.journeys.reception import Item
from evacuation.models import Deadline
from evacuation.models.choices import State
from tests.proof.journey_acts import (
    MINUTES,
    HostDoor,
    at_the_door,
    fill_legs,
    form_with,
    press_on,
    typed_time,
)
from tests.proof.workflow_acts import OWNER, PASSED, PROGRAMME, assess
from tests.proof.workflow_people import People, Request, fill, press, take_step

_WINDOW = timedelta(hours=3)


# What is told.


def tell(people: People, request: Request, what: str) -> str:
    """To the person, for three hours from now on; the words. `what`: route …"""
    page, words = people.at(OWNER, request, "journey/told/"), people.words.say(what)
    page.get_by_text("Tell something", exact=True).click()
    now, form = timezone.now(), form_with(page, "Tell it")
    fill(form, what=what, to="person", text=words)
    fill(form, opens=typed_time(now), until=typed_time(now + _WINDOW))
    press(form.get_by_role("button"))
    return words


def tells(people: People, request: Request, what: str) -> str:
    """And it was not refused."""
    words = tell(people, request, what)
    page = people.member(OWNER)
    expect(page.get_by_text("Told, until its time is over.")).to_be_visible()
    assert words not in page.content()
    return words


def reads(people: People, request: Request, *words: str, no: str = "") -> None:
    """The person, in their mailbox. `no`: words that are not there any more."""
    page = people.in_the_mailbox(request)
    for one in words:
        expect(page.get_by_text(one)).to_be_visible()
    assert not no or no not in page.content()
    page.context.close()


# What is heard.


def says_well(people: People, request: Request, words: str) -> None:
    page = people.in_the_mailbox(request)
    press_on(page, "I am well")
    fill(page.locator("form", has=page.locator("textarea")), text=words)
    press_on(page, "Send")
    expect(page.get_by_text("What you sent has arrived")).to_be_visible()
    page.context.close()


def is_heard(people: People, request: Request, times: int) -> datetime:
    """The owner finds the phrase in the list, so many times; when the next is due."""
    page = people.at(OWNER, request, "journey/check-ins/")
    said = page.locator(".log").get_by_text("The agreed phrase was right")
    expect(said).to_have_count(times)
    due = page.locator(".next-words time").get_attribute("datetime")
    return datetime.fromisoformat(due or "")


# What changes on the way.


def raise_alert(people: People, part: str, country: str) -> None:
    """Public knowledge, by somebody who knows of no case that goes there."""
    page = people.member(part)
    page.goto(f"/desk/countries/{country}/")
    page.get_by_text("Something changed: raise an alert").click()
    form = form_with(page, "Raise the alert")
    fill(form, text="Invented: the road is closed.", source="Invented gazette.")
    press(form.get_by_role("button"))
    expect(page.get_by_text("Raised: every plan is looked at")).to_be_visible()


def looks_again(request: Request) -> bool:
    """Whether somebody has to look at the route again."""
    return Deadline.objects.filter(case=request.case, clock="route").exists()


def look_at_route(people: People, request: Request) -> None:
    page = people.at(OWNER, request, "journey/")
    expect(page.get_by_text("look at the route again").first).to_be_visible()
    form = form_with(page, "The way was looked at again")
    fill(form, why=people.words.say("looked"))
    press_on(page, "The way was looked at again")
    expect(page.get_by_text("look at the route again")).to_have_count(0)


def stops(people: People, request: Request, step: str, why: str) -> None:
    """`step`: put_off or turn_back."""
    page, say = people.at(OWNER, request), people.words.say
    take_step(page, step, breaking=why, safe_at=say("safeat"), text=say("broke"))


def plan_anew(people: People, request: Request) -> None:
    """Another station and later times; the rest of the plan stays as it was."""
    page = people.at(OWNER, request, "journey/plan/")
    form = form_with(page, "Save the plan")
    fill_legs(form, people.words, timezone.now() + 20 * MINUTES)
    press_on(page, "Save the plan")
    expect(page.get_by_text("The plan is kept.")).to_be_visible()


# Arrival and after.


def host_says_there(people: People, door: HostDoor, phrase: str) -> None:
    """The words that they were told. Whether they fit is said to nobody here."""
    page = at_the_door(people, door)
    form = page.locator("form", has=page.locator("[name=phrase]"))
    fill(form, phrase=phrase, company="all", text=people.words.say("atthedoor"))
    form.locator(f"[name=seen_to][value={Item.HOUSING}]").check()
    press(form.get_by_role("button"))
    expect(page.get_by_text("you can say it again here")).to_be_visible()
    again = page.goto(door.link)
    assert again is not None
    assert again.status == 200
    page.context.close()


def see_to_first_days(people: People, request: Request) -> None:
    """The host has seen to a place to sleep; somebody to each of the others."""
    page = people.at(OWNER, request, "journey/told/")
    form = page.locator("form", has=page.locator(f"[name={Item.PHONE}_who]"))
    expect(form.locator(f"[name={Item.HOUSING}_done]")).to_be_checked()
    for item in Item:
        fill(form, **{f"{item}_who": people.words.say("seesto")})
        fill(form, **{f"{item}_done": True})
    press(form.get_by_role("button"))
    expect(page.get_by_text("Kept.", exact=True)).to_be_visible()


def settle_in(people: People, request: Request) -> None:
    page, say = people.at(OWNER, request), people.words.say
    said = {"first_days": say("firstdays"), "ends": say("supportends")}
    take_step(page, "settle_in", staying="visa_free", **said)
    assert request.row.state == State.FOLLOW_UP


def close_as_arrived(people: People, request: Request) -> None:
    """Ninety days later the danger has passed: the owner proposes, another confirms."""
    page = people.member(OWNER)
    assess(page, request, **PASSED)
    people.at(OWNER, request)
    ended, said = "relocated_abroad_stable", people.words.say("outcome")
    take_step(page, "finish", reason=ended, text=said, reconciled=True)
    assert request.row.state == State.FOLLOW_UP
    other = people.on_the_board(PROGRAMME, request)
    press_on(other, "Confirm")
    assert request.row.state == State.CLOSED
