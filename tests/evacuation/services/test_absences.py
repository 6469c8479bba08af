"""Who is away is passed over; what that leaves open is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from evacuation.errors import DeskError, NotAllowed, NotVisible
from evacuation.models import Absence, AuditRow, Member, Notice, Shift
from evacuation.services.absences import (
    AwayAlready,
    BadSpan,
    NobodyLeft,
    add_absence,
    coming_absences,
    drop_absence,
    nobody_left,
)
from evacuation.services.duty import covered_now, gaps, on_duty
from evacuation.services.expiry import forget_what_is_due
from evacuation.services.gaps import (
    Gap,
    appeal_gaps,
    missing_now,
    step_gaps,
)
from evacuation.services.gaps import gaps as decision_gaps
from evacuation.services.granting import second_holder
from evacuation.services.notices import raise_due
from tests.evacuation.desk import LEADS, ROLES, Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty, waiting_case

DAY = timedelta(days=1)
ONE = "coordinator_one"
FINANCE = frozenset({"approver_finance"})


def away(
    desk: Desk, part: str, *, start: timedelta = -HOUR, end: timedelta = DAY
) -> Absence:
    now = timezone.now()
    return Absence.objects.create(
        user=desk.users[part], starts_at=now + start, ends_at=now + end
    )


def says(desk: Desk, actor: str, part: str, start: datetime, end: datetime) -> Absence:
    return add_absence(
        actor=desk.users[actor], user=desk.users[part], starts_at=start, ends_at=end
    )


def test_each_says_it_of_themselves_and_a_lead_of_anybody(desk: Desk) -> None:
    now = timezone.now()
    row = says(desk, ONE, ONE, now, now + DAY)
    says(desk, "lead_one", "finance", now, now + DAY)
    assert len(coming_absences()) == 2
    with pytest.raises(NotAllowed):
        says(desk, ONE, "verifier", now, now + DAY)
    with pytest.raises(NotAllowed):
        drop_absence(actor=desk.users["verifier"], absence_id=row.pk)
    drop_absence(actor=desk.users["lead_two"], absence_id=row.pk)
    assert [one.user.username for one in coming_absences()] == ["finance"]
    verbs = AuditRow.objects.filter(verb__startswith="absence")
    assert verbs.count() == 3


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [
        (DAY, DAY, BadSpan),
        (DAY, HOUR, BadSpan),
        (-2 * DAY, -DAY, BadSpan),
        (HOUR, 400 * DAY, BadSpan),
        (3 * DAY, 5 * DAY, AwayAlready),
        (DAY, 9 * DAY, AwayAlready),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(
    desk: Desk, start: timedelta, end: timedelta, refusal: type[DeskError]
) -> None:
    now = timezone.now()
    says(desk, ONE, ONE, now + 2 * DAY, now + 4 * DAY)
    with pytest.raises(refusal) as found:
        says(desk, ONE, ONE, now + start, now + end)
    assert found.value.field in {"starts_at", "ends_at"}
    assert Absence.objects.count() == 1


def test_one_after_the_other_is_no_overlap(desk: Desk) -> None:
    now = timezone.now()
    says(desk, ONE, ONE, now, now + DAY)
    says(desk, ONE, ONE, now + DAY, now + 2 * DAY)
    assert Absence.objects.count() == 2


def test_what_is_over_cannot_be_taken_back(desk: Desk) -> None:
    row = away(desk, ONE, start=-2 * DAY, end=-DAY)
    with pytest.raises(NotVisible):
        drop_absence(actor=desk.users["lead_one"], absence_id=row.pk)


def test_the_stand_in_is_on_duty_for_who_is_away(desk: Desk) -> None:
    put_on_duty(desk, ONE, stand_in="lead_one")
    away(desk, ONE)
    assert [user.username for user in on_duty(timezone.now())] == ["lead_one"]
    assert covered_now()
    away(desk, "lead_one")
    assert not covered_now()


def test_a_shift_of_who_is_away_in_a_part_of_it_is_a_gap(desk: Desk) -> None:
    shift = put_on_duty(desk, ONE, end=80 * HOUR)
    until = timezone.now() + 72 * HOUR
    assert gaps(until) == []
    away(desk, ONE, start=10 * HOUR, end=11 * HOUR)
    assert len(gaps(until)) == 1
    Shift.objects.filter(pk=shift.pk).update(stand_in=desk.users["lead_one"])
    assert gaps(until) == []


def test_who_is_away_is_not_woken(desk: Desk, receivers: Receivers) -> None:
    give_addresses(desk, ONE, "lead_one", "lead_two")
    put_on_duty(desk, ONE, stand_in="lead_one")
    away(desk, ONE)
    away(desk, "lead_two")
    alert = waiting_case("critical")
    for _ in range(5):
        raise_due()
        type(alert).objects.filter(pk=alert.pk).update(next_at=timezone.now())
    users = set(Notice.objects.filter(alert=alert).values_list("user", flat=True))
    assert users == {desk.users["lead_one"].pk}


def test_where_everybody_is_away_everybody_is_woken(
    desk: Desk, receivers: Receivers
) -> None:
    give_addresses(desk, *ROLES)
    for part in ROLES:
        away(desk, part)
    alert = waiting_case("critical")
    raise_due()
    users = set(Notice.objects.filter(alert=alert).values_list("user", flat=True))
    assert users == {user.pk for user in desk.users.values()}


def test_it_is_said_where_nobody_with_a_role_remains(desk: Desk) -> None:
    for part in LEADS[:2]:
        away(desk, part, end=3 * DAY)
    assert nobody_left() == []
    third = away(desk, LEADS[2], start=DAY, end=2 * DAY)
    wanted = NobodyLeft(Member.Role.LEAD, third.starts_at, third.ends_at)
    assert nobody_left() == [wanted]


def test_a_sum_that_nobody_here_can_sign_says_until_when(desk: Desk) -> None:
    row, trust = away(desk, "finance"), desk["lead_one"].trust
    assert decision_gaps(trust) == [Gap(4, 300_000, (FINANCE,), row.ends_at)]
    assert missing_now(trust, 4, [], []) == ([FINANCE], row.ends_at)
    # Who signed before they went counts.
    assert missing_now(trust, 4, [desk.users["finance"].pk], []) == ([], None)
    Member.objects.filter(user=desk.users["finance"]).update(ended_at=timezone.now())
    assert decision_gaps(trust) == [Gap(4, 300_000, (FINANCE,), None)]


def test_after_a_refusal_it_says_who_is_left_for_an_appeal(desk: Desk) -> None:
    trust = desk["lead_one"].trust
    one, two = appeal_gaps(trust)
    assert (one.refusers, one.above, one.until) == (1, 300_000, None)
    assert (two.refusers, two.above, two.tier) == (2, 0, 1)
    row = away(desk, "finance")
    one, *_rest = appeal_gaps(trust)
    assert (one.refusers, one.above, one.until) == (1, 0, row.ends_at)


def test_a_step_for_two_says_whom_it_lacks(desk: Desk) -> None:
    trust = desk["lead_one"].trust
    assert step_gaps(trust) == []
    away(desk, "approver")
    row = away(desk, "finance", end=2 * HOUR)
    found = {gap.step.name: gap.until for gap in step_gaps(trust)}
    assert found["finish"] == row.ends_at
    assert "give_up" not in found


def test_a_lead_who_is_away_is_the_last_to_hold_a_case(desk: Desk) -> None:
    for part in LEADS[:2]:
        away(desk, part)
    wanted = desk.users[LEADS[2]].pk
    assert second_holder(desk[ONE], owner=desk.users[ONE].pk) == wanted
    away(desk, LEADS[2])
    assert second_holder(desk[ONE], owner=0) in {desk.users[p].pk for p in LEADS}


def test_who_was_away_is_forgotten_a_day_later(desk: Desk) -> None:
    away(desk, ONE, start=-9 * DAY, end=-DAY)
    kept = away(desk, "finance", start=-9 * DAY, end=-DAY + HOUR)
    forget_what_is_due()
    assert list(Absence.objects.all()) == [kept]
