"""From the first message to a safe arrival and 90 days after it, by everybody it takes.

Real gunicorn, real PostgreSQL, the real worker, Chromium without scripts; each member
signs in for themselves, the person has a code, the host a link and a code of theirs.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from config.database import EmbeddedPostgres
from evacuation.access import open_case
from evacuation.archives import Archive
from evacuation.errors import NotTrusted
from evacuation.models import AuditHead, CaseKey, Record
from evacuation.models.choices import Compartment, State
from evacuation.services.auditing import verify_audit
from evacuation.services.backups import make_backup
from evacuation.services.journeys.plans import plan_of
from tests.browser.driving import chromium
from tests.cast import make_places
from tests.evacuation.receivers import Receivers
from tests.moved_clock import MovedClock
from tests.proof import test_vault_backups, test_waking
from tests.proof.desk_stage import DeskStage
from tests.proof.journey_acts import (
    LEGAL,
    MEDICAL,
    Journey,
    approved,
    cleared,
    depart,
    host_stands,
    interview,
    look_at_borders,
    new_phone,
    planned,
    say_yes,
    sign_lawful,
    sign_list,
    write_identity,
)
from tests.proof.journey_ends import (
    close_as_arrived,
    host_says_there,
    is_heard,
    look_at_route,
    looks_again,
    plan_anew,
    raise_alert,
    reads,
    says_well,
    see_to_first_days,
    settle_in,
    stops,
    tells,
)
from tests.proof.test_vault_backups import _thief
from tests.proof.test_vault_canaries import _leaks, _read
from tests.proof.test_waking import SOON, StartWorker, environment, until
from tests.proof.test_workflow_stories import dumps
from tests.proof.workflow_acts import LEAD, OWNER, VERIFIER, keep_how_they_are, pay
from tests.proof.workflow_people import People, Request, press
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
empty_databases = test_vault_backups.empty_databases
start_worker = test_waking.start_worker
staffed = test_waking.staffed
ROUTE = Compartment.LOGISTICS


def is_planned(people: People) -> Journey:
    """Approved by two; each who goes is asked; nothing is told before the phone."""
    request = people.ask_for_help("family")
    approved(people, request)
    journey = planned(people, request, device="seized")
    page = people.at(OWNER, request, "journey/told/")
    # It is said before anything is typed.
    expect(page.get_by_text("A safe phone: a new one")).to_be_visible()
    expect(page.get_by_text("Tell something", exact=True)).to_have_count(0)
    new_phone(people, request)
    are_asked_alone(people, request)
    looks_after_medicine(people, request)
    pay(people, request, "1200.50")
    return journey


def are_asked_alone(people: People, request: Request) -> None:
    """Three ask three, and nobody reads what another one was told."""
    for number, part in enumerate((OWNER, VERIFIER, LEAD), start=1):
        said = interview(people, part, request, str(number))
        for other in {OWNER, VERIFIER} - {part}:
            page = people.member(other)
            shut = page.goto(f"{request.page}journey/interview/{number}/")
            assert shut is not None
            assert shut.status == 404, (other, number)
            assert said not in page.content()
    names = [write_identity(people, request, number) for number in ("2", "3")]
    page = people.at(VERIFIER, request)
    press(page.get_by_role("button", name="Reveal identity"))
    for name in names:
        expect(page.get_by_text(name)).to_be_visible()


def looks_after_medicine(people: People, request: Request) -> None:
    """The medical focal reads the medicine, and nothing of the way."""
    page = people.on_the_board(MEDICAL, request)
    press(page.get_by_role("link", name="Medicine", exact=True))
    expect(page.get_by_text("Antiretrovirals")).to_be_visible()
    shut = page.goto(f"{request.page}journey/")
    assert shut is not None
    assert shut.status == 404


def goes(people: People, journey: Journey) -> None:
    """Ready by two signatures; told, heard, put off; and they go on as planned."""
    request = journey.request
    cleared(people, journey)
    sign_list(people, request)
    depart(people, request)
    first = is_heard(people, request, 0)
    route = tells(people, request, "route")
    reads(people, request, route)
    says_well(people, request, journey.phrases.theirs)
    assert is_heard(people, request, 1) > first
    stops(people, request, "put_off", "missed")
    assert request.row.state == State.READY
    reads(people, request, no=route)
    # What was said before they stopped is said again.
    host_stands(people, request)
    say_yes(people, request)
    depart(people, request)


def turns_back(people: People, journey: Journey) -> None:
    """An alert that another member raised; the route is looked at; later it stops."""
    request = journey.request
    assert not looks_again(request)
    raise_alert(people, LEGAL, "AM")
    assert looks_again(request)
    look_at_route(people, request)
    assert not looks_again(request)
    assert request.row.state == State.IN_TRANSIT
    stops(people, request, "turn_back", "turned_away")
    assert request.row.state == State.PLANNING


def goes_again(people: People, journey: Journey) -> list[str]:
    """By another way: looked at, signed and told anew; what was told is returned."""
    request = journey.request
    plan_anew(people, request)
    page = people.at(OWNER, request, "journey/")
    # Who signed the crossings before has not seen these.
    expect(page.get_by_text("Lawful crossings only: signed by")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign the list")).to_have_count(0)
    look_at_borders(people, request)
    sign_lawful(people, request)
    host_stands(people, request)
    say_yes(people, request)
    sign_list(people, request)
    depart(people, request)
    told = [tells(people, request, what) for what in ("pick_up", "address")]
    reads(people, request, *told)
    # They are waited for by the new legs.
    first = is_heard(people, request, 1)
    says_well(people, request, journey.phrases.theirs)
    assert is_heard(people, request, 2) > first
    return told


def arrives(people: People, journey: Journey) -> None:
    request = journey.request
    host_says_there(people, journey.door, journey.phrases.theirs)
    assert request.row.state == State.IN_TRANSIT
    # Whoever opens it next finds that the words were right.
    people.on_the_board(OWNER, request)
    assert request.row.state == State.ARRIVED
    see_to_first_days(people, request)


def is_followed_up(people: People, request: Request, clock: MovedClock) -> None:
    """Asked 7, 30, 60 and 90 days after arrival; after 14 the route is gone."""
    days, heads = 0, AuditHead.objects.count()
    for day in (2, 7, 15, 30, 60, 90):
        clock.go(days=day - days)
        days = day
        people.come_again()
        if day == 2:
            settle_in(people, request)
            # The house has signed that they arrived: the route goes by that.
            until(lambda: AuditHead.objects.count() > heads, SOON)
        elif day == 15:
            until(lambda: not has_route(request), SOON)
        else:
            keep_how_they_are(people, request)
    page = people.at(OWNER, request, "journey/told/")
    expect(page.get_by_text("The route was destroyed on")).to_be_visible()
    page = people.at(OWNER, request, "follow-up/")
    expect(page.locator(".ask-days").get_by_text("asked")).to_have_count(4)


def has_route(request: Request) -> bool:
    rows = Record.objects.filter(case=request.case, compartment=ROUTE).exists()
    keys = CaseKey.objects.filter(case=request.case, compartment=ROUTE).exists()
    assert rows == keys
    return rows


def steal_a_backup(stage: DeskStage) -> Archive:
    """Of the main database; we delete ours long before the end."""
    made = make_backup().archives["main"]
    kept = shutil.copy(made.path, stage.var.parent / "stolen")
    return replace(made, path=Path(kept))


def legs_of(stage: DeskStage, request: Request) -> int:
    """As the owner opens them. Raises NotTrusted."""
    return len(plan_of(open_case(stage.desk[OWNER], request.case)).legs)


def test_a_family_asks_travels_stops_goes_on_arrives_and_is_asked_for_90_days(
    staffed: DeskStage,
    receivers: Receivers,
    postgres: EmbeddedPostgres,
    moved_clock: MovedClock,
    start_gunicorn: StartServer,
    start_worker: StartWorker,
    empty_databases: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The loop that runs in this thread is the browser's; rows are read in its pauses.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    make_places()
    server = start_gunicorn(staffed.database_url, **environment(staffed, receivers))
    with chromium() as browser:
        people = People(browser, server.url)
        journey = is_planned(people)
        goes(people, journey)
        turns_back(people, journey)
        told = goes_again(people, journey)
        on_the_way, stolen = dumps(), steal_a_backup(staffed)
        request = journey.request
        assert legs_of(staffed, request) == 2
        arrives(people, journey)
        start_worker()
        is_followed_up(people, request, moved_clock)
        close_as_arrived(people, request)
        # Who confirmed it writes to nobody: the owner's next look tells the person.
        people.at(OWNER, request)
        person = people.in_the_mailbox(request)
        expect(person.get_by_text("Your request is closed.")).to_be_visible()
        assert not any(words in person.content() for words in told)
    assert verify_audit().good
    assert receivers.mails
    sent = str([receivers.mails, receivers.calls]).encode()
    left = [*on_the_way, *_read(staffed, postgres), ("sent", sent)]
    assert _leaks([str(request.case)], on_the_way)
    codes = [request.receipt, journey.door.code]
    codes += [one.replace("-", "") for one in codes]
    assert _leaks([*people.words.typed, *codes], left) == set()
    # A dump of when they were on the way, beside the keys of today.
    _thief(staffed, empty_databases(), stolen)
    assert Record.objects.filter(case=request.case, compartment=ROUTE).exists()
    with pytest.raises(NotTrusted):
        legs_of(staffed, request)
