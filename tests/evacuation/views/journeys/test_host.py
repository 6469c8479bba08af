"""The host's page, as somebody without an account meets it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from evacuation.models.choices import State
from evacuation.services.contacting import agree_phrases
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from tests.evacuation.decisions import ONE, state, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import travelling_case

pytestmark = pytest.mark.proof

ARRIVED = {
    "answer": "arrived",
    "phrase": "The heron is blue",
    "company": "alone",
    "seen_to": ["housing", "phone"],
    "text": "Invented words.",
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    made = travelling_case(desk)
    agree_phrases(
        actor=desk[ONE],
        case_id=made,
        version=version(made),
        ours="How is the heron?",
        theirs="The heron is blue",
        duress="The heron is tired",
    )
    return made


@pytest.fixture
def door(desk: Desk, case: UUID) -> AskedHost:
    return ask_host(actor=desk[ONE], case_id=case, version=version(case))


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def address(link: str) -> str:
    return reverse("evacuation:host", args=[link])


def is_private(answer: Any) -> bool:
    return answer.headers["Cache-Control"] == "no-store" and not answer.cookies


def test_both_answers_without_account_cookie_name_or_address(
    case: UUID, door: AskedHost, stranger: Client
) -> None:
    where = address(door.link)
    met = [stranger.get(where), stranger.post(where, {"code": door.code})]
    sent = {"code": door.code, "answer": "receives", "receives": "yes"}
    met.append(stranger.post(where, sent))
    met.append(stranger.post(where, {"code": door.code, **ARRIVED}))
    for answer in met:
        assert (answer.status_code, is_private(answer)) == (200, True)
        words = answer.content.decode()
        for told in (
            "Wren",
            "Invented House",
            "Station",
            "Georgia",
            str(case),
            "heron",
        ):
            assert told not in words
        assert str(case) not in words
    assert stranger.get(where).status_code == 200


def test_another_language_can_be_chosen_once_the_code_is_right(
    door: AskedHost, stranger: Client
) -> None:
    where, sent = address(door.link), {"code": door.code, "lang": "uk"}
    words = stranger.post(where, sent).content.decode()
    assert '<html lang="uk">' in words
    assert words.count('<button name="lang"') == 3
    words = stranger.post(where, {**sent, "lang": "en"}).content.decode()
    assert '<html lang="en">' in words
    assert "They are with me" in words
    # Where nothing can be chosen any more, nobody is told to.
    sent |= {"answer": "receives", "receives": "no"}
    words = stranger.post(where, sent).content.decode()
    assert '<p class="note" lang="uk">' in words
    assert "інш" not in words[: words.index("<h1>")]


def test_a_host_takes_it_back_and_reads_whom_to_turn_to(
    case: UUID, door: AskedHost, stranger: Client
) -> None:
    where, sent = address(door.link), {"code": door.code, "answer": "receives"}
    stranger.post(where, {**sent, "receives": "yes"})
    words = stranger.post(where, {"code": door.code}).content.decode()
    assert "Take back that I receive them" in words
    assert "turn to whoever told you the code" in words
    assert stranger.post(where, {**sent, "receives": "no"}).status_code == 200
    assert stranger.get(where).status_code == 404


def test_the_case_arrives_when_its_owner_opens_it(
    case: UUID, door: AskedHost, stranger: Client, unlocked_client: UnlockedClient
) -> None:
    stranger.post(address(door.link), {"code": door.code, **ARRIVED})
    assert state(case) == State.IN_TRANSIT
    page = unlocked_client(ONE).get(reverse("evacuation:case", args=[case]))
    assert page.status_code == 200
    assert state(case) == State.ARRIVED


def test_an_answer_with_a_gap_comes_back_with_what_was_typed(
    door: AskedHost, stranger: Client
) -> None:
    sent = {**ARRIVED, "code": door.code, "company": ""}
    answer = stranger.post(address(door.link), sent)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Invented words." in words
    assert 'value="housing" checked' in words
    assert 'value="lawyer" checked' not in words


def test_a_right_and_a_wrong_phrase_are_thanked_alike(
    door: AskedHost, stranger: Client
) -> None:
    right = {**ARRIVED, "code": door.code}
    met = [
        stranger.post(address(door.link), sent)
        for sent in ({**right, "phrase": "Invented nonsense"}, right)
    ]
    for answer in met:
        assert (answer.status_code, is_private(answer)) == (200, True)
        assert "Thank you" in answer.content.decode()
    first, second = (answer.content for answer in met)
    assert first == second
    # Nor does the page tell it that asks for the next one.
    assert stranger.get(address(door.link)).status_code == 200


def test_the_fifth_wrong_code_is_met_as_a_page_that_is_not_there(
    door: AskedHost, stranger: Client
) -> None:
    where = address(door.link)
    met = [stranger.post(where, {"code": "0000-0000"}).status_code for _ in range(5)]
    assert met == [403, 403, 403, 403, 404]
    assert stranger.post(where, {"code": door.code}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("link", ["x", "A" * 43])
def test_an_unknown_link_is_not_there_in_either_way(
    stranger: Client, link: str
) -> None:
    assert stranger.get(address(link)).status_code == 404
    assert stranger.post(address(link), {"code": "0000-0000"}).status_code == 404


def test_a_form_of_another_site_is_refused(door: AskedHost, stranger: Client) -> None:
    sent = {"code": door.code, **ARRIVED}
    other = {"origin": "https://invented.example"}
    assert stranger.post(address(door.link), sent, headers=other).status_code == 403
    assert stranger.get(address(door.link)).status_code == 200
