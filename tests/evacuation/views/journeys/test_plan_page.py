"""The plan's page: their phone, the house, the statement of leaving freely; sheets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.journeys.plan import PackPart
from evacuation.journeys.travellers import Band
from evacuation.services.journeys.going import lines_now
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.setting_out import depart
from evacuation.workflow.movement.going import Device, Item, Readiness
from tests.cast import Cast
from tests.evacuation.decisions import ONE, approved_case, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import in_planning, one_goes, ready_case
from tests.evacuation.views.journeys.test_journey import PLAN, WHO, post

pytestmark = pytest.mark.proof

SHEETS = ("/desk/sheets/phone/", "/desk/sheets/leaving/")


def kept(client: Client, case: UUID, **said: Any) -> None:
    assert post(client, case, "plan/", **{**PLAN, **said}).status_code == 302


def stopped(desk: Desk, case: UUID, item: Item) -> list[str]:
    """What would clear it; nothing where nothing stops it."""
    lines = lines_now(opened(desk, case), timezone.now())
    [line] = [one for one in lines if one.item == item]
    assert (line.readiness == Readiness.BLOCKED) == bool(line.cleared_by)
    return [str(words) for words in line.cleared_by]


def read(client: Client, case: UUID) -> str:
    return client.get(f"/cases/{case}/journey/").content.decode()


def test_a_phone_that_was_given_back_is_flagged_with_what_to_do(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    assert stopped(desk, case, Item.DEVICE) == []
    kept(client, case, device="clean", phone_signs=["returned", "sim"])
    assert plan_of(opened(desk, case)).phone == Device.SEIZED
    assert stopped(desk, case, Item.DEVICE)
    page = read(client, case)
    for words in (
        "It was taken away and given back",
        "not a word of leaving",
        "/desk/sheets/phone/",
    ):
        assert words in page
    form = client.get(f"/cases/{case}/journey/plan/").content.decode()
    assert 'value="returned" id="id_phone_signs_0" checked' in form


def test_a_house_is_asked_for_and_a_child_needs_one_for_children(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    kept(client, case)
    assert stopped(desk, case, Item.HOUSE) == [
        "Ask what they need of a house, and for how long."
    ]
    kept(client, case, needs_none="on")
    assert stopped(desk, case, Item.HOUSE) == []
    assert "They were asked, and need nothing of the kind" in read(client, case)
    one_goes(desk[ONE], case, number="2", called="Invented Robin", band=Band.CHILD)
    [words] = stopped(desk, case, Item.HOUSE)
    assert "children" in words
    kept(client, case, needs_none="on", takes=["child"])
    assert stopped(desk, case, Item.HOUSE) == []
    both = {**PLAN, "needs": ["pet"], "needs_none": "on"}
    assert post(client, case, "plan/", **both).status_code == 422


def test_a_house_is_matched_to_what_they_need(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    kept(client, case, needs=["pet"], stay_days="40", house_days="30", takes=["child"])
    assert len(stopped(desk, case, Item.HOUSE)) == 2
    kept(client, case, needs=["pet"], stay_days="40", house_days="60", takes=["pet"])
    assert stopped(desk, case, Item.HOUSE) == []
    assert "A pet" in read(client, case)
    who = {**WHO, "medicine-0-kind": "oat"}
    assert post(client, case, "person/1/", **who).status_code == 302
    [words] = stopped(desk, case, Item.HOUSE)
    assert "therapy is taken there" in words


def test_where_relatives_search_the_statement_is_whole_before_they_go(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    kept(client, case, departure="made", departure_has=["statement"])
    lacks = [str(one.label) for one in PackPart if one != PackPart.STATEMENT]
    *parts, asked = stopped(desk, case, Item.DEPARTURE)
    assert (parts, "could tell their relatives" in asked) == (lacks, True)
    assert "/desk/sheets/leaving/" in read(client, case)
    whole = [str(one) for one in PackPart]
    kept(client, case, departure="made", departure_has=whole, kin_there="yes")
    assert stopped(desk, case, Item.DEPARTURE) == []
    assert "People live there who could tell their relatives" in read(client, case)


def test_sheets_say_nothing_of_a_case_or_of_us(
    desk: Desk, unlocked_client: UnlockedClient, cast: Cast
) -> None:
    client = unlocked_client("verifier")
    for where in SHEETS:
        page = client.get(where)
        assert page.status_code == 200
        text = page.content.decode()
        for hidden in ("Waymark", "ECOM", "case-code", "verifier"):
            assert hidden not in text
    assert client.get("/desk/sheets/base/").status_code == 404
    assert client.post(SHEETS[0]).status_code == 405
    for person in (None, cast.monitor):
        stranger = Client()
        if person:
            stranger.force_login(person)
        for where in SHEETS:
            assert stranger.get(where).status_code == 404
            assert stranger.post(where).status_code == 404


def test_a_second_planner_sees_what_stands_before_it_is_replaced(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    path = f"/cases/{case}/journey/plan/"
    mine = {**PLAN, "version": version(case), "fallback": "Invented: to the mill."}
    kept(unlocked_client("verifier"), case, fallback="Invented: to the lake.")
    refused = client.post(path, mine)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "What stands now" in page
    for words in ("Invented: to the mill.", "Invented: to the lake."):
        assert words in page
    assert "What stands now" not in client.get(path).content.decode()


def test_open_lines_lead_to_where_they_are_mended(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    kept(client, case, device="seized")
    page = read(client, case)
    assert f'<a href="/cases/{case}/journey/plan/">A clean phone' in page
    told = client.get(f"/cases/{case}/journey/told/").content.decode()
    assert "Nothing can be told yet" in told
    assert "Tell something" not in told


def test_the_journey_leads_to_setting_out_and_to_stopping(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = ready_case(desk), unlocked_client(ONE)
    out = f"/cases/{case}/journey/check-ins/#depart"
    assert out in read(client, case)
    depart(actor=desk[ONE], case_id=case, version=version(case))
    page = read(client, case)
    assert out not in page
    for name in ("put_off", "turn_back"):
        assert f"/cases/{case}/#step-{name}" in page


def test_before_any_plan_nobody_says_that_relatives_search(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = approved_case(desk), unlocked_client(ONE)
    page = read(client, case)
    assert "Relatives search" not in page
    assert "Ask whether relatives search for them." in page
