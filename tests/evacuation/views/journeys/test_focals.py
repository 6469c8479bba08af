"""The page names who looks after what, and who may name somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.journeys.travellers import Band
from evacuation.services.journeys.focals import Focal, focals
from evacuation.services.journeys.going import asking
from evacuation.services.journeys.plans import plan_of
from evacuation.workflow.movement.papers import Known
from tests.evacuation.decisions import ONE, opened
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import in_planning, one_goes
from tests.evacuation.views.journeys.test_journey import WHO, post
from tests.evacuation.workflow.movement.people import GOOD

pytestmark = pytest.mark.proof

TWO = "coordinator_two"
OBSTACLES = "You are the legal focal point. Obstacles that wait for your word:"
UNSIGNED = "You are the legal focal point. The crossings wait for your signature"
MINORS = "You look after the minors"
OWN = (OBSTACLES, UNSIGNED, MINORS)


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


def own_words(client: Client, case: UUID) -> list[tuple[str, ...]]:
    """Which of the three the journey's page and the case's say to who opened it."""
    pages = [
        client.get(f"/cases/{case}/{where}").content.decode()
        for where in ("journey/", "")
    ]
    return [tuple(one for one in OWN if one in page) for page in pages]


def test_who_was_named_reads_what_waits_for_them_and_nobody_else_does(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, legal = in_planning(desk), unlocked_client(TWO)
    post(unlocked_client(ONE), case, do="focal", what="legal", user=desk.users[TWO].pk)
    assert own_words(legal, case) == [(UNSIGNED,)] * 2
    unknown = replace(GOOD, exit_ban=Known.UNKNOWN)
    one_goes(desk[ONE], case, papers=unknown)
    one_goes(desk[ONE], case, number="2", papers=unknown)
    waiting = [one for _leg, one in asking(opened(desk, case), timezone.now())]
    assert len(waiting) == 2
    assert own_words(legal, case) == [(OBSTACLES, UNSIGNED)] * 2
    # A lead may let it pass, too, and was not named.
    for part in (ONE, "lead_one", "verifier"):
        assert own_words(unlocked_client(part), case)[0] == ()
    page = legal.get(f"/cases/{case}/").content.decode()
    assert f"{OBSTACLES} {len(waiting)}</a>" in page
    assert f'href="/cases/{case}/journey/#go"' in page
    for what in {str(one.what) for one in waiting}:
        said: dict[str, Any] = {"what": what, "why": "Invented.", "everywhere": "on"}
        assert post(legal, case, do="pass", **said).status_code == 302
    assert post(legal, case, do="lawful").status_code == 302
    assert own_words(legal, case) == [()] * 2


def test_who_looks_after_minors_is_told_so_where_minors_go(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client("lead_one")
    user = desk.users["lead_one"].pk
    post(unlocked_client(ONE), case, do="focal", what="safeguarding", user=user)
    assert own_words(client, case) == [()] * 2
    child = replace(GOOD, minor=True, parent_consents=True)
    one_goes(desk[ONE], case, number="2", band=Band.CHILD, papers=child)
    assert own_words(client, case) == [(MINORS,)] * 2
    assert own_words(unlocked_client(ONE), case) == [()] * 2
