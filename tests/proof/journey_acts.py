"""What members, the person and the host do on the pages of a journey, by name.

A couple with a child, from the first message until they set out; how it goes on stands
in journey_ends.py. Whoever needs a case on the way begins with `in_transit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from evacuation.models.choices import State
from tests.proof.workflow_acts import (
    FINANCE,
    OWNER,
    PROGRAMME,
    VERIFIER,
    begin_the_assessment,
    record_check,
    sign,
    submit,
    trust,
    vouch,
    write_proposal,
)
from tests.proof.workflow_people import (
    People,
    Request,
    Words,
    fill,
    press,
    take_step,
)

LEGAL, MEDICAL = "coordinator_two", "lead_two"
WHEN = "%Y-%m-%dT%H:%M"
MINUTES = timedelta(minutes=1)
# Countries on the way from Georgia; what is known of them is public.
TRANSIT, TARGET = "AM", "DE"
_VOUCHERS = ("Invented Aid", "Invented Shelter")


@dataclass(frozen=True)
class Phrases:
    """As they were agreed, word for word."""

    ours: str
    theirs: str
    duress: str


@dataclass(frozen=True)
class HostDoor:
    """What was passed on by two ways. `link`: an address of the server."""

    link: str
    code: str


def typed_time(at: datetime) -> str:
    """As a field for a time takes it, in the member's zone."""
    return timezone.localtime(at).strftime(WHEN)


def form_with(page: Page, button: str) -> Locator:
    """The form that this button sends."""
    return page.locator("form").filter(has=page.get_by_role("button", name=button))


def press_on(page: Page, button: str) -> None:
    press(page.get_by_role("button", name=button, exact=True))


# Until it is approved.


def approved(people: People, request: Request) -> None:
    """Assessed, vouched for by two organisations, signed by two approvers."""
    begin_the_assessment(people, request)
    trust(people, *_VOUCHERS)
    record_check(people, OWNER, request, "channel")
    for name in _VOUCHERS:
        vouch(people, request, name)
    record_check(people, VERIFIER, request, "corroborated")
    page = people.at(OWNER, request, "verification/")
    expect(page.locator("#verification-now")).to_contain_text("V4")
    _is_proposed(people, request)
    # Over 3 000 euro neither of the two is enough alone.
    sign(people, PROGRAMME, request, "Signed. Another signature is missing.")
    sign(people, FINANCE, request, "Approved.")
    assert request.row.state == State.APPROVED


def _is_proposed(people: People, request: Request) -> None:
    page = write_proposal(people, request, euro="3200")
    say, form = people.words.say, page.locator("form.proposal-form")
    fill(form, why_temporary_abroad=say("abroad"), dependants=say("family"))
    fill(form, chosen="temporary_abroad")
    submit(page)
    assert request.row.state == State.DECISION_PENDING


# What is agreed and known before anybody plans.


def agree_phrases(people: People, request: Request) -> Phrases:
    page, say = people.at(OWNER, request), people.words.say
    agreed = Phrases(say("weask"), say("theyanswer"), say("listened"))
    page.get_by_text("Agree on phrases").click()
    form = page.locator("form[action$='/phrases/']")
    fill(form, ours=agreed.ours, theirs=agreed.theirs, duress=agreed.duress)
    press(form.get_by_role("button"))
    return agreed


def know_countries(people: People, part: str, *countries: str) -> None:
    """With a passport for abroad they are let in: an invented rule of the day."""
    page, today = people.member(part), timezone.localdate()
    until = today + timedelta(days=30)
    for country in countries:
        page.goto(f"/desk/countries/{country}/rule/entry/?of=international")
        form = form_with(page, "Keep it")
        fill(form, of="international", says="free", days="90", source="Invented law.")
        fill(form, checked_on=today.isoformat(), good_until=until.isoformat())
        press(form.get_by_role("button"))
        expect(page.get_by_text("It is kept, with your name")).to_be_visible()


def agree_protocol(people: People, request: Request) -> None:
    """What is usual, with whom to call and what may be said."""
    page, say = people.at(OWNER, request, "journey/protocol/"), people.words.say
    form = form_with(page, "Keep the protocol")
    for number in range(5):
        whom, words = f"step-{number}-whom", f"step-{number}-say"
        fill(form, **{whom: say("whom"), words: say("may")})
    press(form.get_by_role("button"))
    expect(page.get_by_text("The protocol is kept.")).to_be_visible()


# Who goes.


