"""The route of who arrived is destroyed after 14 days, and the case works on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.models import Case, CaseKey, Deadline, Record
from evacuation.models.choices import Compartment, State
from evacuation.services.auditing import verify_audit
from evacuation.services.authority import decision_holds
from evacuation.services.by_itself import settle
from evacuation.services.following import dates
from evacuation.services.journeys.arrivals import is_confirmed
from evacuation.services.journeys.disclosing import disclosures
from evacuation.services.journeys.first_days import first_days
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.route_ends import destroyed_routes
from evacuation.services.journeys.travellers import travellers
from evacuation.services.moves import last_move
from evacuation.services.moving import StepLacks
from evacuation.shredding import case_scope, finish_new_keys, shred_keys
from tests.evacuation.days import DAY, Days
from tests.evacuation.decisions import ONE, opened, state, step
from tests.evacuation.desk import Desk
from tests.evacuation.travels import (
    arrived_case,
    ready_case,
    seen_to,
    travelling_case,
)

pytestmark = pytest.mark.proof

ROUTE = Compartment.LOGISTICS
SETTLED = {"first_days": "Invented.", "staying": "visa_free", "ends": "Invented."}


def has_route(case: UUID) -> bool:
    rows = Record.objects.filter(case=case, compartment=ROUTE).exists()
    keys = CaseKey.objects.filter(case=case, compartment=ROUTE).exists()
    assert rows == keys
    return rows


def dates_of_arrival(desk: Desk, case: UUID) -> datetime:
    move = last_move(opened(desk, case), "arrive")
    assert move is not None
    return datetime.fromisoformat(move.done)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    return Days(monkeypatch)


def test_it_goes_after_14_days_without_anybody_and_the_case_works_on(
    desk: Desk, days: Days
) -> None:
    case = arrived_case(desk)
    finish_new_keys([case_scope(case)])
    before = shred_keys(case_scope(case)).writing
    arrived_at = dates_of_arrival(desk, case)
    days.go(2)
    with pytest.raises(StepLacks):
        step(desk[ONE], case, "settle_in", **SETTLED)
    seen_to(desk, case)
    assert step(desk[ONE], case, "settle_in", **SETTLED)
    clock = Deadline.objects.get(case=case, clock="follow_up")
    assert abs(clock.due_at - arrived_at - 7 * DAY) < DAY / 24
    days.go(11)
    assert has_route(case)
    days.go(3)
    assert not has_route(case)
    finish_new_keys([case_scope(case)])
    assert shred_keys(case_scope(case)).writing != before
    assert Case.objects.get(pk=case).route_until is None
    assert len(destroyed_routes(case)) == 1
    mine = settle(opened(desk, case))
    # From arrival, not from when they were settled.
    assert dates(mine)[0] - arrived_at == 7 * DAY
    assert decision_holds(mine)
    assert is_confirmed(mine)
    assert plan_of(mine).legs == ()
    assert (travellers(mine), disclosures(mine)) == ([], [])
    assert first_days(mine)
    assert step(desk[ONE], case, "new_threat", text="Invented.")
    assert verify_audit().good


@pytest.mark.parametrize("part", ["lead_one", "verifier"])
def test_others_of_the_desk_open_it_afterwards(
    desk: Desk, days: Days, part: str
) -> None:
    case = arrived_case(desk)
    days.go(16)
    mine = settle(open_case(desk[part], case))
    assert decision_holds(mine)
    assert not mine.holds(ROUTE)


def test_a_day_that_was_set_by_hand_destroys_no_route(desk: Desk, days: Days) -> None:
    gone = [travelling_case(desk), arrived_case(desk), ready_case(desk)]
    long_ago = timezone.now() - DAY
    Case.objects.update(route_until=long_ago, state=State.FOLLOW_UP)
    days.go(3)
    assert all(map(has_route, gone))


def test_who_sets_out_again_keeps_the_route_until_the_next_arrival(
    desk: Desk, days: Days
) -> None:
    case = arrived_case(desk)
    assert Case.objects.get(pk=case).route_until is not None
    other = travelling_case(desk)
    Case.objects.filter(pk=other).update(route_until=timezone.now() + DAY)
    said = {"breaking": "border_closed", "safe_at": "Invented region."}
    assert step(desk[ONE], other, "turn_back", **said)
    assert Case.objects.get(pk=other).route_until is None


@pytest.mark.parametrize("stopped", [State.CONTACT_LOST, State.SECURITY_HOLD])
def test_it_waits_while_somebody_is_looked_for(
    desk: Desk, days: Days, stopped: State
) -> None:
    case = arrived_case(desk)
    name = "freeze" if stopped == State.SECURITY_HOLD else "lose_contact"
    assert step(desk[ONE], case, name, text="Invented.")
    days.go(17)
    assert (state(case), has_route(case)) == (stopped, True)


def test_it_waits_while_a_new_journey_is_approved(desk: Desk, days: Days) -> None:
    case = arrived_case(desk)
    Case.objects.filter(pk=case).update(state=State.APPROVED)
    days.go(17)
    assert has_route(case)
