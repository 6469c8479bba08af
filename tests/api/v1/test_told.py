"""What is told of a journey, the host's door and arrival, by API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evacuation.journeys.reception import Company, Item, Reception
from evacuation.services.journeys.host_door import is_open, say_arrived
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.travels import arrived_case, in_planning, travelling_case

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
TOLD, ARRIVAL = "journey/told/", "journey/arrival/"


def telling(**said: Any) -> dict[str, Any]:
    now = timezone.now()
    usual = {
        "what": "address",
        "to": "person",
        "opens": now.isoformat(),
        "until": (now + timedelta(hours=5)).isoformat(),
        "text": "Invented: the blue door.",
    }
    return {**usual, **said}


def test_it_is_told_listed_without_its_words_and_taken_back(desk: Desk) -> None:
    case, caller = in_planning(desk), tool(desk)
    assert change(caller, case, TOLD, telling()).status_code == 200
    answer = read(caller, case, TOLD)
    [told] = answer.json()["told"]
    assert (told["what"], told["to"], told["taken_back"]) == (
        "address",
        "person",
        False,
    )
    assert "blue door" not in answer.content.decode()
    assert change(caller, case, "journey/told/back/").status_code == 200
    [told] = read(caller, case, TOLD).json()["told"]
    assert told["taken_back"]


def test_no_time_without_a_zone_and_none_too_long(desk: Desk) -> None:
    case, caller = in_planning(desk), tool(desk)
    late = (timezone.now() + timedelta(days=9)).isoformat()
    assert code(change(caller, case, TOLD, telling(until=late)))[1] == "wrong_window"
    for said in ("soon", late.removesuffix("+00:00")):
        answer = change(caller, case, TOLD, telling(until=said))
        assert faults(answer) == ["#/until"]


def test_the_host_is_asked_by_two_ways(desk: Desk) -> None:
    case, caller = in_planning(desk), tool(desk)
    asked = change(caller, case, "journey/host/").json()
    link = asked["link"].rstrip("/").split("/")[-1]
    assert is_open(link=link)
    assert read(caller, case, TOLD).json()["host_door_until"]


def test_who_was_heard_has_arrived_when_it_is_read(desk: Desk) -> None:
    case, caller = travelling_case(desk), tool(desk)
    said = {"through": "host", "heard": "wrong", "company": "some"}
    assert code(change(caller, case, ARRIVAL, said)) == (400, "phrase_wrong")
    said["heard"] = "phrase"
    assert change(caller, case, ARRIVAL, said).status_code == 200
    found = read(caller, case, ARRIVAL).json()
    assert (found["somebody_missing"], found["route_until"]) == (True, None)
    assert change(caller, case, ARRIVAL, {**said, "company": "all"}).status_code == 200
    found = read(caller, case, ARRIVAL).json()
    assert found["route_until"]
    assert found["routes_destroyed"] == []
    assert found["may_keep"]
    assert not found["somebody_missing"]


def test_what_a_host_said_without_the_words_is_read(desk: Desk) -> None:
    case, caller = travelling_case(desk), tool(desk)
    asked = change(caller, case, "journey/host/").json()
    link = asked["link"].rstrip("/").split("/")[-1]
    said = Reception(Company.SOME, frozenset({Item.HOUSING}), "Invented: two of us.")
    say_arrived(link=link, typed=asked["code"], phrase="Heron?", reception=said)
    found = read(caller, case, ARRIVAL).json()
    [answer] = found["answers"]
    assert (found["reception"], found["somebody_missing"]) == (None, True)
    assert (answer["heard"], answer["by"], answer["words"]) == ("wrong", "", "Heron?")
    assert answer["reception"] == said.packed()


def test_the_first_days_are_kept(desk: Desk) -> None:
    case, caller = arrived_case(desk), tool(desk)
    said = {"seen_to": [{"item": "phone", "who": "Invented Robin", "done": True}]}
    assert change(caller, case, "journey/first-days/", said).status_code == 200
    days = read(caller, case, ARRIVAL).json()["first_days"]
    assert {"item": "phone", "who": "Invented Robin", "done": True} in days
    assert len(days) == 6


def test_the_first_days_begin_with_the_first_who_is_there(desk: Desk) -> None:
    case, caller = travelling_case(desk), tool(desk)
    said = {"seen_to": [{"item": "phone", "who": "Invented Robin", "done": True}]}
    assert read(caller, case, ARRIVAL).json()["may_keep"] is False
    early = change(caller, case, "journey/first-days/", said)
    assert code(early) == (409, "wrong_state")
    some = {"through": "host", "heard": "phrase", "company": "some"}
    assert change(caller, case, ARRIVAL, some).status_code == 200
    assert read(caller, case, ARRIVAL).json()["may_keep"] is True
    kept = change(caller, case, "journey/first-days/", said)
    assert (kept.status_code, kept.json()["state"]) == (200, "in_transit")
    days = read(caller, case, ARRIVAL).json()["first_days"]
    assert {"item": "phone", "who": "Invented Robin", "done": True} in days
