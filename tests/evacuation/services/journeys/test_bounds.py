"""Days and times of a journey are bounded; what was kept before shuts no page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from evacuation.journeys.packing import packed
from evacuation.journeys.plan import Plan
from evacuation.journeys.travellers import Person
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import changing
from evacuation.services.journeys.medicine import NotCountedThen, save_medicines
from evacuation.services.journeys.plans import LegOutOfBounds, plan_of, save_plan
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.journeys.travellers import NoSuchDay, save_traveller
from evacuation.workflow.movement.health import Medicine, MedicineKind
from evacuation.workflow.movement.papers import Known, Scope, WantedCheck
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import in_planning, two_legs
from tests.evacuation.workflow.movement.people import GOOD

pytestmark = pytest.mark.proof

END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
FAR = date(2099, 1, 1)


def call(desk: Desk, case: UUID, service: Any, **said: Any) -> None:
    service(actor=desk[ONE], case_id=case, version=version(case), **said)


def endless(plan: Plan) -> Plan:
    last = plan.legs[-1]
    return replace(
        plan, legs=(*plan.legs[:-1], replace(last, leg=replace(last.leg, ends=END)))
    )


def test_what_cannot_be_is_refused_by_its_field(desk: Desk) -> None:
    case = in_planning(desk)
    plan = two_legs()
    long = replace(plan.legs[0], leg=replace(plan.legs[0].leg))
    later = long.leg.begins + timedelta(days=8)
    long = replace(long, leg=replace(long.leg, ends=later))
    for legs in (endless(plan).legs, (long,)):
        with pytest.raises(LegOutOfBounds) as refused:
            call(desk, case, save_plan, plan=replace(plan, legs=legs))
        assert refused.value.field == "legs"
    counted = Medicine(MedicineKind.ART, 1, FAR)
    with pytest.raises(NotCountedThen):
        call(desk, case, save_medicines, person="1", medicines=[counted])
    looks = (WantedCheck(Scope.NATIONAL, Known.NO, FAR),)
    for papers, field in (
        (replace(GOOD, wanted=looks), "on_national"),
        (replace(GOOD, valid_until=date.max), "valid_until"),
    ):
        person = Person("1", called="Invented Wren", home="GE", papers=papers)
        with pytest.raises(NoSuchDay) as no_day:
            call(desk, case, save_traveller, person=person)
        assert no_day.value.field == field


def test_what_was_kept_before_shuts_no_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = in_planning(desk), unlocked_client(ONE)
    with changing(
        actor=desk[ONE], case_id=case, version=version(case), verb="journey.planned"
    ) as change:
        plan = endless(plan_of(change.opened)).packed()
        change.write(ROUTE, RecordKind.PLAN, what="plan", plan=plan)
        taken = [packed(Medicine(MedicineKind.ART, 1000, date.max))]
        change.write(Compartment.HEALTH, RecordKind.HEALTH, person="1", medicines=taken)
    for where in (
        "",
        "journey/",
        "journey/plan/",
        "journey/medicine/",
        "journey/check-ins/",
    ):
        assert client.get(f"/cases/{case}/{where}").status_code == 200, where
    assert plan_of(opened(desk, case)).legs[-1].leg.ends.year == 2999


def test_what_was_counted_on_a_day_to_come_was_not_counted(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_planning(desk)
    with changing(
        actor=desk[ONE], case_id=case, version=version(case), verb="journey.medicine"
    ) as change:
        taken = [packed(Medicine(MedicineKind.ART, 1, FAR))]
        change.write(Compartment.HEALTH, RecordKind.HEALTH, person="1", medicines=taken)
    page = unlocked_client(ONE).get(f"/cases/{case}/journey/medicine/")
    assert "Medicine runs out" in page.content.decode()
    row = {
        "medicine-TOTAL_FORMS": "1",
        "medicine-INITIAL_FORMS": "0",
        "medicine-0-kind": "art",
        "medicine-0-days": "77",
        "medicine-0-counted_on": "2099-01-01",
    }
    sent = unlocked_client(ONE).post(
        f"/cases/{case}/journey/medicine/1/", {"version": version(case), **row}
    )
    assert sent.status_code == 422
    for words in ("This day has not come yet.", 'value="2099-01-01"', 'value="77"'):
        assert words in sent.content.decode()