def write_people(people: People, request: Request) -> None:
    """Two adults and their child; one of the adults takes medicine along."""
    today = timezone.localdate().isoformat()
    medicine = {"medicine-0-kind": "art", "medicine-0-days": "90"}
    write_person(people, request, "1", **medicine, **{"medicine-0-counted_on": today})
    write_person(people, request, "2", going="together", none=True)
    child = {"band": "6_11", "going": "together"}
    write_person(people, request, "3", **child, parent_consents=True, none=True)


def write_person(
    people: People, request: Request, number: str, **said: str | bool
) -> None:
    """Papers in order and no list that has them, as far as `said` says no more."""
    page = people.at(OWNER, request, f"journey/person/{number}/")
    form = page.locator(f"form[action$='/person/{number}/']")
    fill(form, called=people.words.say("called"), home="GE", consents=True)
    fill(form, passport="international", valid_until="2035-01-01")
    fill(form, exit_ban="no", criminal_case="no", military="none")
    fill(form, listed_national="no", on_national=timezone.localdate().isoformat())
    fill(form, **{"band": "adult", **said})
    press(form.get_by_role("button", name="Keep it"))
    expect(page.get_by_role("heading", name="Journey")).to_be_visible()


def interview(people: People, part: str, request: Request, number: str) -> str:
    """What they said, asked alone."""
    page = people.at(part, request, f"journey/interview/{number}/")
    said = people.words.say("alone")
    form = form_with(page, "Keep it")
    fill(form, text=said)
    press(form.get_by_role("button"))
    expect(page.get_by_text(said)).to_be_visible()
    return said


def write_identity(people: People, request: Request, number: str) -> str:
    """Of a further person; their name."""
    page = people.at(VERIFIER, request, f"journey/identity/{number}/")
    form, say = form_with(page, "Keep it"), people.words.say
    name = say("legalname")
    fill(form, name=name, papers=say("papernumber"))
    press(form.get_by_role("button"))
    expect(page.get_by_text("It is read on the page of the identity.")).to_be_visible()
    return name


def name_focal(people: People, request: Request, what: str, part: str) -> None:
    """`what`: legal, medical or safeguarding."""
    page = people.at(OWNER, request, "journey/")
    named = page.locator("details", has=page.locator(f"[name=what][value={what}]"))
    named.locator("summary").click()
    form = named.locator("form")
    form.locator("[name=user]").select_option(label=part)
    press(form.get_by_role("button"))
    expect(page.get_by_text("They look after it from now on.")).to_be_visible()


# The plan and the list.


def write_plan(people: People, request: Request, **said: str | bool) -> None:
    """Two legs over two borders, from in twenty minutes on. `said`: what of the rest is
    another way."""
    page, say = people.at(OWNER, request, "journey/plan/"), people.words.say
    form = form_with(page, "Save the plan")
    fill_legs(form, people.words, timezone.now() + 20 * MINUTES)
    fill(form, money=True, money_note=say("money"), companion="agreed")
    fill(form, abort_words=say("abort"), fallback=say("fallback"))
    fill(form, host=say("host"), departure="not_needed", safeguarding=say("child"))
    form.locator("[name=takes][value=child]").check()
    fill(form, **{"device": "new", **said})
    press_on(page, "Save the plan")
    expect(page.get_by_text("The plan is kept.")).to_be_visible()


def new_phone(people: People, request: Request) -> None:
    page = people.at(OWNER, request, "journey/plan/")
    fill(form_with(page, "Save the plan"), device="new")
    press_on(page, "Save the plan")
    expect(page.get_by_text("The plan is kept.")).to_be_visible()


def fill_legs(form: Locator, words: Words, begins: datetime) -> None:
    """Half an hour to the border, half an hour there, then an hour."""
    then = begins + 60 * MINUTES
    _fill_leg(form, 0, ("GE", TRANSIT, "bus"), begins, begins + 30 * MINUTES)
    _fill_leg(form, 1, (TRANSIT, TARGET, "plane"), then, then + 60 * MINUTES)
    for number in (0, 1):
        for name in ("begins_at", "ends_at", "note"):
            fill(form, **{f"leg-{number}-{name}": words.say(name)})


def _fill_leg(
    form: Locator,
    number: int,
    way: tuple[str, str, str],
    begins: datetime,
    ends: datetime,
) -> None:
    said = dict(zip(("origin", "target", "means"), way, strict=True))
    said |= {"begins": typed_time(begins), "ends": typed_time(ends)}
    fill(form, **{f"leg-{number}-{name}": value for name, value in said.items()})


