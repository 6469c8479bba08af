"""The pages of a journey: who reads them, what is written, what each button does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from evacuation.models.choices import State
from evacuation.services.journeys.medicine import medicines
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.travellers import travellers
from tests.evacuation.decisions import ONE, approved_case, opened, state, step, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import cleared, in_planning, known_countries, ready_case

pytestmark = pytest.mark.proof

WHO = {
    "called": "Invented Wren",
    "band": "adult",
    "consents": "on",
    "home": "GE",
    "passport": "international",
    "valid_until": "2031-01-01",
    "exit_ban": "no",
    "criminal_case": "no",
    "military": "none",
    "medicine-TOTAL_FORMS": "1",
    "medicine-INITIAL_FORMS": "0",
    "medicine-0-kind": "art",
    "medicine-0-days": "90",
    "medicine-0-counted_on": "2026-03-01",
}
PLAN = {
    "device": "new",
    "companion": "agreed",
    "departure": "not_needed",
    "host": "Invented House",
    "leg-TOTAL_FORMS": "1",
    "leg-INITIAL_FORMS": "0",
    "leg-0-origin": "GE",
    "leg-0-target": "AM",
    "leg-0-begins": "2027-03-01T10:00",
    "leg-0-ends": "2027-03-01T16:00",
    "leg-0-means": "bus",
    "leg-0-begins_at": "Invented station",
    "do": "save",
}


def post(client: Client, case: UUID, where: str = "", **said: Any) -> Any:
    return client.post(
        f"/cases/{case}/journey/{where}", {"version": version(case), **said}
    )


def planned(desk: Desk) -> UUID:
    case = approved_case(desk)
    assert step(desk[ONE], case, "plan", text="Invented.")
    return case


def test_a_person_and_a_plan_are_written_on_their_pages(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = planned(desk), unlocked_client(ONE)
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert f"/cases/{case}/journey/person/1/" in page
    assert post(client, case, "person/1/", **WHO).status_code == 302
    assert post(client, case, "plan/", **PLAN).status_code == 302
    now = opened(desk, case)
    [person] = travellers(now)
    assert (person.called, person.papers.passport.value) == (
        "Invented Wren",
        "international",
    )
    assert [one.days for one in medicines(now)["1"]] == [90]
    [leg] = plan_of(now).legs
    assert (leg.leg.origin, leg.leg.target, leg.begins_at) == (
        "GE",
        "AM",
        "Invented station",
    )
    again = client.get(f"/cases/{case}/journey/").content.decode()
    for words in ("Invented Wren", "Invented House", "Armenia", "Border not looked at"):
        assert words in again
    edit = client.get(f"/cases/{case}/journey/plan/").content.decode()
    assert 'value="2027-03-01T10:00"' in edit


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"leg-0-ends": "2027-03-01T09:00"}, "It arrives after it sets out."),
        ({"leg-0-ends": ""}, "Say when it arrives."),
        ({"leg-0-target": ""}, "Say to which country."),
        ({"leg-0-target": "ZZ"}, "Select a valid choice."),
        ({"device": "magic"}, "Select a valid choice."),
    ],
    ids=str,
)
def test_a_fault_of_the_plan_is_named_and_nothing_typed_is_lost(
    desk: Desk,
    unlocked_client: UnlockedClient,
    changed: dict[str, str],
    words: str,
) -> None:
    case, client = planned(desk), unlocked_client(ONE)
    answer = post(client, case, "plan/", **{**PLAN, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Invented station" in page
    assert "Invented House" in page


def test_papers_without_a_day_are_asked_for_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = planned(desk), unlocked_client(ONE)
    wrong = {**WHO, "valid_until": "", "listed_national": "no"}
    answer = post(client, case, "person/1/", **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say until when the papers are valid." in page
    assert "Say on which day it was looked at." in page


def test_a_person_who_is_not_the_next_is_not_found(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = planned(desk), unlocked_client(ONE)
    for number in ("2", "0", "x", "10"):
        assert client.get(f"/cases/{case}/journey/person/{number}/").status_code == 404


def test_the_buttons_look_sign_and_go(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    lead = unlocked_client("lead_one")
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert 'value="sign"' not in page
    assert post(client, case, do="border", leg=0, passes="yes").status_code == 302
    assert post(client, case, do="yes").status_code == 422
    assert plan_of(opened(desk, case)).last_yes is None
    assert post(client, case, do="yes", via="signal").status_code == 302
    assert post(client, case, do="lawful").status_code == 404
    assert post(lead, case, do="lawful").status_code == 302
    plan = plan_of(opened(desk, case))
    assert plan.legs[0].leg.check is not None
    assert plan.last_yes is not None
    words = client.get(f"/cases/{case}/journey/").content.decode()
    assert "(Signal; " in words
    assert plan.lawful_by
    cleared(desk, case)
    assert 'value="sign"' in client.get(f"/cases/{case}/journey/").content.decode()
    assert post(client, case, do="sign").status_code == 302
    verifier = unlocked_client("verifier")
    seen = verifier.get(f"/cases/{case}/journey/").content.decode()
    assert "I have looked at all of it: sign" in seen
    said = {"version": version(case)}
    assert verifier.post(f"/cases/{case}/second/yes/", said).status_code == 302
    assert state(case) == State.READY


def test_nothing_but_the_buttons_is_taken(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    assert post(client, case, do="magic").status_code == 404
    assert post(client, case, do="border", leg=7, passes="yes").status_code == 422
    assert post(client, case, do="border", leg=0, passes="perhaps").status_code == 422


@pytest.mark.parametrize("part", ["approver", "auditor", "coordinator_two"])
def test_who_holds_no_key_of_it_finds_no_journey(
    desk: Desk, unlocked_client: UnlockedClient, part: str
) -> None:
    case = ready_case(desk)
    client = unlocked_client(part)
    for where in ("", "plan/", "person/1/"):
        assert client.get(f"/cases/{case}/journey/{where}").status_code == 404


def test_a_go_is_read_in_one_look_whatever_was_written(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    known_countries()
    case, client = ready_case(desk), unlocked_client(ONE)
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert "Ready to go" in page
    assert page.count("tag-bad") == 0
