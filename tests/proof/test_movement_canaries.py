"""Marked words through every door of a journey; then every byte it left is read.

The way, who goes, who receives them, what is done if they are not heard: typed at the
real doors, also where it is refused. None of it stands anywhere in clear.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.database import EmbeddedPostgres
from evacuation.answers import ContactVia
from evacuation.models import Record
from evacuation.models.choices import State
from evacuation.services.journeys.check_ins import plan_check_in
from evacuation.services.journeys.plans import (
    check_border,
    hear_host,
    say_last_yes,
    sign_lawful,
)
from evacuation.services.journeys.signing import sign_list
from evacuation.services.moving import confirm_step
from evacuation.workflow.movement.check_ins import Through
from tests.cast import PASSWORD
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    opened,
    state,
    step,
    version,
)
from tests.evacuation.travels import known_countries
from tests.evacuation.views.journeys.test_journey import WHO
from tests.moved_clock import MovedClock
from tests.proof.desk_browser import Browser
from tests.proof.desk_stage import DeskStage
from tests.proof.journey_doors import Desks, Door, Words, in_hours
from tests.proof.test_vault_canaries import _leaks, _read
from tests.servers import StartServer

pytestmark = pytest.mark.proof

LEAD, TWO, VERIFIER = "lead_one", "coordinator_two", "verifier"
STORED = (
    *("called", "other", "interview", "legalname", "papers", "theirs", "number"),
    *("begins_at", "note", "host", "abort", "override", "gone", "noted"),
    *("well", "unsaid", "hostsays", "wrongphrase", "bed", "talk"),
)
TOLD = {"what": "pick_up", "to": "person", "do": "tell"}
GOES = {**WHO, "exit_ban": "unknown", "medicine-0-supplier": "on"}
HERE = {"answer": "arrived", "company": "all"}


def _plan(word: Words, mark: str) -> dict[str, str]:
    """Over one border, with a word in each field that takes any."""
    lines = ("money_note", "host", "abort_words", "fallback", "safeguarding")
    ends = ("leg-0-begins_at", "leg-0-ends_at", "leg-0-note")
    return {
        **{name: word(f"{name[:5]}{mark}") for name in lines},
        **{name: word(f"{name[6:]}{mark}") for name in ends},
        "device": "new",
        "money": "on",
        "companion": "agreed",
        "needs_none": "on",
        "departure": "not_needed",
        "leg-TOTAL_FORMS": "1",
        "leg-INITIAL_FORMS": "0",
        "leg-0-origin": "GE",
        "leg-0-target": "AM",
        "leg-0-begins": in_hours(2),
        "leg-0-ends": in_hours(5),
        "leg-0-means": "bus",
        "do": "save",
    }


def _is_planned(at: Desks, word: Words) -> None:
    where, locked = "journey/plan/", _plan(word, "locked")
    at.refuse(ONE, where, **{**_plan(word, "bad"), "leg-0-ends": in_hours(1)})
    at.refuse(ONE, where, **{**_plan(word, "stale"), "version": "1"})
    at.keep(ONE, where, **_plan(word, ""))
    assert locked["host"] in at.asleep(ONE, where, **locked).text
    passed = {"do": "pass", "what": "exit_unknown", "person": "1"}
    at.refuse(LEAD, "journey/", **passed, why=word("stalewhy"), version="1")
    at.keep(LEAD, "journey/", **passed, why=word("override"))


def _people_are_written(at: Desks, word: Words) -> None:
    """Who goes, who stays, what one said alone, who they are."""
    where = "journey/person/1/"
    lacking = {**WHO, "called": word("nodays"), "valid_until": ""}
    at.refuse(ONE, where, **lacking)
    at.refuse(ONE, where, **{**WHO, "called": word("old"), "version": "1"})
    today = timezone.localdate().isoformat()
    said = {"called": word("called"), "medicine-0-counted_on": today}
    at.keep(ONE, where, **{**GOES, **said})
    where = "journey/person/2/"
    apart = {"going": "apart", "why_apart": word("apart"), "version": "1"}
    at.refuse(ONE, where, **{**WHO, "called": word("apartcalled"), **apart})
    at.keep(ONE, where, **{**WHO, "called": word("other"), "going": "stays"})
    where = "journey/interview/2/"
    at.refuse(LEAD, where, text=word("stalealone"), version="1")
    at.keep(LEAD, where, text=word("interview"))
    where = "journey/identity/2/"
    at.refuse(VERIFIER, where, name="", papers=word("papersonly"))
    at.keep(VERIFIER, where, name=word("legalname"), papers=word("papers"))


def _phrases_are_agreed(at: Desks, word: Words) -> dict[str, str]:
    same = word("same")
    at.refuse(ONE, "phrases/", ours=word("ask"), theirs=same, duress=same)
    said = {name: word(name) for name in ("ours", "theirs", "duress")}
    at.keep(ONE, "phrases/", **said)
    return said


def _protocol_is_agreed(at: Desks, word: Words) -> None:
    where = "journey/protocol/"
    steps = {
        "step-TOTAL_FORMS": "2",
        "step-INITIAL_FORMS": "0",
        "step-0-deed": "call",
        "step-0-after": "0",
        "step-0-whom": word("number"),
        "step-0-say": word("maysay"),
        "step-1-deed": "lawyer",
        "step-1-after": "5",
        "step-1-whom": word("lawyer"),
        "do": "save",
    }
    at.refuse(ONE, where, **{**steps, "step-0-whom": word("no"), "step-1-whom": ""})
    at.refuse(ONE, where, **{**steps, "step-0-say": word("stalesay"), "version": "1"})
    at.keep(ONE, where, **steps)


def _the_way_is_told(at: Desks, word: Words) -> None:
    where, window = "journey/told/", {"opens": in_hours(-0.1), "until": in_hours(5)}
    address = {**TOLD, "what": "address", "text": word("address")}
    at.refuse(ONE, where, **address, opens=in_hours(1), until=in_hours(99))
    at.refuse(ONE, where, **{**TOLD, "to": "host"}, **window, text=word("aloud"))
    at.keep(ONE, where, **TOLD, **window, text=word("pickup"))


def _they_set_out(at: Desks, word: Words) -> None:
    """What others say in silence, two signatures, and a note."""
    me, case = at.desk[ONE], at.case
    sign_lawful(actor=at.desk[LEAD], case_id=case, version=version(case))
    check_border(actor=me, case_id=case, version=version(case), leg=0, passes=True)
    via = ContactVia.SIGNAL
    words = (partial(hear_host, via=via), partial(say_last_yes, via=via))
    for says in (*words, sign_list):
        says(actor=me, case_id=case, version=version(case))
    confirm_step(actor=at.desk[VERIFIER], case_id=case, version=version(case))
    where, gone = "journey/check-ins/", {"do": "depart", "through": "mailbox"}
    at.refuse(ONE, where, **gone, text=word("stalegone"), version="1")
    at.keep(ONE, where, **gone, text=word("gone"))
    assert state(case) == State.IN_TRANSIT


def _the_night_card_is_run(at: Desks, word: Words, clock: MovedClock) -> None:
    """By who is on duty, from now on, since they were not heard."""
    plan_check_in(
        actor=at.desk[ONE],
        case_id=at.case,
        version=version(at.case),
        at=timezone.now() + timedelta(seconds=1),
        tolerance=timedelta(0),
        through=Through.MAILBOX,
    )
    clock.go(minutes=6)
    noted = {"number": "0", "came": "seen", "words": word("noted")}
    at.refuse(TWO, "night-card/", **{**noted, "came": "", "words": word("nothing")})
    at.refuse(TWO, "night-card/", **noted, version="1")
    at.keep(TWO, "night-card/", **noted)
    at.refuse(LEAD, "night-card/", **{**noted, "words": word("twice")})
    kept = ("number", "maysay", "ours", "theirs", "duress", "noted")
    shown = at.read(TWO, "night-card/")
    assert all(f"canary{mark}{word.run}" in shown for mark in kept)


def _they_write(at: Desks, word: Words, theirs: str) -> str:
    """In the mailbox: other words, then the phrase; with which code."""
    receipt = at.new_receipt(ONE)
    browser = Browser(at.url)
    assert browser.post("/mailbox/", receipt=receipt).status == 303
    page = browser.get("/mailbox/")
    assert f"canarypickup{word.run}" in page.text
    for words in (word("well"), theirs):
        said = {
            "thing": "well",
            "do": "1",
            "text": words,
            "token": page.hidden["token"],
        }
        assert browser.post("/mailbox/change/", **said).status == 303
    empty = {"thing": "well", "do": "1", "text": "", "token": "0" * 32}
    assert browser.post("/mailbox/change/", **empty).status < 500
    return receipt


def _the_host_answers(at: Desks, word: Words, theirs: str) -> list[Door]:
    """A wrong code, faults, a word beforehand, other words, then the phrase."""
    doors, browser = [at.ask_host(ONE)], Browser(at.url)
    first = doors[0]
    wrong = {"code": "0000-0000", "answer": "receives", "text": word("wrongcode")}
    assert browser.post(first.path, **wrong).status == 403
    unsaid = {"code": first.code, "answer": "receives", "text": word("unsaid")}
    assert browser.post(first.path, **unsaid).status == 422
    assert browser.post(first.path, **{**unsaid, "receives": "yes"}).status == 200
    for phrase in (word("wrongphrase"), theirs):
        code, path = doors[-1].code, doors[-1].path
        here = {**HERE, "code": code, "phrase": phrase, "text": word("hostsays")}
        assert browser.post(path, **{**here, "company": "?"}).status == 422
        assert browser.post(path, **here).status == 200
        at.read(ONE, "journey/told/")
        doors.append(at.ask_host(ONE) if phrase != theirs else first)
    assert state(at.case) == State.ARRIVED
    return doors


def _they_are_received(at: Desks, word: Words) -> None:
    where, days = "journey/told/", {"do": "days", "housing_done": "on"}
    at.refuse(ONE, where, **days, housing_who=word("stalebed"), version="1")
    at.keep(ONE, where, **days, housing_who=word("bed"), talk_who=word("talk"))
    at.refuse(ONE, "step/settle_in/", first_days=word("notyetsettled"))


def _content(at: Desks, part: str) -> str:
    """All that this member reads of the case."""
    case = opened(at.desk, at.case, part)
    rows = Record.objects.filter(case=at.case)
    return str([case.content(row) for row in rows if case.holds(row.compartment)])


def _sessions() -> tuple[str, bytes]:
    rows = [one.get_decoded() for one in Session.objects.all()]
    assert rows
    return "sessions", str(rows).encode()


def test_no_word_of_a_journey_stands_anywhere_in_clear(
    moved_clock: MovedClock,
    desk_stage: DeskStage,
    start_gunicorn: StartServer,
    postgres: EmbeddedPostgres,
) -> None:
    desk, word = desk_stage.desk, Words()
    known_countries()
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    case = approved_case(desk)
    assert step(desk[ONE], case, "plan", text=word("support"))
    at = Desks(server.url, desk, case)
    _people_are_written(at, word)
    phrases = _phrases_are_agreed(at, word)
    _protocol_is_agreed(at, word)
    _is_planned(at, word)
    _the_way_is_told(at, word)
    _they_set_out(at, word)
    _the_night_card_is_run(at, word, moved_clock)
    receipt = _they_write(at, word, phrases["theirs"])
    doors = _the_host_answers(at, word, phrases["theirs"])
    _they_are_received(at, word)
    assert f"canaryinterview{word.run}" in at.read(LEAD, "journey/interview/2/")

    # All of it arrived: what was not stored cannot leak. What was told was read in the
    # mailbox, and went when they were there; files and WAL tell of before, too.
    said = "".join(_content(at, part) for part in (ONE, LEAD, VERIFIER))
    assert [mark for mark in STORED if f"canary{mark}{word.run}" not in said] == []

    left = [*_read(desk_stage, postgres), _sessions()]
    known = {where for where, _word in _leaks(["lead_one", str(case)], left)}
    assert {"dump of default", "default on disk", "wal"} <= known
    codes = [receipt, receipt.replace("-", ""), *(door.code for door in doors)]
    codes += [door.link for door in doors]
    assert _leaks([*word.typed, *codes, PASSWORD], left) == set()