def look_at_borders(people: People, request: Request) -> None:
    page = people.at(OWNER, request, "journey/")
    for number in range(page.locator("li.leg").count()):
        leg = page.locator("li.leg").nth(number)
        press(leg.get_by_role("button", name="Looked at now: open to them"))
    expect(page.get_by_text("Border open to them")).to_have_count(2)


def sign_lawful(people: People, request: Request, part: str = LEGAL) -> None:
    page = people.at(part, request, "journey/")
    press_on(page, "Sign: every crossing is lawful")
    expect(page.get_by_text("Lawful crossings only: signed by")).to_be_visible()


def ask_host(people: People, request: Request) -> HostDoor:
    """Link and code are canaries, too: nobody finds them again."""
    page = people.at(OWNER, request, "journey/told/")
    press_on(page, "Make a link and a code")
    asked = page.locator(".asked")
    link = asked.locator("code").inner_text().strip()
    code = asked.locator(".typed-code").inner_text().strip()
    people.words.typed += [link.rstrip("/").rpartition("/")[2], code]
    return HostDoor(link, code)


def at_the_door(people: People, door: HostDoor) -> Page:
    """The host, who has no account: the link, then the code."""
    page = people.window()
    page.goto(door.link)
    page.get_by_label("The code").fill(door.code)
    press_on(page, "Go on")
    return page


def host_receives(people: People, door: HostDoor) -> None:
    page = at_the_door(people, door)
    form = page.locator("form", has=page.locator("[name=receives]"))
    fill(form, receives="yes", text=people.words.say("hostsays"))
    press(form.get_by_role("button"))
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.context.close()


def say_yes(people: People, request: Request) -> None:
    """They said to the owner, just now, that they go."""
    page = people.at(OWNER, request, "journey/")
    fill(page.locator("form", has=page.locator("[name=via]")), via="signal")
    press_on(page, "They said yes just now")
    expect(page.get_by_text("Their yes is kept.")).to_be_visible()


def host_stands(people: People, request: Request) -> None:
    """The host said to the owner, just now, that they receive them still."""
    page = people.at(OWNER, request, "journey/")
    fill(page.locator("form", has=page.locator("[name=via]")), via="signal")
    press_on(page, "The host has confirmed just now")
    expect(page.get_by_text("The host's word is kept.")).to_be_visible()


def sign_list(people: People, request: Request) -> None:
    """The owner, then a verifier."""
    page = people.at(OWNER, request, "journey/")
    press_on(page, "Sign the list: they can go")
    assert request.row.state == State.PLANNING
    other = people.at(VERIFIER, request, "journey/")
    press_on(other, "I have looked at all of it: sign")
    assert request.row.state == State.READY


def depart(people: People, request: Request) -> None:
    page = people.at(OWNER, request, "journey/check-ins/")
    form = form_with(page, "They set out")
    fill(form, through="mailbox", text=people.words.say("setout"))
    press(form.get_by_role("button"))
    expect(page.get_by_text("They are on the way.")).to_be_visible()
    assert request.row.state == State.IN_TRANSIT


# All of it, for whoever needs a case that has come that far.


@dataclass(frozen=True)
class Journey:
    """A request whose journey is planned, with what was agreed."""

    request: Request
    phrases: Phrases
    door: HostDoor


def planned(people: People, request: Request, **said: str | bool) -> Journey:
    """Of an approved case: everything but what is said last, and the list. `said`: what
    of the plan is another way."""
    page = people.at(OWNER, request)
    take_step(page, "plan", text=people.words.say("support"))
    phrases = agree_phrases(people, request)
    know_countries(people, OWNER, TRANSIT, TARGET)
    write_people(people, request)
    name_focal(people, request, "safeguarding", VERIFIER)
    name_focal(people, request, "legal", LEGAL)
    name_focal(people, request, "medical", MEDICAL)
    write_plan(people, request, **said)
    agree_protocol(people, request)
    return Journey(request, phrases, ask_host(people, request))


def cleared(people: People, journey: Journey) -> None:
    """What others look at and say, last of all the person."""
    request = journey.request
    host_receives(people, journey.door)
    look_at_borders(people, request)
    sign_lawful(people, request)
    say_yes(people, request)


def ready(people: People, mark: str) -> Journey:
    """From the first message to the two signatures of the list."""
    request = people.ask_for_help(mark)
    approved(people, request)
    journey = planned(people, request)
    cleared(people, journey)
    sign_list(people, request)
    return journey


def in_transit(people: People, mark: str) -> Journey:
    journey = ready(people, mark)
    depart(people, journey.request)
    return journey
