"""The pages of check-ins, of the protocol, and of the night card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.models.choices import State
from evacuation.services.journeys.agreed import protocol
from evacuation.services.journeys.expected import expected
from evacuation.services.night_cards import card_of
from tests.evacuation.decisions import ONE, in_assessment, opened, state, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.mailboxes import Browser
from tests.evacuation.services.journeys.test_check_ins import planned, with_phrases
from tests.evacuation.travels import ready_case, travelling_case
from tests.evacuation.views.test_saying_well import waited_for

pytestmark = pytest.mark.proof

TWO = "coordinator_two"
ROWS = {
    "step-TOTAL_FORMS": "2",
    "step-INITIAL_FORMS": "0",
    "step-0-deed": "call",
    "step-0-after": "0",
    "step-0-whom": "Invented friend",
    "step-0-say": "Invented: is the parcel there?",
    "step-1-deed": "lead",
    "step-1-after": "60",
}


def post(client: Client, case: UUID, where: str, **said: Any) -> Any:
    return client.post(f"/cases/{case}/{where}", {"version": version(case), **said})


def test_one_is_planned_heard_and_stopped_on_the_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_assessment(desk), unlocked_client(ONE)
    at = (timezone.now() + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M")
    where = "journey/check-ins/"
    said = {"do": "plan", "at": at, "tolerance": "45", "through": "channel"}
    assert post(client, case, where, **said).status_code == 302
    first = expected(opened(desk, case))
    assert first is not None
    assert first.tolerance == timedelta(minutes=45)
    page = client.get(f"/cases/{case}/{where}").content.decode()
    assert first.at.isoformat() in page
    heard = {"do": "heard", "heard": "phrase", "through": "channel"}
    assert post(client, case, where, **heard).status_code == 302
    assert expected(opened(desk, case)) != first
    assert (
        "The agreed phrase was right"
        in client.get(f"/cases/{case}/{where}").content.decode()
    )
    assert 'name="instead"' in client.get(f"/cases/{case}/{where}").content.decode()
    assert post(client, case, where, do="stop").status_code == 302
    assert expected(opened(desk, case)) is None


def test_what_was_typed_comes_back(desk: Desk, unlocked_client: UnlockedClient) -> None:
    case, client = in_assessment(desk), unlocked_client(ONE)
    page = post(
        client,
        case,
        "journey/check-ins/",
        do="plan",
        at="2020-01-01T10:00",
        tolerance="77",
        through="host",
    )
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="77"' in text
    assert "2020-01-01T10:00" in text
    rows = {**ROWS, "step-1-after": "", "public_agreed": "on"}
    page = post(client, case, "journey/protocol/", **rows)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Invented: is the parcel there?" in text
    assert "Say how many minutes." in text


def test_the_protocol_is_written_on_its_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_assessment(desk), unlocked_client(ONE)
    assert b"Step 1" in client.get(f"/cases/{case}/journey/protocol/").content
    assert post(client, case, "journey/protocol/", **ROWS).status_code == 302
    page = client.get(f"/cases/{case}/journey/check-ins/").content.decode()
    assert page.index("At once:") < page.index("After 1 h:")
    steps = protocol(opened(desk, case))
    assert [(str(one.deed), one.whom) for one in steps] == [
        ("call", "Invented friend"),
        ("lead", ""),
    ]


def test_everything_that_is_wrong_in_a_protocol_stands_at_its_step(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_assessment(desk), unlocked_client(ONE)
    where = "journey/protocol/"
    rows = {**ROWS, "step-1-deed": "lawyer", "step-1-after": "", "step-0-whom": ""}
    text = post(client, case, where, **rows).content.decode()
    for place, said in (
        ("step-0-whom", "Step 1: Whom, and how: Say whom to call."),
        ("step-1-whom", "Step 2: Whom, and how: Say whom to call."),
        ("step-1-after", "Step 2: Minutes after they are missed: Say how"),
    ):
        assert f'<a href="#id_{place}">{said}' in text
    rows = {**ROWS, "step-0-after": "90", "step-1-deed": "public"}
    answer = post(client, case, where, **rows)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_step-1-after">Step 2' in text
    assert 'href="#id_step-1-deed">Step 2' in text
    assert protocol(opened(desk, case)) == []


def test_they_set_out_by_a_button(desk: Desk, unlocked_client: UnlockedClient) -> None:
    case, client = ready_case(desk), unlocked_client(ONE)
    where = "journey/check-ins/"
    assert b'value="depart"' in client.get(f"/cases/{case}/{where}").content
    straight = f'href="/cases/{case}/{where}#depart">They set out'
    assert straight in client.get(f"/cases/{case}/").content.decode()
    said = {"do": "depart", "through": "mailbox"}
    assert post(client, case, where, **said).status_code == 302
    assert state(case) == State.IN_TRANSIT
    assert card_of(opened(desk, case, TWO)) is not None
    page = client.get(f"/cases/{case}/journey/check-ins/").content.decode()
    assert 'value="plan"' in page
    assert 'name="instead"' not in page


def test_who_is_on_duty_runs_the_protocol_on_the_page(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    with_phrases(desk, case)
    client = unlocked_client(TWO)
    page = client.get(f"/cases/{case}/").content.decode()
    assert f"/cases/{case}/night-card/" in page
    page = client.get(f"/cases/{case}/night-card/").content.decode()
    assert "Invented: it came on Tuesday." in page
    assert "Note what came of it" not in page
    # The check-in is brought so near that it is missed by now.
    planned(desk, case, timezone.now() + timedelta(seconds=5), tolerance=timedelta(0))
    later = timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = client.get(f"/cases/{case}/night-card/").content.decode()
    assert page.count("Note what came of it") == 1
    bad = post(client, case, "night-card/", number="0", came="left", words="")
    assert bad.status_code == 422
    assert b"Say why it was left out." in bad.content
    done = post(
        client, case, "night-card/", number="0", came="nothing", words="Invented."
    )
    assert done.status_code == 302
    page = client.get(f"/cases/{case}/night-card/").content.decode()
    assert "Invented." in page
    assert 'name="number" value="1"' in page


def test_nobody_else_meets_these_pages(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = travelling_case(desk)
    for part, where in (
        ("verifier", "night-card/"),
        ("approver", "night-card/"),
        (TWO, "journey/check-ins/"),
        (TWO, "journey/protocol/"),
        ("verifier", "journey/check-ins/"),
    ):
        assert unlocked_client(part).get(f"/cases/{case}/{where}").status_code == 404


def test_what_they_wrote_without_the_phrase_is_read_beside_the_check_in(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = waited_for(desk)
    client, where = unlocked_client(ONE), "journey/check-ins/"
    Browser(receipt).change("well", text="Invented: I am well.")
    words = client.get(f"/cases/{case}/").content.decode()
    assert f'href="/cases/{case}/{where}">Read it beside' in words
    words = client.get(f"/cases/{case}/{where}").content.decode()
    assert "Is it them?" in words
    assert "Invented: I am well." in words
    assert "<bdi>The person</bdi> <strong>The phrase was wrong" in words
    heard = {"do": "heard", "heard": "wrong", "through": "channel"}
    assert post(client, case, where, **heard).status_code == 302
    assert "Is it them?" not in client.get(f"/cases/{case}/{where}").content.decode()
