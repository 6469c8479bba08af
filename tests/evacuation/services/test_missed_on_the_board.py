"""Who is missed stays red on the board until they are heard."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from evacuation.board import BoardLine
from evacuation.duty_board import Due, Show, rows
from evacuation.journeys.night_card import Came
from evacuation.missing import Missed
from evacuation.models import Deadline
from evacuation.steps import Step
from evacuation.vault.slips import BOARD_BYTES
from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE, step
from tests.evacuation.desk import Desk
from tests.evacuation.services.journeys.test_check_ins import heard, planned
from tests.evacuation.services.journeys.test_waiting_anew import STOPPED
from tests.evacuation.services.test_night_duty import (
    MINUTE,
    TWO,
    card,
    noted,
    on_the_way,
    pass_time,
)

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.duty_board import Row

pytestmark = pytest.mark.proof


def row(desk: Desk, case: UUID, part: str = TWO) -> Row:
    [found] = [r for r in rows(desk[part], show=Show.OPEN) if r.case.pk == case]
    return found


def test_a_missed_person_is_red_step_by_step_until_they_are_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(desk)
    planned(desk, case, timezone.now() + timedelta(hours=1))
    assert row(desk, case).missed == ""
    pass_time(monkeypatch, case, MINUTE)
    since = timezone.localtime(card(desk, case).missed_at)
    steps = len(card(desk, case).steps)
    assert row(desk, case).missed.startswith("Missed since")
    assert f"{since:%H:%M}" in row(desk, case).missed
    noted(desk, case, 0, Came.NOTHING)
    assert row(desk, case).missed.endswith(f"{since:%H:%M}, step 2 of {steps}")
    assert row(desk, case).due == Due.LATE
    assert not row(desk, case).false
    assert step(desk[ONE], case, "turn_back", **STOPPED)
    assert row(desk, case).missed.endswith(f"step 2 of {steps}")
    later = timezone.now() + MINUTE
    monkeypatch.setattr(timezone, "now", lambda: later)
    heard(desk, case, Heard.PHRASE)
    assert row(desk, case).missed == ""
    assert row(desk, case).due != Due.LATE


def test_the_phrase_to_who_is_on_duty_takes_the_red_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(desk)
    planned(desk, case, timezone.now() + timedelta(hours=1))
    pass_time(monkeypatch, case, MINUTE)
    noted(desk, case, 0, Came.NOTHING)
    noted(desk, case, 1, Came.PHRASE)
    assert row(desk, case).missed == ""


def test_on_the_way_without_a_check_in_is_red(desk: Desk) -> None:
    case = on_the_way(desk)
    Deadline.objects.filter(case=case, clock="check_in").delete()
    assert row(desk, case).missed.startswith("On the way, and nobody waits")
    assert row(desk, case).due == Due.LATE


def test_the_fullest_line_has_room_for_it() -> None:
    now = timezone.now()
    line = BoardLine(
        country="DE",
        language="pt-br",
        age_band="18_25",
        danger="unknown",
        next_step=max(Step.values, key=len),
        marks=(
            "asked_to_stop",
            "assisted",
            "do_not_contact",
            "duress",
            "lost",
            "paused",
            "recheck_vouches",
            "third_party",
            "unaware",
        ),
        level="critical",
        state="decision_pending",
        due=now.isoformat(timespec="minutes"),
        owner="123456",
        missed=str(Missed(now, 12, 12)),
    )
    assert len(line.encoded()) < BOARD_BYTES - 8
    assert BoardLine.decoded(line.encoded()) == line
