"""The voucher's page, as somebody without an account meets it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evacuation.services.asking_vouchers import Asked, ask_voucher
from evacuation.services.triage import claim_case
from evacuation.services.verifying import level
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import opened, trusted, version

ONE, LEAD = "coordinator_one", "lead_one"
ANSWER = {
    "answer": "1",
    "vouches": "yes",
    "basis": "in_person",
    "since": "2019",
    "what": "all",
    "independent": "1",
    "text": "Invented words.",
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", consents=["verify"])
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def door(desk: Desk, case: UUID) -> Asked:
    return ask_voucher(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        organisation=trusted(desk[LEAD]).code,
        voucher="Invented Crane",
    )


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=True)


def address(link: str) -> str:
    return reverse("evacuation:vouch", args=[link])


def is_private(answer: Any) -> bool:
    return answer.headers["Cache-Control"] == "no-store" and not answer.cookies


def test_code_question_answer_without_account_cookie_or_name(
    desk: Desk, case: UUID, door: Asked, stranger: Client
) -> None:
    where = address(door.link)
    first = stranger.get(where)
    assert (first.status_code, is_private(first)) == (200, True)
    second = stranger.post(where, {"code": door.code})
    # Link and code are made by chance, and may spell anything.
    words = second.content.decode().replace(door.link, "").replace(door.code, "")
    assert (second.status_code, is_private(second)) == (200, True)
    assert "A person you know asked us for help" in words
    for told in ("Heron", "Crane", "Aid", str(case), "GE"):
        assert told not in words
    third = stranger.post(where, {"code": door.code, **ANSWER})
    assert (third.status_code, is_private(third)) == (200, True)
    assert "Invented words." not in third.content.decode()
    assert stranger.get(where).status_code == 404


def test_the_answer_stands_on_the_page_of_verification(
    desk: Desk,
    case: UUID,
    door: Asked,
    stranger: Client,
    unlocked_client: UnlockedClient,
) -> None:
    stranger.post(address(door.link), {"code": door.code, **ANSWER})
    page = unlocked_client(ONE).get(reverse("evacuation:verification", args=[case]))
    for words in ("Invented Crane", "Invented Aid", "Invented words.", "2019"):
        assert words in page.content.decode()
    assert str(level(opened(desk[ONE], case), timezone.now())) == "V3"


def test_a_yes_without_its_basis_comes_back_with_what_was_typed(
    door: Asked, stranger: Client
) -> None:
    sent = {**ANSWER, "code": door.code, "basis": ""}
    answer = stranger.post(address(door.link), sent)
    assert answer.status_code == 422
    assert "Invented words." in answer.content.decode()
    again = stranger.post(address(door.link), {**sent, "basis": "worked_together"})
    assert again.status_code == 200


def test_a_no_asks_nothing_more(door: Asked, stranger: Client) -> None:
    sent = {"code": door.code, "answer": "1", "vouches": "no"}
    assert stranger.post(address(door.link), sent).status_code == 200
    assert stranger.get(address(door.link)).status_code == 404


def test_the_fifth_wrong_code_is_met_as_a_page_that_is_not_there(
    door: Asked, stranger: Client
) -> None:
    where = address(door.link)
    met = [stranger.post(where, {"code": "0000-0000"}).status_code for _ in range(5)]
    assert met == [403, 403, 403, 403, 404]
    assert stranger.post(where, {"code": door.code}).status_code == 404


@pytest.mark.parametrize("link", ["x", "A" * 43])
def test_an_unknown_link_is_not_there_in_either_way_of_asking(
    desk: Desk, stranger: Client, link: str
) -> None:
    assert stranger.get(address(link)).status_code == 404
    assert stranger.post(address(link), {"code": "0000-0000"}).status_code == 404


def test_a_form_of_another_site_is_refused(door: Asked, stranger: Client) -> None:
    answer = stranger.post(
        address(door.link),
        {"code": door.code, **ANSWER},
        headers={"origin": "https://invented.example"},
    )
    assert answer.status_code == 403
    assert stranger.get(address(door.link)).status_code == 200


def test_link_and_code_are_shown_once_to_the_member_who_asks(
    desk: Desk, case: UUID, stranger: Client, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    sent = {
        "version": version(case),
        "organisation": trusted(desk[LEAD]).code,
        "voucher": "Invented Crane",
        "question": "",
    }
    answer = client.post(reverse("evacuation:ask_voucher", args=[case]), sent)
    assert answer.status_code == 200
    link = answer.context["link"]
    assert link in answer.content.decode()
    assert answer.context["asked"].code in answer.content.decode()
    assert stranger.get(link.removeprefix("http://testserver")).status_code == 200
    page = client.get(reverse("evacuation:verification", args=[case]))
    assert link not in page.content.decode()
    assert "Asked for a vouch" in page.content.decode()


def test_the_question_is_read_in_another_language_without_the_code_again(
    stranger: Client, door: Asked
) -> None:
    where = address(door.link)
    page = stranger.post(where, {"code": door.code}).content.decode()
    assert '<button name="lang" value="ru"' in page
    page = stranger.post(where, {"code": door.code, "lang": "ru"}).content.decode()
    assert '<html lang="ru"' in page
    assert door.code in page
