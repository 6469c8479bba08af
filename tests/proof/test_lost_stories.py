"""One goes missing on the road and is found through the protocol agreed with them.

Real gunicorn, real PostgreSQL, the real worker, Chromium without scripts. The owner was
taken off the case; whoever is on duty holds no key of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from config.database import EmbeddedPostgres
from evacuation.access import OpenCase
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models import Alert, Case, CaseWrap
from evacuation.models.choices import Compartment, State
from evacuation.services.auditing import verify_audit
from evacuation.services.backups import make_backup
from tests.browser.driving import chromium
from tests.cast import make_places
from tests.evacuation.decisions import opened
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty
from tests.moved_clock import MovedClock
from tests.proof import test_vault_backups, test_waking
from tests.proof.desk_stage import DeskStage
from tests.proof.journey_acts import Journey
from tests.proof.journey_ends import host_says_there
from tests.proof.lost_acts import (
    DUTY,
    LEAD,
    STAND_IN,
    find_again,
    give_to,
    is_known_as_duress,
    log_of,
    lose_contact,
    note,
    on_the_way,
    open_card,
    pass_missed,
    remove_owner,
    screens,
)
from tests.proof.test_vault_backups import _thief
from tests.proof.test_vault_canaries import _leaks, _read
from tests.proof.test_waking import SOON, StartWorker, environment, named, until
from tests.proof.workflow_acts import OWNER
from tests.proof.workflow_people import People, Request
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
empty_databases = test_vault_backups.empty_databases
start_worker = test_waking.start_worker
WAKES = "Somebody should have been heard. Sign in."
FIVE_MINUTES = 300.0  # what is promised: seconds until the protocol runs


@pytest.fixture
def at_night(desk_stage: DeskStage, receivers: Receivers) -> DeskStage:
    """Somebody on duty who has nothing to do with the case."""
    give_addresses(desk_stage.desk, DUTY, STAND_IN, LEAD)
    put_on_duty(desk_stage.desk, DUTY, stand_in=STAND_IN, end=200 * HOUR)
    return desk_stage


def is_missed(
    people: People, stage: DeskStage, request: Request, *, clock: MovedClock
) -> float:
    """The moment in which the clock runs out; everybody signs in anew afterwards."""
    people.come_again()
    pass_missed(clock, stage.desk, request)
    return time.monotonic()


def nobody_is_heard(
    people: People,
    stage: DeskStage,
    journey: Journey,
    clock: MovedClock,
    receivers: Receivers,
) -> list[str]:
    """The protocol, to its end; what was noted."""
    request = journey.request
    keys = opened(stage.desk, request.case, DUTY)
    assert not any(keys.holds(part) for part in Compartment.values)
    receivers.mails.clear()
    receivers.calls.clear()
    since = is_missed(people, stage, request, clock=clock)
    until(lambda: receivers.mails and receivers.calls, SOON)
    assert set(named(receivers)) == {DUTY}
    assert WAKES in {call["text"] for call in receivers.calls}
    page = open_card(people, DUTY, request)
    expect(page.get_by_text("Somebody should have been heard").first).to_be_visible()
    for words in (journey.phrases.theirs, journey.phrases.duress):
        expect(page.get_by_text(words)).to_be_visible()
    noted = [note(people, DUTY, "nothing")]
    assert time.monotonic() - since < FIVE_MINUTES
    assert waiting(request) == 0
    # The next step rings when it is due; the others do not wait for each other.
    calls = len(receivers.calls)
    clock.go(minutes=30)
    until(lambda: len(receivers.calls) > calls, SOON)
    people.come_again()
    page = open_card(people, DUTY, request)
    noted += [
        note(people, DUTY, came) for came in ("asked", "nothing", "left", "nothing")
    ]
    expect(page.get_by_text("contact may be lost").first).to_be_visible()
    return noted


def waiting(request: Request) -> int:
    rows = Alert.objects.filter(case=request.case, kind=Alert.Kind.CHECK_IN)
    return rows.filter(acknowledged_at__isnull=True).count()


def is_lost_and_found(people: People, journey: Journey, noted: list[str]) -> None:
    """In the morning somebody gets the case, and says that contact is lost."""
    request = journey.request
    give_to(people, request, DUTY)
    log = log_of(people, request)
    assert all(words in log for words in noted)
    lose_contact(people, request)
    screens(people, request, journey.phrases.theirs)
    assert "The agreed phrase was right" in log_of(people, request)
    find_again(people, request)


def says_it_to_duty(
    people: People,
    stage: DeskStage,
    journey: Journey,
    clock: MovedClock,
    receivers: Receivers,
) -> None:
    """Missed again; the phrase puts the clock on, and the next opening takes it in."""
    request, calls = journey.request, len(receivers.calls)
    is_missed(people, stage, request, clock=clock)
    until(lambda: len(receivers.calls) > calls, SOON)
    page = open_card(people, STAND_IN, request)
    words = note(people, STAND_IN, "phrase")
    expect(page.get_by_text("They were heard, by the phrase.")).to_be_visible()
    assert words in log_of(people, request)
    page = open_card(people, STAND_IN, request)
    expect(page.get_by_text("Nothing is missed.")).to_be_visible()
    assert words not in page.content()
    assert request.row.state == State.IN_TRANSIT


def arrives(people: People, journey: Journey) -> None:
    request = journey.request
    host_says_there(people, journey.door, journey.phrases.theirs)
    people.on_the_board(DUTY, request)
    assert request.row.state == State.ARRIVED


def test_one_is_missed_at_night_looked_for_without_keys_and_found(
    at_night: DeskStage,
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
    stage = at_night
    server = start_gunicorn(stage.database_url, **environment(stage, receivers))
    with chromium() as browser:
        people = People(browser, server.url)
        request = people.ask_for_help("lost")
        journey = on_the_way(people, stage.desk, request)
        yesterday, owner = make_backup().archives["main"], stage.desk[OWNER]
        row = Case.objects.get(pk=request.case)
        assert OpenCase(owner, row).only("triage", "account")["story"] == request.story
        remove_owner(people, request, OWNER)
        start_worker()
        noted = nobody_is_heard(people, stage, journey, moved_clock, receivers)
        is_lost_and_found(people, journey, noted)
        says_it_to_duty(people, stage, journey, moved_clock, receivers)
        is_known_as_duress(people, request, journey.phrases)
        arrives(people, journey)
    assert verify_audit().good
    left = [*_read(stage, postgres), ("mail", str(receivers.mails).encode())]
    left.append(("calls", str(receivers.calls).encode()))
    rows = [one.get_decoded() for one in Session.objects.all()]
    left.append(("sessions", str(rows).encode()))
    assert _leaks([str(request.case)], left)
    assert _leaks([*people.words.typed, request.receipt], left) == set()
    # Who was taken off the case, with a dump of when they still owned it.
    _thief(stage, empty_databases(), yesterday)
    row = Case.objects.get(pk=request.case)
    assert CaseWrap.objects.filter(key__case=row, recipient=owner.name).exists()
    with pytest.raises((KeyMissing, NotTrusted)):
        OpenCase(owner, row).only("triage", "account")
