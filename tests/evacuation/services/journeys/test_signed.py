"""What two people sign before anybody goes: as it stands when each of them signs, and
the owner checks nothing of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import WrongState
from evacuation.models import CountryRule, Deadline
from evacuation.models.choices import Compartment, State
from evacuation.services.countries.alerts import raise_alert
from evacuation.services.granting import grant_key
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.going import asking
from evacuation.services.journeys.naming import name_focal
from evacuation.services.journeys.passing import let_pass
from evacuation.services.journeys.plans import (
    check_border,
    plan_of,
    save_plan,
    sign_lawful,
)
from evacuation.services.journeys.rechecking import look_at_route
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signed import lines_seen, stands
from evacuation.services.journeys.signing import sign_list
from evacuation.services.moving import StepLacks, confirm_step, waiting_step
from evacuation.services.ownership import assign
from evacuation.services.triage import hear_case
from evacuation.workflow.movement.going import Readiness
from tests.evacuation.decisions import ONE, opened, state, version
from tests.evacuation.desk import Desk
from tests.evacuation.known import SOURCE
from tests.evacuation.travels import cleared, in_planning, listed, looked_at, ready_case

pytestmark = pytest.mark.proof

TWO, LEAD, VERIFIER = "coordinator_two", "lead_one", "verifier"


def signed_once(desk: Desk) -> UUID:
    case = in_planning(desk)
    cleared(desk, case)
    listed(desk, case)
    return case


def second(desk: Desk, case: UUID) -> None:
    confirm_step(actor=desk[VERIFIER], case_id=case, version=version(case))


def alert(desk: Desk, country: str = "AM") -> None:
    raise_alert(actor=desk[ONE], country=country, text="Invented.", source=SOURCE)


def refused_to_second(desk: Desk, case: UUID) -> set[str]:
    """Lines that stop the second signature, as they are told and shown."""
    with pytest.raises(StepLacks) as refusal:
        second(desk, case)
    seen = lines_seen(opened(desk, case, VERIFIER), timezone.now())
    blocked = {str(o.item) for o in seen if o.readiness == Readiness.BLOCKED}
    assert {str(one) for one in refusal.value.lines} == blocked
    assert state(case) == State.PLANNING
    return blocked


def save(desk: Desk, case: UUID, **said: Any) -> None:
    plan = replace(plan_of(opened(desk, case)), **said)
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)


def test_nobody_signs_second_over_an_alert(desk: Desk) -> None:
    case = signed_once(desk)
    alert(desk)
    assert refused_to_second(desk, case) == {"context"}
    assert case_clocks(case) >= {"route"}
    hear_case(actor=desk[ONE], case_id=case)
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    # What one signed before the alert is signed by nobody after it.
    assert waiting_step(opened(desk, case)) is None
    with pytest.raises(WrongState):
        second(desk, case)
    listed(desk, case)
    second(desk, case)
    assert stands(opened(desk, case))


def case_clocks(case: UUID) -> set[str]:
    rows = Deadline.objects.filter(case=case, rests_since=None)
    return set(rows.values_list("clock", flat=True))


def test_an_alert_elsewhere_takes_no_signature_away(desk: Desk) -> None:
    case = signed_once(desk)
    alert(desk, "FR")
    look_at_route(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    second(desk, case)
    assert stands(opened(desk, case))


def test_a_border_that_closed_meanwhile_is_signed_by_nobody(desk: Desk) -> None:
    case = signed_once(desk)
    check_border(
        actor=desk[ONE], case_id=case, version=version(case), leg=1, passes=False
    )
    assert refused_to_second(desk, case) == {"borders"}


def test_who_signs_second_is_told_what_is_open(desk: Desk) -> None:
    case = signed_once(desk)
    # What they cannot read stands as signed.
    seen = lines_seen(opened(desk, case, VERIFIER), timezone.now())
    assert all(one.readiness != Readiness.BLOCKED for one in seen)
    save(desk, case, host="Invented Other House")
    unread = {"medicine", "risks", "house", "protocol", "tellable"}
    assert refused_to_second(desk, case) == {"host"} | unread
    looked_at(desk, case)
    assert refused_to_second(desk, case) == unread
    listed(desk, case)
    second(desk, case)


def test_who_cannot_read_it_all_signs_nothing_first(desk: Desk) -> None:
    case = in_planning(desk)
    seen = lines_seen(opened(desk, case, VERIFIER), timezone.now())
    blocked = {str(o.item): o.cleared_by for o in seen if o.readiness == "blocked"}
    assert {"medicine", "host", "lawful"} <= set(blocked)
    assert "money" not in blocked
    assert any("You cannot read it" in str(one) for one in blocked["medicine"])


def named_legal(desk: Desk, case: UUID, part: str) -> None:
    name_focal(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        what=Focal.LEGAL,
        user=desk.users[part].pk,
    )


def given(desk: Desk, case: UUID, to: str) -> None:
    user = desk.users[to].pk
    assign(actor=desk[ONE], case_id=case, version=version(case), to=user)


def blocked(desk: Desk, case: UUID, part: str = ONE) -> set[str]:
    seen = lines_seen(opened(desk, case, part), timezone.now())
    return {str(one.item) for one in seen if one.readiness == Readiness.BLOCKED}


def test_what_the_owner_signed_before_the_case_was_theirs_counts_no_more(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    CountryRule.objects.all().delete()
    named_legal(desk, case, TWO)
    sign = partial(sign_lawful, case_id=case)
    sign(actor=desk[TWO], version=version(case))
    let_pass(
        actor=desk[TWO],
        case_id=case,
        version=version(case),
        what="entry_unknown",
        why="Invented.",
        everywhere=True,
    )
    looked_at(desk, case)
    assert blocked(desk, case) == set()
    given(desk, case, TWO)
    assert {"lawful", "risks"} <= blocked(desk, case, TWO)
    assert plan_of(opened(desk, case, LEAD)).lawful_by == ""
    found = asking(opened(desk, case, TWO), timezone.now())
    assert found
    assert not any(one.passed for _leg, one in found)
    with pytest.raises(StepLacks) as refusal:
        sign_list(actor=desk[TWO], case_id=case, version=version(case))
    assert {"lawful", "risks"} <= {str(one) for one in refusal.value.lines}
    # Another one signs it.
    sign(actor=desk[LEAD], version=version(case))
    assert "lawful" not in blocked(desk, case, TWO)


def test_a_go_falls_where_the_owner_of_now_signed_the_crossings(desk: Desk) -> None:
    case = ready_case(desk)
    given(desk, case, LEAD)
    assert not stands(opened(desk, case, LEAD))
    with pytest.raises(StepLacks):
        depart(actor=desk[LEAD], case_id=case, version=version(case))


def test_a_lead_who_signed_the_crossings_signs_no_list_for_the_owner(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    with pytest.raises(SamePerson):
        sign_list(actor=desk[LEAD], case_id=case, version=version(case))
    other = desk["lead_two"]
    grant_key(
        actor=desk[ONE],
        case_id=case,
        compartment=Compartment.LOGISTICS,
        user_id=other.user.pk,
    )
    sign_lawful(actor=other, case_id=case, version=version(case))
    sign_list(actor=desk[LEAD], case_id=case, version=version(case))
    second(desk, case)
    assert state(case) == State.READY


def test_what_the_owner_signed_stands_for_a_day(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = signed_once(desk)
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert {"last_yes", "protocol"} <= refused_to_second(desk, case)
