"""The way is told to one, for a window, and goes when its time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import WrongState
from evacuation.journeys.told import Told, ToWhom
from evacuation.journeys.travellers import Going
from evacuation.models import LockDown, Record, Trusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.by_itself import settle
from evacuation.services.expiry import forget_gone_records
from evacuation.services.journeys.disclosing import (
    NothingTold,
    NotVerifiedEnough,
    OpensTooLate,
    PhoneNotSafe,
    Telling,
    UnderDuress,
    WhoIsTold,
    WrongWindow,
    disclose,
    disclosures,
    take_back,
)
from evacuation.services.journeys.expected import expected
from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.services.journeys.setting_out import depart
from evacuation.services.lockdown import LockedDown
from evacuation.workflow.movement.going import Device
from tests.evacuation.decisions import ONE, contradicted, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import (
    in_planning,
    looked_at,
    one_goes,
    travelling_case,
)

pytestmark = pytest.mark.proof

WORDS = "Invented: the blue door behind the mill."
H = timedelta(hours=1)


def told(desk: Desk, case: UUID, **said: Any) -> None:
    now = timezone.now()
    usual = Telling(Told.ADDRESS, ToWhom.PERSON, now, now + 6 * H, WORDS)
    disclose(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        telling=replace(usual, **said),
    )


def replies(case: UUID) -> list[Record]:
    rows = Record.objects.filter(case=case, kind=RecordKind.REPLY)
    return [row for row in rows if row.gone_at is not None]


def test_the_person_reads_it_until_it_goes_and_that_it_was_told_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = in_planning(desk)
    told(desk, case)
    [reply] = replies(case)
    assert opened(desk, case).content(reply)["text"] == WORDS
    [kept] = disclosures(opened(desk, case))
    assert (kept.what, kept.to, kept.by) == (
        Told.ADDRESS,
        ToWhom.PERSON,
        desk[ONE].name,
    )
    assert reply.gone_at == kept.until
    assert not kept.gone
    later = timezone.now() + 8 * H
    monkeypatch.setattr(timezone, "now", lambda: later)
    forget_gone_records()
    assert replies(case) == []
    [kept] = disclosures(opened(desk, case))
    assert kept.is_over(later)
    assert not kept.was_taken_back(later)


def test_what_exactly_was_told_stands_in_the_reply_alone(desk: Desk) -> None:
    case = in_planning(desk)
    told(desk, case)
    mine = opened(desk, case)
    for row in mine.records(Compartment.LOGISTICS, RecordKind.DISCLOSED):
        assert "mill" not in str(mine.content(row))


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u202e\u202c", "\u2800", "\u3164", "\ufe0f\u200d "]
)
def test_what_nobody_can_see_is_told_to_nobody(desk: Desk, text: str) -> None:
    case = in_planning(desk)
    with pytest.raises(NothingTold):
        told(desk, case, text=text)
    assert replies(case) == []
    assert disclosures(opened(desk, case)) == []


def test_what_is_said_aloud_is_recorded_and_written_to_nobody(desk: Desk) -> None:
    case = in_planning(desk)
    with pytest.raises(NothingTold):
        told(desk, case, to=ToWhom.HOST)
    told(desk, case, to=ToWhom.HOST, what=Told.PICK_UP, text="")
    assert replies(case) == []
    [kept] = disclosures(opened(desk, case))
    assert (kept.to, kept.reply) == (ToWhom.HOST, None)
    with pytest.raises(NothingTold):
        told(desk, case, text=" ")


def test_it_is_told_to_each_of_those_who_go_and_to_nobody_else(desk: Desk) -> None:
    case = in_planning(desk)
    for number, way in (("2", Going.TOGETHER), ("3", Going.STAYS)):
        one_goes(desk[ONE], case, number=number, called="Invented", going=way)
    told(desk, case, to=ToWhom.FELLOW, person="2", text="")
    [kept] = disclosures(opened(desk, case))
    assert (kept.to, kept.person, kept.reply) == (ToWhom.FELLOW, "2", None)
    for to, number in (("fellow", ""), ("fellow", "1"), ("fellow", "3"), ("host", "2")):
        with pytest.raises(WhoIsTold):
            told(desk, case, to=ToWhom(to), person=number, text="")
    assert len(disclosures(opened(desk, case))) == 1


def test_telling_it_again_is_a_record_of_its_own(desk: Desk) -> None:
    case = in_planning(desk)
    told(desk, case)
    told(desk, case, what=Told.ROUTE)
    kept = disclosures(opened(desk, case))
    assert [one.what for one in kept] == [Told.ROUTE, Told.ADDRESS]


@pytest.mark.parametrize(
    ("begins", "lasts"), [(0, 0), (0, 73), (-10, 9), (5, -1), (0, -1)]
)
def test_nothing_is_told_without_an_end_in_sight(
    desk: Desk, begins: int, lasts: int
) -> None:
    case = in_planning(desk)
    opens = timezone.now() + begins * H
    with pytest.raises(WrongWindow):
        told(desk, case, opens=opens, until=opens + lasts * H)
    assert disclosures(opened(desk, case)) == []


def test_the_hour_in_which_it_ends_counts_and_nothing_begins_far_away(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    opens = timezone.now().replace(minute=20, second=0, microsecond=0) + H
    with pytest.raises(WrongWindow):
        told(desk, case, opens=opens, until=opens + 72 * H)
    told(desk, case, opens=opens, until=opens + 71.5 * H)
    [kept] = disclosures(opened(desk, case))
    assert kept.until - kept.opens <= 72 * H
    end = datetime(9999, 12, 31, 20, tzinfo=UTC)
    for far in (end, opens + 15 * 24 * H):
        with pytest.raises(OpensTooLate):
            told(desk, case, opens=far, until=far + 3 * H)
    with pytest.raises(WrongWindow):
        told(desk, case, opens=opens, until=end)


def test_a_window_begins_when_it_is_told_and_never_before(desk: Desk) -> None:
    case, now = in_planning(desk), timezone.now()
    told(desk, case, opens=now - 5 * H, until=now + 3 * H)
    [kept] = disclosures(opened(desk, case))
    assert now.replace(microsecond=0) <= kept.opens


def test_nothing_is_told_below_a_trusted_word(desk: Desk) -> None:
    case = in_planning(desk)
    Trusted.objects.update(suspended_at=timezone.now())
    with pytest.raises(NotVerifiedEnough):
        told(desk, case)
    Trusted.objects.update(suspended_at=None)
    told(desk, case)
    contradicted(desk, case)
    with pytest.raises(NotVerifiedEnough):
        told(desk, case)


@pytest.mark.parametrize("device", [Device.SEIZED, Device.UNKNOWN])
def test_the_phone_comes_before_the_way(desk: Desk, device: Device) -> None:
    case = in_planning(desk)
    plan = replace(plan_of(opened(desk, case)), device=device)
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)
    with pytest.raises(PhoneNotSafe):
        told(desk, case)


def test_nothing_is_told_under_duress(desk: Desk) -> None:
    case = in_planning(desk)
    log_attempt(
        actor=desk[ONE], case_id=case, version=version(case), code=Attempt.DURESS
    )
    with pytest.raises(UnderDuress):
        told(desk, case)


def test_nothing_is_told_while_the_case_or_the_desk_is_stopped(desk: Desk) -> None:
    case = in_planning(desk)
    row = LockDown.objects.create(
        began_at=timezone.now(), began_by=desk["lead_one"].user
    )
    with pytest.raises(LockedDown):
        told(desk, case)
    row.delete()
    told(desk, case)
    assert step(desk[ONE], case, "freeze", text="Invented.")
    assert replies(case) == []
    with pytest.raises(WrongState):
        told(desk, case)


@pytest.mark.parametrize("name", ["turn_back", "put_off"])
def test_a_leg_that_stops_takes_back_what_was_told(desk: Desk, name: str) -> None:
    case = travelling_case(desk)
    told(desk, case)
    assert step(
        desk[ONE], case, name, breaking="border_closed", safe_at="Invented region."
    )
    assert replies(case) == []
    [kept] = disclosures(opened(desk, case))
    assert kept.was_taken_back(timezone.now())


def test_what_was_told_is_taken_back_by_hand(desk: Desk) -> None:
    case = in_planning(desk)
    told(desk, case)
    take_back(actor=desk[ONE], case_id=case, version=version(case))
    assert replies(case) == []


def test_after_a_leg_that_stopped_the_next_departure_plans_check_ins_anew(
    desk: Desk,
) -> None:
    case = travelling_case(desk)
    first = expected(opened(desk, case))
    assert first is not None
    assert step(
        desk[ONE], case, "put_off", breaking="border_closed", safe_at="Invented region."
    )
    looked_at(desk, case)
    depart(actor=desk[ONE], case_id=case, version=version(case))
    rows = opened(desk, case).records(Compartment.TRIAGE, RecordKind.CHECK_IN)
    said = [opened(desk, case).content(row) for row in rows]
    planned = [one for one in said if one["what"] == "planned" and one["legs"]]
    assert [one["anew"] for one in planned] == [True, True]
    assert expected(opened(desk, case)) == first
    told(desk, case)
    assert len(replies(case)) == 1


def test_what_a_stop_could_not_take_back_goes_when_a_key_holder_looks(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    told(desk, case)
    assert step(desk["verifier"], case, "freeze", text="Invented.")
    assert len(replies(case)) == 1
    settle(opened(desk, case))
    assert replies(case) == []
