"""The page of what was told, of the host's door, and of arrival."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evacuation.journeys.reception import Company, Item, Reception
from evacuation.models.choices import State
from evacuation.services.journeys.asking_hosts import ask_host
from evacuation.services.journeys.disclosing import disclosures
from evacuation.services.journeys.first_days import SeenTo, first_days
from evacuation.services.journeys.host_door import is_open, say_arrived
from tests.evacuation.days import Days
from tests.evacuation.decisions import ONE, opened, state, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import arrived_case, in_planning, travelling_case

pytestmark = pytest.mark.proof

TOLD = "Invented: the blue door."


def post(client: Client, case: UUID, name: str = "journey_told", **said: Any) -> Any:
    where = reverse(f"evacuation:{name}", args=[case])
    return client.post(where, {"version": version(case), **said})


def page(client: Client, case: UUID) -> str:
    answer = client.get(reverse("evacuation:journey_told", args=[case]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def telling(hours: int = 6, **said: str) -> dict[str, str]:
    now = timezone.localtime()
    usual = {
        "do": "tell",
        "what": "address",
        "to": "person",
        "opens": f"{now:%Y-%m-%dT%H:%M}",
        "until": f"{now + timedelta(hours=hours):%Y-%m-%dT%H:%M}",
        "text": TOLD,
    }
    return {**usual, **said}


def test_it_is_told_listed_and_taken_back(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    assert post(client, case, **telling()).status_code == 302
    words = page(client, case)
    assert "Can be known now" in words
    assert TOLD not in words
    assert post(client, case, do="back").status_code == 302
    [kept] = disclosures(opened(desk, case))
    assert kept.gone
    assert "Taken back" in page(client, case)


def test_a_refusal_brings_back_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    answer = post(client, case, **telling(hours=80))
    assert answer.status_code == 422
    assert TOLD in answer.content.decode()
    assert disclosures(opened(desk, case)) == []


def test_link_and_code_of_the_host_are_shown_once(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    answer = post(client, case, name="ask_host")
    words = answer.content.decode()
    link = words.split("/vouch/at/")[1].split("/")[0]
    assert answer.headers["Cache-Control"].startswith("no-store")
    assert is_open(link=link)
    assert link not in page(client, case)
    assert "Their page is open until" in page(client, case)


def test_an_arrival_that_somebody_heard_moves_the_case(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    said = {"do": "heard", "through": "host", "heard": "phrase", "company": "some"}
    for wrong in ({"heard": "wrong"}, {"company": ""}):
        answer = post(client, case, **{**said, **wrong})
        assert (answer.status_code, state(case)) == (422, State.IN_TRANSIT)
    assert post(client, case, **said).status_code == 302
    missing = "Somebody who was to come is missing"
    assert missing in page(client, case)
    where = reverse("evacuation:case", args=[case])
    assert missing in client.get(where).content.decode()
    # Whoever is missing is still on the way.
    assert state(case) == State.IN_TRANSIT
    assert post(client, case, **{**said, "company": "all"}).status_code == 302
    page(client, case)
    assert state(case) == State.ARRIVED
    words = client.get(where).content.decode()
    assert reverse("evacuation:journey_told", args=[case]) + "#first-days" in words
    assert missing not in words


def test_what_a_host_said_is_shown_whole_where_the_phrase_did_not_fit(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    door = ask_host(actor=desk[ONE], case_id=case, version=version(case))
    said = Reception(Company.SOME, frozenset({Item.HOUSING}), "Invented: two of us.")
    say_arrived(
        link=door.link, typed=door.code, phrase="Blue heron, they said", reception=said
    )
    board = client.get(reverse("evacuation:cases")).content.decode()
    assert "Read what the host answered" in board
    words = page(client, case)
    for told in (
        "The phrase did not fit",
        "The host says that somebody who was to come is missing",
        "Blue heron, they said",
        "They have a place to sleep",
        "Invented: two of us.",
    ):
        assert told in words
    assert state(case) == State.IN_TRANSIT


def test_the_first_days_say_who_sees_to_each(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = arrived_case(desk), unlocked_client(ONE)
    sent = {"do": "days", "housing_who": "Invented Robin", "phone_done": "on"}
    assert post(client, case, **sent).status_code == 302
    kept = first_days(opened(desk, case))
    assert kept[Item.HOUSING] == SeenTo("Invented Robin")
    assert kept[Item.PHONE] == SeenTo("", done=True)
    assert "Invented Robin" in page(client, case)


def test_the_first_days_begin_while_somebody_is_missing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    sent = {"do": "days", "phone_done": "on"}
    assert "first-days" not in page(client, case)
    assert post(client, case, **sent).status_code == 422
    came = {"through": "host", "heard": "phrase", "company": "some"}
    assert post(client, case, do="heard", **came).status_code == 302
    assert 'id="first-days"' in page(client, case)
    assert post(client, case, **sent).status_code == 302
    assert first_days(opened(desk, case))[Item.PHONE].done
    assert state(case) == State.IN_TRANSIT
    assert "Ask who, and look for them." in page(client, case)


def test_who_may_not_plan_finds_no_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_planning(desk)
    where = reverse("evacuation:journey_told", args=[case])
    assert unlocked_client("approver").get(where).status_code == 404


def test_after_the_route_is_gone_the_pages_say_so_and_work(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, case = Days(monkeypatch), arrived_case(desk)
    days.go(16)
    client = unlocked_client(ONE)
    words = page(client, case)
    assert "The route was destroyed on" in words
    for name in ("case", "journey"):
        answer = client.get(reverse(f"evacuation:{name}", args=[case]))
        assert answer.status_code == 200
        assert "not what was written" not in answer.content.decode()
