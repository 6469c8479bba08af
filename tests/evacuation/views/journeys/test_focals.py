"""The page names who looks after what, and who may name somebody."""

from __future__ import annotations

from typing import Any

import pytest

from evacuation.services.journeys.focals import Focal, focals
from evacuation.services.journeys.plans import plan_of
from tests.evacuation.decisions import ONE, opened
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import in_planning
from tests.evacuation.views.journeys.test_journey import WHO, post

pytestmark = pytest.mark.proof

TWO = "coordinator_two"


def test_the_owner_names_somebody_and_the_page_says_who(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert page.count("Nobody is named yet") == len(Focal)
    user = desk.users[TWO].pk
    answer = post(client, case, do="focal", what="medical", user=user)
    assert answer.status_code == 302
    assert focals(opened(desk, case)) == {Focal.MEDICAL: user}
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert f"<bdi>{desk.users[TWO].username}</bdi>" in page
    assert page.count("Nobody is named yet") == len(Focal) - 1


def test_a_refusal_stands_in_its_form_and_keeps_what_was_chosen(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    said: dict[str, Any] = {
        "do": "focal",
        "what": "medical",
        "user": desk.users["verifier"].pk,
    }
    answer = post(client, case, **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Choose somebody else of the desk for this.") == 2
    assert page.count("<details open>") == 1
    stale: dict[str, Any] = {**said, "user": desk.users[TWO].pk, "version": 1}
    page = post(client, case, **stale).content.decode()
    assert f'<option value="{desk.users[TWO].pk}" selected>' in page


def test_a_verifier_reads_who_it_is_and_names_nobody(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client("verifier")
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert "Who looks after it" in page
    assert 'value="focal"' not in page
    said: dict[str, Any] = {
        "do": "focal",
        "what": "medical",
        "user": desk.users[TWO].pk,
    }
    assert post(client, case, **said).status_code == 404


def test_a_legal_focal_who_neither_owns_nor_verifies_signs_on_the_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(TWO)
    user = desk.users[TWO].pk
    post(unlocked_client(ONE), case, do="focal", what="legal", user=user)
    page = client.get(f"/cases/{case}/journey/").content.decode()
    assert 'value="lawful"' in page
    assert 'value="yes"' not in page
    assert post(client, case, do="lawful").status_code == 302
    assert plan_of(opened(desk, case)).lawful_by == desk.card(TWO).name


def test_why_somebody_goes_apart_is_asked_and_shown(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    apart = {**WHO, "called": "Invented Robin", "going": "apart", "why_apart": " "}
    answer = post(client, case, "person/2/", **apart)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what makes it dangerous together; else they go together." in page
    assert "Invented Robin" in page
    why = "Invented: in danger of each other."
    said = {**apart, "why_apart": why}
    assert post(client, case, "person/2/", **said).status_code == 302
    assert why in client.get(f"/cases/{case}/journey/").content.decode()
