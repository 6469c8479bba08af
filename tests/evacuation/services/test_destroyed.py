"""A destroyed part stops nothing, and it is certified who destroyed it and when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from evacuation.models.choices import Compartment, State
from evacuation.reading import CasePage
from evacuation.services.authority import NobodySigned, approved, decision_holds
from evacuation.services.deciding import submit
from evacuation.services.destroyed import destroyed
from evacuation.services.forgetting import forgotten_parts
from evacuation.services.shredding_part import confirm_shredding, propose_shredding
from evacuation.shredding import case_scope, finish_new_keys
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    content,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
    written,
)
from tests.evacuation.desk import LEADS, Desk, UnlockedClient
from tests.evacuation.proposals import without_guards

DAY = timedelta(days=1)


def destroy(desk: Desk, case: UUID, part: Compartment = Compartment.DECISION) -> str:
    """By the owner and a lead, whose part comes back."""
    lead = next(p for p in LEADS if opened(desk, case, p).holds("triage"))
    propose_shredding(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        part=part,
        text="Invented.",
    )
    confirm_shredding(actor=desk[lead], case_id=case, version=version(case))
    # A test's transaction never commits: what waits for that.
    finish_new_keys([case_scope(case)])
    return lead


def test_a_case_goes_on_without_its_destroyed_decision(desk: Desk) -> None:
    case = approved_case(desk)
    destroy(desk, case)
    assert decision_holds(opened(desk, case))
    assert approved(opened(desk, case)) is None
    assert step(desk[ONE], case, "plan", text="Invented plan.")
    assert step(desk[ONE], case, "protect", given="Invented help.")
    assert state(case) == State.FOLLOW_UP


def test_what_nobody_can_decide_any_more_can_rest_and_be_stopped(desk: Desk) -> None:
    case = submitted_case(desk)
    destroy(desk, case)
    assert step(desk[ONE], case, "hold", reason="hospital", check_ins="x", days=7)
    assert step(desk[ONE], case, "resume")
    assert step(desk[ONE], case, "freeze", text="Invented.")


def test_after_a_destroyed_decision_another_is_asked_for(desk: Desk) -> None:
    case = approved_case(desk)
    destroy(desk, case)
    assert step(desk[ONE], case, "plan", text="Invented plan.")
    written(desk, case, content(400))
    submit(actor=desk[ONE], case_id=case, version=version(case), why="Invented.")
    assert signed(desk, case, "finance")
    now = approved(opened(desk, case))
    assert now is not None
    assert now.written.submission.total == 40000


def test_who_took_the_decision_away_alone_stops_the_case(desk: Desk) -> None:
    case = approved_case(desk)
    destroy(desk, case)
    without_guards("DELETE FROM evacuation_approval")
    with pytest.raises(NobodySigned):
        step(desk[ONE], case, "plan", text="Invented plan.")


def test_it_is_certified_by_whom_when_and_until_when_backups_hold_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    lead = destroy(desk, case)
    (one,) = destroyed(opened(desk, case))
    assert (one.part, one.asked) == ("decision", desk.users[ONE].pk)
    assert one.confirmed == desk.users[lead].pk
    assert (one.readable_until - one.at, one.rows_until - one.at) == (7 * DAY, 30 * DAY)
    ((label, asked, confirmed, _one),) = CasePage(opened(desk, case)).destroyed
    assert (label, asked, confirmed) == (
        "Criteria, budget and decision",
        desk.card(ONE).code_name,
        desk.card(lead).code_name,
    )
    (gone,) = forgotten_parts(most=9)
    assert (gone.part, gone.gone.actor) == ("decision", desk[lead].name)
    assert gone.asker == desk[ONE].name
    client = unlocked_client(lead)
    for where in (f"/cases/{case}/", f"/cases/{case}/keeping/", "/desk/forgotten/"):
        page = client.get(where).content.decode()
        assert "Destroyed parts" in page
        assert confirmed in page
    assert str(case) not in client.get("/desk/forgotten/").content.decode()
