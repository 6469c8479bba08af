"""Going back is looked at again: sealed, dated, outliving the route."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed, WrongState
from evacuation.models import Case, Deadline, Record
from evacuation.services.clocks import relevel_clocks, set_clock
from evacuation.services.following import Answers, follow_ups, record_follow_up
from evacuation.services.returning import (
    ReturnLacks,
    assess_return,
    may_assess_return,
    return_assessments,
)
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.returning import (
    Lists,
    Outcome,
    ReturnAssessment,
)
from tests.evacuation.decisions import ONE, approved_case, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_following import WELL
from tests.evacuation.workflow.movement.test_returning import LOOKED

pytestmark = pytest.mark.proof

DAY = timedelta(days=1)
WISH = "Invented: wants to see their mother."


@pytest.fixture
def case(desk: Desk) -> UUID:
    made = approved_case(desk)
    assert step(desk[ONE], made, "protect", given="Invented help.")
    return made


def today() -> date:
    return timezone.localdate()


def said(**also: Any) -> ReturnAssessment:
    whole = replace(
        LOOKED,
        wish=WISH,
        conditions="Invented: an empty house.",
        looked_on=today(),
        review=today() + 60 * DAY,
    )
    return replace(whole, **also)


def assessed(desk: Desk, case: UUID, part: str = ONE, **also: Any) -> None:
    assess_return(
        actor=desk[part], case_id=case, version=version(case), assessment=said(**also)
    )


def asked(desk: Desk, case: UUID, days: int) -> None:
    """How they are; their room is paid for so many days."""
    ends = {"housing_until": today() + days * DAY}
    record_follow_up(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        answers=Answers(WELL, ends),
    )


def looked_at(case: UUID) -> date:
    at = Deadline.objects.get(case=case, clock="review").due_at
    return timezone.localdate(at)


def test_it_is_kept_as_it_was_said_and_looked_at_again(desk: Desk, case: UUID) -> None:
    assessed(desk, case)
    assessed(desk, case, outcome=Outcome.NOT_NOW)
    [newest, first] = return_assessments(opened(desk, case))
    assert (first.said, newest.said.outcome) == (said(), Outcome.NOT_NOW)
    assert first.by == desk[ONE].name
    assert looked_at(case) == today() + 60 * DAY
    rows = Record.objects.filter(case=case).values_list("sealed", flat=True)
    assert all(WISH.encode() not in bytes(row) for row in rows)


def test_a_day_that_was_chosen_stays_where_the_level_rises(
    desk: Desk, case: UUID
) -> None:
    assessed(desk, case, review=today() + 7 * DAY)
    row = Case.objects.get(pk=case)
    row.level, before = "critical", row.level
    assert before != "critical"
    relevel_clocks(row, before)
    assert looked_at(case) == today() + 7 * DAY


def test_no_level_puts_a_clock_into_the_past(desk: Desk, case: UUID) -> None:
    row = Case.objects.get(pk=case)
    set_clock(row, Clock.CHECK, timezone.now() + 2 * DAY)
    row.level = "critical"
    relevel_clocks(row, "low")
    late = timezone.now() - Deadline.objects.get(case=case, clock="check").due_at
    assert timedelta(0) <= late < timedelta(minutes=5)


def test_who_goes_is_asked_a_week_later(desk: Desk, case: UUID) -> None:
    leaves = today() + 5 * DAY
    assessed(desk, case, outcome=Outcome.THEIR_OWN, leaves=leaves)
    assert looked_at(case) == leaves + 7 * DAY


def test_asking_how_they_are_keeps_its_day_and_stands_apart(
    desk: Desk, case: UUID
) -> None:
    assessed(desk, case)
    asked(desk, case, days=90)
    assert looked_at(case) == today() + 60 * DAY
    assert len(follow_ups(opened(desk, case))) == 1
    asked(desk, case, days=30)
    assessed(desk, case)
    assert looked_at(case) == today() + 23 * DAY


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"wish": " "}, "wish"),
        ({"lists": Lists.CLEAR, "looked_on": None}, "looked_on"),
        ({"looked_on": date(2100, 1, 1)}, "looked_on"),
        ({"conditions": ""}, "conditions"),
        ({"review": date(2020, 1, 1)}, "review"),
        ({"review": date(2100, 1, 1)}, "review"),
        ({"leaves": date(2020, 1, 1)}, "leaves"),
    ],
)
def test_what_is_missing_is_named(
    desk: Desk, case: UUID, also: dict[str, Any], field: str
) -> None:
    with pytest.raises(ReturnLacks) as refused:
        assessed(desk, case, **also)
    assert refused.value.field == field


def test_the_owner_or_a_lead_writes_it_once_somebody_was_helped(desk: Desk) -> None:
    case = approved_case(desk)
    with pytest.raises(WrongState):
        assessed(desk, case)
    assert step(desk[ONE], case, "protect", given="Invented help.")
    assert may_assess_return(opened(desk, case))
    with pytest.raises(NotAllowed):
        assessed(desk, case, "coordinator_two")
    assessed(desk, case, "lead_one")
