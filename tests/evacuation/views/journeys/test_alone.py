"""Pages of what one person told alone, and of who the others are."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evacuation.models import AuditRow
from evacuation.models.choices import Compartment
from evacuation.services.journeys.travellers import travellers
from tests.evacuation.decisions import ONE, opened
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.journeys.test_alone import (
    TWO,
    VERIFIER,
    couple,
    gone,
    heard,
)
from tests.evacuation.travels import one_goes
from tests.evacuation.views.journeys.test_journey import WHO, post

pytestmark = pytest.mark.proof

WORDS = "Invented: afraid of who comes along."


def test_an_interview_is_written_and_read_by_who_heard_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, theirs, mine = couple(desk), unlocked_client(TWO), unlocked_client(ONE)
    where = f"/cases/{case}/journey/interview/2/"
    assert mine.get(where).status_code == 200
    assert post(theirs, case, "interview/2/", text=WORDS).status_code == 302
    assert WORDS in theirs.get(where).content.decode()
    assert AuditRow.objects.filter(verb="interview.opened").count() == 2
    assert mine.get(where).status_code == 404
    assert post(mine, case, "interview/2/", text=WORDS).status_code == 404
    page = mine.get(f"/cases/{case}/journey/").content.decode()
    assert "Heard alone, by others" in page
    assert WORDS not in page


def test_who_heard_the_other_one_finds_no_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = couple(desk), unlocked_client(ONE)
    assert post(client, case, "interview/1/", text=WORDS).status_code == 302
    assert client.get(f"/cases/{case}/journey/interview/2/").status_code == 404
    assert post(client, case, "interview/2/", text=WORDS).status_code == 404


def test_a_stale_page_keeps_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = couple(desk)
    client = unlocked_client(TWO)
    answer = post(client, case, "interview/2/", text=WORDS, version=1)
    assert (answer.status_code, WORDS in answer.content.decode()) == (422, True)
    verifier = unlocked_client(VERIFIER)
    said = {"name": "Invented Robin Example", "papers": "X 000", "version": 1}
    page = post(verifier, case, "identity/2/", **said)
    assert page.status_code == 422
    assert "Invented Robin Example" in page.content.decode()


def test_who_the_second_is_stands_on_the_identity_page_alone(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = couple(desk), unlocked_client(VERIFIER)
    said = {"name": "Invented Robin Example", "papers": "X 000"}
    assert post(client, case, "identity/2/", **said).status_code == 302
    for where in ("journey/", "journey/identity/2/"):
        assert said["name"] not in client.get(f"/cases/{case}/{where}").content.decode()
    before = AuditRow.objects.filter(verb="identity.revealed").count()
    page = client.post(f"/cases/{case}/identity/").content.decode()
    assert said["name"] in page
    assert said["papers"] in page
    assert AuditRow.objects.filter(verb="identity.revealed").count() == before + 1
    owner = unlocked_client(ONE)
    assert owner.get(f"/cases/{case}/journey/identity/2/").status_code == 404
    assert post(owner, case, "identity/2/", **said).status_code == 404


def test_nobody_of_the_journey_has_no_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = couple(desk), unlocked_client("lead_one")
    for where in ("interview/3/", "interview/x/", "identity/1/", "identity/3/"):
        assert client.get(f"/cases/{case}/journey/{where}").status_code == 404


def test_a_number_of_before_is_asked_for_and_somebody_else_gets_the_next(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = couple(desk), unlocked_client(ONE)
    heard(desk, case, TWO, "2")
    gone(desk, case, Compartment.LOGISTICS)
    one_goes(desk[ONE], case)
    asked = "Is this the same person as number 2 of an earlier journey?"
    journey, where = f"/cases/{case}/journey/", f"/cases/{case}/journey/person"
    assert f"{where}/2/" in client.get(journey).content.decode()
    assert asked in client.get(f"{where}/2/").content.decode()
    assert asked not in client.get(f"{where}/3/").content.decode()
    robin = {**WHO, "called": "Invented Robin", "going": "together"}
    answer = post(client, case, "person/2/", **robin)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Say whether it is the same person as before.") == 2
    assert 'value="Invented Robin"' in page
    answer = post(client, case, "person/2/", **robin, same_as_before="no")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else than person 2 of before: they get number 3" in page
    assert f'action="{where}/3/"' in page
    for typed in ('value="Invented Robin"', 'value="2031-01-01"', 'value="90"'):
        assert typed in page
    assert [one.number for one in travellers(opened(desk, case))] == ["1"]
    said = {"same_as_before": "yes", **robin}
    assert post(client, case, "person/2/", **said).status_code == 302
    assert asked not in client.get(f"{where}/2/").content.decode()
    assert "of an earlier journey" not in client.get(journey).content.decode()


def queries_of(client: Client, case: UUID) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/cases/{case}/journey/").status_code == 200
    return len(asked)


def test_the_page_asks_as_often_for_five_people_as_for_two(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = couple(desk), unlocked_client(ONE)
    heard(desk, case, TWO, "1")
    client.get(f"/cases/{case}/journey/")
    before = queries_of(client, case)
    for number in ("3", "4", "5"):
        one_goes(desk[ONE], case, number=number, called="Invented Robin")
    assert queries_of(client, case) == before
