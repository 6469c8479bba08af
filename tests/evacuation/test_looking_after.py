"""The board tells who looks after the medicine of a case that they do."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evacuation.duty_board import Row, Show, rows
from evacuation.looking_after import medicine_of
from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.naming import name_focal
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import Right
from tests.evacuation.decisions import ONE, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import in_planning

pytestmark = pytest.mark.proof

TWO, WORDS = "coordinator_two", "You look after the medicine here"


def medical(desk: Desk, part: str = TWO) -> Unlocked:
    """Somebody whom the roster would make a medical focal point and nothing else."""
    me = desk[part]
    return replace(me, card=replace(me.card, rights=frozenset({Right.MEDICAL})))


def row(me: Unlocked, case: UUID) -> Row:
    [one] = [r for r in rows(me, show=Show.OPEN) if r.case.pk == case]
    return one


def asked(me: Unlocked, case: Case) -> tuple[bool, int]:
    with CaptureQueriesContext(connection) as queries:
        found = case.pk in medicine_of(me, [case])
    return found, len(queries)


def test_the_board_says_whose_medicine_they_look_after(desk: Desk) -> None:
    case = in_planning(desk)
    assert not rows(medical(desk), show=Show.OPEN)
    name_focal(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        what=Focal.MEDICAL,
        user=desk.users[TWO].pk,
    )
    assert row(medical(desk), case).step == WORDS
    # Who owns and leads cases is told their next step, whatever keys they hold.
    for part in (ONE, TWO, "lead_one"):
        assert row(desk[part], case).step != WORDS
    stands = Case.objects.get(pk=case)
    assert asked(medical(desk), stands) == (True, 1)
    assert asked(desk[TWO], stands) == (False, 0)
    assert asked(medical(desk, "verifier"), stands) == (False, 1)
    for state in (State.READY, State.IN_TRANSIT):
        stands.state = state
        assert asked(medical(desk), stands) == (True, 1)
    for state in (State.APPROVED, State.ARRIVED, State.CLOSED):
        stands.state = state
        assert asked(medical(desk), stands) == (False, 0)
