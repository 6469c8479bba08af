"""The plan names the lawful way in: chosen on its page, shown with what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.models import Pathway
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.journeys.going import lines_now
from evacuation.services.journeys.passing import let_pass
from evacuation.services.journeys.plans import NoSuchWay, plan_of, save_plan
from evacuation.workflow.movement.contexts import PathwayKind, PathwayStatus
from evacuation.workflow.movement.going import Item, Readiness
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.known import seat, today
from tests.evacuation.travels import cleared, in_planning
from tests.evacuation.views.journeys.test_journey import PLAN, post

pytestmark = pytest.mark.proof


def known(desk: Desk, replaces: int | None = None, **said: Any) -> Pathway:
    return save_pathway(actor=desk[ONE], way=seat(**said), replaces=replaces)


def resting_on(desk: Desk, case: UUID, pathway: int | None) -> None:
    plan = replace(plan_of(opened(desk, case)), pathway=pathway)
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)


def risks(desk: Desk, case: UUID) -> Readiness:
    lines = lines_now(opened(desk, case), timezone.now())
    return next(one.readiness for one in lines if one.item == Item.RISKS)


def read(client: Client, case: UUID, where: str = "") -> str:
    return client.get(f"/cases/{case}/journey/{where}").content.decode()


def test_it_is_chosen_and_shown_with_its_status_and_its_day(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client, way = in_planning(desk), unlocked_client(ONE), known(desk)
    assert "/desk/countries/DE/#ways" not in read(client, case)
    offered = f'<option value="{way.pk}">Germany: Seat for temporary relocation.'
    assert offered in read(client, case, "plan/")
    sent = {**PLAN, "leg-0-target": "DE", "pathway": way.pk}
    assert post(client, case, "plan/", **sent).status_code == 302
    assert plan_of(opened(desk, case)).pathway == way.pk
    page = read(client, case)
    for words in ("/desk/countries/DE/#ways", "Limited", "looked up on", "Fresh"):
        assert words in page
    assert "The way in is" not in page
    # A newer record took its place: the choice stays, with what stands now.
    newer = known(desk, way.pk, status=PathwayStatus.SUSPENDED)
    page, form = read(client, case), read(client, case, "plan/")
    assert "The way in is suspended" in page
    assert f'<option value="{way.pk}" selected>' in form
    assert f'<option value="{newer.pk}"' not in form


def test_a_closed_one_stops_them_until_the_legal_focal_says_why_not(
    desk: Desk,
) -> None:
    case, way = in_planning(desk), known(desk)
    resting_on(desk, case, way.pk)
    assert risks(desk, case) == Readiness.DONE
    known(desk, way.pk, status=PathwayStatus.CLOSED)
    assert risks(desk, case) == Readiness.BLOCKED
    let_pass(
        actor=desk["lead_one"],
        case_id=case,
        version=version(case),
        what="way_closed",
        why="Invented: the visa was given before.",
        leg=1,
    )
    assert risks(desk, case) == Readiness.DONE


def test_what_ran_out_or_is_kept_by_nobody_warns(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, way = in_planning(desk), known(desk)
    resting_on(desk, case, way.pk)
    Pathway.objects.update(good_until=today() - timedelta(days=1), owner=None)
    page = read(unlocked_client(ONE), case)
    for words in ("What we know of the way in ran out", "Nobody keeps the record"):
        assert words in page
    assert risks(desk, case) == Readiness.DONE


def test_with_another_way_in_what_the_legal_focal_signed_falls(desk: Desk) -> None:
    case, way = in_planning(desk), known(desk)
    resting_on(desk, case, way.pk)
    cleared(desk, case)
    newer = known(desk, way.pk, status=PathwayStatus.OPEN)
    resting_on(desk, case, newer.pk)
    assert plan_of(opened(desk, case)).lawful_by
    other = known(desk, kind=PathwayKind.FAMILY)
    resting_on(desk, case, other.pk)
    assert not plan_of(opened(desk, case)).lawful_by


def test_one_that_is_not_on_record_is_refused(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    with pytest.raises(NoSuchWay):
        resting_on(desk, case, 2**63)
    answer = post(client, case, "plan/", **PLAN, pathway="77")
    assert answer.status_code == 422
    assert "No such way in is on record." in answer.content.decode()
    for rubbish in ("x", "9" * 6000, "-1", "\u00b2"):
        assert post(client, case, "plan/", **PLAN, pathway=rubbish).status_code == 422
