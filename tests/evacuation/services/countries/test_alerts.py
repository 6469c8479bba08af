"""An alert and the plans it touches: nobody reads them to set the clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import WrongState
from evacuation.access import open_case
from evacuation.clock import five_minutes
from evacuation.duty_board import Show, rows
from evacuation.errors import NotAllowed, NotVisible
from evacuation.models import Alert, AuditRow, Case, CountryAlert, Deadline, Record
from evacuation.models.choices import State, Urgency
from evacuation.services.by_itself import settle
from evacuation.services.clocks import relevel_clocks
from evacuation.services.countries.alerts import end_alert, raise_alert
from evacuation.services.countries.keeping import DoesNotFit
from evacuation.services.journeys.rechecking import look_at_route
from evacuation.services.journeys.signed import stands
from evacuation.services.moving import confirm_step
from evacuation.services.overdue import raise_overdue
from evacuation.services.triage import hear_case
from tests.evacuation.decisions import ONE, approved_case, opened, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.known import SOURCE
from tests.evacuation.travels import in_planning, ready_case, travelling_case

pytestmark = pytest.mark.proof

WORDS = "Invented: the crossing is closed at night."

REST = {"reason": "hospital", "check_ins": "Invented.", "days": 7}
LOST = {"text": "Invented."}


def alert(desk: Desk, country: str, part: str = ONE) -> CountryAlert:
    return raise_alert(actor=desk[part], country=country, text=WORDS, source=SOURCE)


def clock(case: UUID) -> Deadline | None:
    return Deadline.objects.filter(case=case, clock="route").first()


@pytest.mark.parametrize(
    ("level", "hours"), [("critical", 2), ("high", 12), ("medium", 24)]
)
def test_every_case_on_its_way_is_looked_at_again_by_its_level(
    desk: Desk, level: str, hours: int
) -> None:
    case = in_planning(desk)
    Case.objects.filter(pk=case).update(level=level)
    untouched, _receipt = invented_case()
    alert(desk, "FR")
    due = clock(case)
    assert due is not None
    soon = timezone.now() + timedelta(hours=hours)
    assert due.due_at in {five_minutes(soon), five_minutes(soon - timedelta(minutes=1))}
    assert clock(untouched.pk) is None


@pytest.mark.parametrize(
    ("where", "level", "minutes"),
    [
        (State.IN_TRANSIT, "low", 15),
        (State.IN_TRANSIT, "critical", 15),
        (State.READY, "low", 120),
        (State.READY, "critical", 120),
    ],
)
def test_on_the_way_it_is_minutes_and_before_they_go_two_hours(
    desk: Desk, where: State, level: str, minutes: int
) -> None:
    case = approved_case(desk)
    Case.objects.filter(pk=case).update(state=where, level=level)
    alert(desk, "FR")
    due = clock(case)
    assert due is not None
    left = due.due_at - timezone.now()
    late = timedelta(minutes=minutes)
    assert late - timedelta(minutes=6) < left <= late
    [row] = [r for r in rows(desk[ONE], show=Show.OPEN) if r.case.pk == case]
    assert row.route == "Country alert: look at the route"
    case_row = Case.objects.get(pk=case)
    case_row.level = "high"
    relevel_clocks(case_row, level)
    assert clock(case) is not None
    assert Deadline.objects.get(case=case, clock="route").due_at == due.due_at


@pytest.mark.parametrize("where", [State.PLANNING, State.READY, State.IN_TRANSIT])
def test_all_three_states_get_the_clock_and_no_other(desk: Desk, where: State) -> None:
    case = approved_case(desk)
    alert(desk, "FR")
    assert clock(case) is None
    Case.objects.filter(pk=case).update(state=where)
    alert(desk, "FR")
    assert clock(case) is not None


def test_a_second_alert_gives_nobody_more_time(desk: Desk) -> None:
    case = in_planning(desk)
    soon = five_minutes(timezone.now() + timedelta(minutes=30))
    Deadline.objects.create(case_id=case, clock="route", due_at=soon)
    alert(desk, "AM")
    due = clock(case)
    assert due is not None
    assert due.due_at == soon


def test_the_owner_is_woken_by_what_is_overdue_and_not_by_the_alert(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    waiting = Alert.objects.filter(case=case, kind="deadline", acknowledged_at=None)
    waiting.delete()
    Deadline.objects.filter(case=case).delete()
    later = timezone.now() + timedelta(days=9)
    Case.objects.filter(pk=case).update(next_due_at=later, level=Urgency.CRITICAL)
    alert(desk, "AM")
    raise_overdue()
    assert not waiting.exists()
    ago = timezone.now() - timedelta(minutes=5)
    Deadline.objects.filter(case=case).update(due_at=ago)
    raise_overdue()
    assert waiting.count() == 1


@pytest.mark.parametrize("part", [ONE, "verifier", "lead_one"])
def test_a_plan_that_goes_elsewhere_loses_the_clock_when_it_is_opened(
    desk: Desk, part: str
) -> None:
    case = in_planning(desk)
    alert(desk, "FR")
    assert state(case) == State.PLANNING
    settle(open_case(desk[part], case))
    assert clock(case) is None


def test_who_does_not_plan_it_drops_nothing(desk: Desk) -> None:
    case = in_planning(desk)
    alert(desk, "FR")
    for part in ("coordinator_two", "approver"):
        settle(open_case(desk[part], case))
    assert clock(case) is not None


def test_a_plan_that_goes_there_keeps_it_until_somebody_looks(desk: Desk) -> None:
    case = in_planning(desk)
    alert(desk, "AM")
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) is not None
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    assert clock(case) is None
    hear_case(actor=desk[ONE], case_id=case)
    assert state(case) == State.PLANNING


def test_a_go_falls_where_the_way_leads_there(desk: Desk) -> None:
    case = ready_case(desk)
    alert(desk, "AM")
    hear_case(actor=desk[ONE], case_id=case)
    assert state(case) == State.PLANNING
    assert clock(case) is not None
    assert not stands(opened(desk, case))


def test_a_go_stands_where_the_way_leads_elsewhere(desk: Desk) -> None:
    case = ready_case(desk)
    alert(desk, "FR")
    hear_case(actor=desk[ONE], case_id=case)
    assert state(case) == State.READY
    assert clock(case) is None
    assert stands(opened(desk, case))


def test_who_is_on_the_way_stays_on_it(desk: Desk) -> None:
    case = travelling_case(desk)
    alert(desk, "AM")
    hear_case(actor=desk[ONE], case_id=case)
    assert state(case) == State.IN_TRANSIT
    assert clock(case) is not None
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    assert clock(case) is None


@pytest.mark.parametrize("name", ["hold", "lose_contact", "freeze"])
def test_an_alert_reaches_who_was_parked_on_the_way(desk: Desk, name: str) -> None:
    case = travelling_case(desk)
    assert step(desk[ONE], case, name, **(REST if name == "hold" else LOST))
    alert(desk, "AM")
    due = clock(case)
    assert due is not None
    assert due.due_at - timezone.now() <= timedelta(minutes=15)
    relevel_clocks(Case.objects.get(pk=case), "low")
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) == due
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    assert clock(case) is None
    alert(desk, "FR")
    assert clock(case) is not None
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) is None


def test_the_clock_of_an_alert_goes_on_with_who_was_parked(desk: Desk) -> None:
    case = travelling_case(desk)
    assert step(desk[ONE], case, "lose_contact", **LOST)
    alert(desk, "AM")
    assert not step(desk[ONE], case, "find_again", phrase="on")
    confirm_step(actor=desk["lead_one"], case_id=case, version=version(case))
    assert state(case) == State.IN_TRANSIT
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) is not None


def test_the_go_of_who_rested_falls_as_the_others(desk: Desk) -> None:
    case = ready_case(desk)
    assert step(desk[ONE], case, "hold", **REST)
    alert(desk, "AM")
    assert clock(case) is not None
    assert step(desk[ONE], case, "resume")
    hear_case(actor=desk[ONE], case_id=case)
    assert state(case) == State.PLANNING


def test_who_was_parked_before_anything_was_planned_is_left_alone(desk: Desk) -> None:
    case = approved_case(desk)
    assert step(desk[ONE], case, "lose_contact", **LOST)
    alert(desk, "AM")
    assert clock(case) is None


def test_an_alert_that_ended_leaves_no_clock_behind(desk: Desk) -> None:
    case = in_planning(desk)
    raised = alert(desk, "AM")
    end_alert(actor=desk["verifier"], alert_id=raised.pk)
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) is None
    with pytest.raises(WrongState):
        end_alert(actor=desk["verifier"], alert_id=raised.pk)
    with pytest.raises(NotVisible):
        end_alert(actor=desk["verifier"], alert_id=raised.pk + 1)


def test_a_look_before_the_alert_is_no_look_at_it(desk: Desk) -> None:
    case = in_planning(desk)
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    alert(desk, "AM")
    hear_case(actor=desk[ONE], case_id=case)
    assert clock(case) is not None


def test_a_clock_that_is_dropped_leaves_what_a_look_at_the_route_leaves(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    left = []
    for country in ("FR", "AM"):
        alert(desk, country)
        before = set(Record.objects.filter(case=case).values_list("pk", flat=True))
        settle(open_case(desk[ONE], case))
        if country == "AM":
            look_at_route(
                actor=desk[ONE], case_id=case, version=version(case), why="Invented."
            )
        [new] = Record.objects.filter(case=case).exclude(pk__in=before)
        verb = AuditRow.objects.order_by("-number").values_list("verb", flat=True)[0]
        left.append((new.kind, new.compartment, len(new.sealed), verb))
    assert left[0] == left[1]


@pytest.mark.parametrize("part", ["approver", "finance", "auditor", "steward"])
def test_others_raise_and_end_none(desk: Desk, part: str) -> None:
    raised = alert(desk, "FR")
    with pytest.raises(NotAllowed):
        alert(desk, "FR", part)
    with pytest.raises(NotAllowed):
        end_alert(actor=desk[part], alert_id=raised.pk)
    assert CountryAlert.objects.filter(ended_at__isnull=True).count() == 1


def test_an_alert_says_what_and_where_from(desk: Desk) -> None:
    for field, said in (
        ("country", {"country": "", "text": WORDS, "source": SOURCE}),
        ("text", {"country": "AM", "text": " ", "source": SOURCE}),
        ("source", {"country": "AM", "text": WORDS, "source": ""}),
    ):
        with pytest.raises(DoesNotFit) as refusal:
            raise_alert(actor=desk[ONE], **said)
        assert refusal.value.field == field
    assert not CountryAlert.objects.exists()
