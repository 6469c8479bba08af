"""A plan that becomes another one: what was said to the first is asked again, and who
waits half-way goes on from where they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.utils import timezone

from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.services.journeys.signed import stands
from evacuation.services.moving import confirm_step
from evacuation.workflow.movement.check_ins import Heard
from evacuation.workflow.movement.legs import Means
from tests.evacuation.decisions import ONE, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.services.journeys.test_check_ins import heard
from tests.evacuation.services.journeys.test_going import VERIFIER, blocked
from tests.evacuation.travels import cleared, in_planning, listed, travelling_case

pytestmark = pytest.mark.proof

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("other", ["target", "means", "day", "place"])
def test_their_last_yes_and_the_hosts_word_are_of_one_way(
    desk: Desk, other: str
) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    plan = plan_of(opened(desk, case))
    save = partial(save_plan, actor=desk[ONE], case_id=case)
    save(version=version(case), plan=replace(plan, money_note="Invented."))
    assert blocked(desk, case) == set()
    last, month = plan.legs[-1], timedelta(days=30)
    leg = last.leg
    changed = {
        "target": replace(last, leg=replace(leg, target="RU")),
        "means": replace(last, leg=replace(leg, means=Means.FOOT)),
        "day": replace(
            last,
            leg=replace(leg, begins=leg.begins + month, ends=leg.ends + month),
        ),
        "place": replace(last, ends_at="Invented harbour"),
    }[other]
    again = replace(plan, legs=(*plan.legs[:-1], changed))
    save(version=version(case), plan=again)
    assert {"host", "last_yes"} <= blocked(desk, case)


def test_whoever_waits_half_way_goes_on_as_planned_or_by_a_leg_of_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    plan = plan_of(opened(desk, case))
    first, second = plan.legs
    between = first.leg.ends + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: between)
    assert step(desk[ONE], case, "put_off", breaking="ill", safe_at="Invented.")
    assert step(desk[ONE], case, "recheck")
    # Each time somebody asks a second has gone.
    seconds = count(60)
    monkeypatch.setattr(timezone, "now", lambda: between + next(seconds) * SECOND)
    # The leg behind them may be over; one that is new may not.
    save = partial(save_plan, actor=desk[ONE], case_id=case)
    save(version=version(case), plan=replace(plan, money_note="Invented."))
    assert "legs" not in blocked(desk, case)
    begins = first.leg.begins
    old = replace(first, leg=replace(first.leg, begins=begins - timedelta(hours=2)))
    save(version=version(case), plan=replace(plan, legs=(old, second)))
    assert "legs" in blocked(desk, case)
    save(version=version(case), plan=replace(plan, legs=(second,)))
    assert "legs" not in blocked(desk, case)
    save(version=version(case), plan=plan)
    # Signed anew they are half-way still.
    heard(desk, case, Heard.PHRASE)
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk[VERIFIER], case_id=case, version=version(case))
    assert stands(opened(desk, case))
