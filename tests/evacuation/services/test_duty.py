from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed, NotVisible, WrongState
from evacuation.models import AuditRow, Member, Shift
from evacuation.services.duty import (
    add_shifts,
    covered_now,
    drop_shift,
    gaps,
    next_cover,
    on_duty,
    release_shifts,
    stand_ins,
)
from tests.evacuation.desk import Desk
from tests.evacuation.rota import HOUR, put_on_duty


def suspend(desk: Desk, part: str) -> None:
    rows = Member.objects.filter(user=desk.users[part])
    rows.update(suspended_at=timezone.now())


def names(desk: Desk) -> list[str]:
    return [user.username for user in on_duty(timezone.now())]


def test_whoever_has_the_shift_is_on_duty(desk: Desk) -> None:
    put_on_duty(desk, "coordinator_one", stand_in="lead_one")
    put_on_duty(desk, "coordinator_two", start=HOUR, end=2 * HOUR)
    assert names(desk) == ["coordinator_one"]
    assert covered_now()


def test_the_stand_in_is_on_duty_for_a_suspended_person(desk: Desk) -> None:
    put_on_duty(desk, "coordinator_one", stand_in="lead_one")
    suspend(desk, "coordinator_one")
    assert names(desk) == ["lead_one"]


def test_nobody_is_on_duty_when_both_are_gone(desk: Desk) -> None:
    put_on_duty(desk, "coordinator_one", stand_in="lead_one")
    suspend(desk, "coordinator_one")
    suspend(desk, "lead_one")
    assert not covered_now()
    assert stand_ins(timezone.now()) == []


def test_gaps_are_what_no_shift_covers(desk: Desk) -> None:
    now = timezone.now()
    put_on_duty(desk, "coordinator_one", start=-HOUR, end=10 * HOUR)
    put_on_duty(desk, "lead_one", start=5 * HOUR, end=20 * HOUR)
    late = put_on_duty(desk, "coordinator_two", start=30 * HOUR, end=40 * HOUR)
    found = gaps(now + 72 * HOUR, since=now)
    length = [round((gap.ends_at - gap.starts_at) / HOUR) for gap in found]
    assert length == [10, 32]
    assert found[1].starts_at == late.ends_at


def test_a_shift_of_somebody_whose_access_runs_out_in_it_is_a_gap(desk: Desk) -> None:
    now = timezone.now()
    put_on_duty(desk, "coordinator_one", end=72 * HOUR)
    assert gaps(now + 71 * HOUR, since=now) == []
    rows = Member.objects.filter(user=desk.users["coordinator_one"])
    rows.update(ends_at=now + 3 * HOUR)
    assert len(gaps(now + 71 * HOUR, since=now)) == 1


def test_next_cover_is_the_start_of_the_next_shift(desk: Desk) -> None:
    now = timezone.now()
    assert next_cover(now) is None
    coming = put_on_duty(desk, "lead_one", start=3 * HOUR, end=4 * HOUR)
    assert next_cover(now) == coming.starts_at
    put_on_duty(desk, "lead_two")
    assert next_cover(now) == now


def test_a_lead_puts_somebody_on_duty_once(desk: Desk) -> None:
    now = timezone.now()
    days = [timedelta(days=n) for n in range(3)]
    for expected in (3, 0):
        added = add_shifts(
            actor=desk.users["lead_one"],
            user=desk.users["coordinator_one"],
            starts=[(now + day, now + day + 8 * HOUR) for day in days],
        )
        assert added == expected
    assert AuditRow.objects.filter(verb="rota.added").count() == 2


def test_only_leads_change_the_rota(desk: Desk) -> None:
    now = timezone.now()
    shift = put_on_duty(desk, "lead_one")
    coordinator = desk.users["coordinator_one"]
    with pytest.raises(NotAllowed):
        add_shifts(actor=coordinator, user=coordinator, starts=[(now, now + HOUR)])
    with pytest.raises(NotAllowed):
        drop_shift(actor=coordinator, shift_id=shift.pk)
    drop_shift(actor=desk.users["lead_two"], shift_id=shift.pk)
    with pytest.raises(NotVisible):
        drop_shift(actor=desk.users["lead_two"], shift_id=shift.pk)


@pytest.mark.parametrize(
    ("person", "stand_in"),
    [("auditor", None), ("lead_one", "auditor"), ("lead_one", "lead_one")],
)
def test_duty_is_for_two_people_who_can_open_a_request(
    desk: Desk, person: str, stand_in: str | None
) -> None:
    now = timezone.now()
    with pytest.raises(WrongState):
        add_shifts(
            actor=desk.users["lead_one"],
            user=desk.users[person],
            stand_in=desk.users[stand_in] if stand_in else None,
            starts=[(now, now + HOUR)],
        )


def test_a_shift_ends_after_it_starts(desk: Desk) -> None:
    now, lead = timezone.now(), desk.users["lead_one"]
    with pytest.raises(WrongState):
        add_shifts(actor=lead, user=lead, starts=[(now, now)])


def test_shifts_of_a_leaver_go_to_the_stand_in_or_away(desk: Desk) -> None:
    kept = put_on_duty(desk, "coordinator_one", stand_in="lead_one")
    gone = put_on_duty(desk, "coordinator_one", start=HOUR, end=2 * HOUR)
    other = put_on_duty(desk, "lead_two", stand_in="coordinator_one")
    running = put_on_duty(desk, "coordinator_one", start=-2 * HOUR, end=HOUR)
    past = put_on_duty(desk, "coordinator_one", start=-9 * HOUR, end=-8 * HOUR)
    release_shifts(user=desk.users["coordinator_one"])
    assert Shift.objects.get(pk=kept.pk).user == desk.users["lead_one"]
    assert not Shift.objects.filter(pk=gone.pk).exists()
    assert Shift.objects.get(pk=running.pk).ends_at <= timezone.now()
    assert Shift.objects.get(pk=other.pk).stand_in is None
    assert Shift.objects.get(pk=past.pk).user == desk.users["coordinator_one"]
